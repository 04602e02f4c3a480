"""How a talk feels on Telegram: what was answered says so in its place, old buttons never die."""

from bot.channels.base import Body
from conversations.showing import Button
from tests.telegram.chats import Message
from tests.telegram_looks import answered, told
from tests.telegram_stage import TelegramStage

pytest_plugins = ["tests.telegram_fixtures"]

WHO = "Đồng chí muốn giới thiệu ai?"
NAME = "Họ và tên chủ hộ?"


def asking(there: TelegramStage, name: str, text: str) -> Message:
    """The newest message of the bot with these words."""
    return [m for m in there.person(name).heard if text in m.text][-1]


def bold(message: Message) -> list[str]:
    units = message.text.encode("utf-16-le")
    return [
        units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
        for e in message.json.get("entities", ())
        if e["type"] == "bold"
    ]


async def test_tapped_question_shows_its_answer_and_no_buttons(there: TelegramStage) -> None:
    await there.say("hoa", "đăng ký")
    await there.tap("hoa", "Một hộ gia đình")
    message = asking(there, "hoa", WHO)
    assert message.text.endswith(f"{WHO}\n✓ Một hộ gia đình")
    assert bold(message) == ["✓ Một hộ gia đình"]
    assert message.buttons == []


async def test_typed_answers_are_shown_too(there: TelegramStage) -> None:
    await there.say("hoa", "đăng ký")
    await there.say("hoa", "2")
    await there.say("hoa", "Giàng A Tủa")
    assert bold(asking(there, "hoa", WHO)) == ["✓ Một hộ gia đình"]
    assert bold(asking(there, "hoa", NAME)) == ["✓ Giàng A Tủa"]


async def test_signs_of_html_in_names_and_stories_stay_what_they_are(there: TelegramStage) -> None:
    await there.say("hoa", "đăng ký")
    await there.say("hoa", "2")
    await there.say("hoa", "Giàng <b>A & Tủa</b>")
    assert bold(asking(there, "hoa", NAME)) == ["✓ Giàng <b>A & Tủa</b>"]
    await there.say("hoa", "<script> & chè < 2 ha")
    await there.say("hoa", "x")
    await there.say("hoa", "0")
    card = there.person("hoa").heard[-1]
    assert "Giàng <b>A & Tủa</b>" in card.text
    assert "<script> & chè < 2 ha" in card.text


async def test_question_that_never_arrived_is_not_changed(there: TelegramStage) -> None:
    there.api.faults.next("sendMessage", cut="after")
    await there.person("hoa").says("đăng ký")
    await there.round()
    there.told = 1  # the row whose fate nobody knows
    await there.say("hoa", "2")
    assert there.seen_edits == 0
    assert await answered(there.database, "R1") == ["household"]


async def test_long_question_keeps_its_words_when_answered(there: TelegramStage) -> None:
    await there.say("hoa", "đăng ký")
    long = " ".join(f"Câu dài số {n} của bản giới thiệu." for n in range(150))
    choices = tuple(Button(b.label, b.payload) for b in there.last["hoa"].choices)
    await told(there, "hoa", Body(long, choices))
    await there.sender.drain()
    first, last = (m.text for m in there.person("hoa").heard[-2:])
    await there.person("hoa").says("2")
    await there.round()
    texts = [m.text for m in there.person("hoa").heard]
    assert texts[1:3] == [first, f"{last}\n✓ Một hộ gia đình"]


async def test_old_button_asks_and_leaves_its_message_alone(there: TelegramStage) -> None:
    await there.say("hoa", "đăng ký")
    await there.tap("hoa", "Một hộ gia đình")
    before = asking(there, "hoa", WHO).text
    await there.press("hoa", there.old_button("hoa", "Một người").payload)
    assert "Đổi câu trả lời từ “Một hộ gia đình” sang “Một người”?" in there.last["hoa"].text
    await there.tap("hoa", "Giữ nguyên")
    assert await answered(there.database, "R1") == ["household"]
    await there.press("hoa", there.old_button("hoa", "Một người").payload)
    await there.tap("hoa", "Đổi")
    assert await answered(there.database, "R1") == ["person"]
    assert asking(there, "hoa", WHO).text == before


async def test_two_taps_have_one_effect(there: TelegramStage) -> None:
    await there.say("hoa", "đăng ký")
    payload = there.button("hoa", "Một hộ gia đình").payload
    await there.person("hoa").presses(payload)
    await there.press("hoa", payload)
    assert await answered(there.database, "R1") == ["household"]
    assert len([m for m in there.person("hoa").heard if NAME in m.text]) <= 2


async def test_button_of_last_year_works_after_a_restart(there: TelegramStage) -> None:
    await there.say("hoa", "đăng ký")
    await there.tap("hoa", "Một hộ gia đình")
    old = there.old_button("hoa", "Một người").payload
    await there.restart()
    there.person("hoa").room.messages.clear()  # too old for Telegram to say more than its number
    await there.person("hoa").presses(old, 3)
    await there.round()
    assert "sang “Một người”?" in there.person("hoa").heard[-1].text
    assert all(not m.edited for m in there.person("hoa").heard)
