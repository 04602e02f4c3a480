"""What a message looks like on Telegram: its buttons, its length, its pictures and files."""

from sqlalchemy import update

from bot.channels.base import Body
from bot.channels.telegram_words import rows
from conversations.showing import Button
from storage.tables import evidence
from tests.stage import PAPER, VOICE, jpeg
from tests.telegram.chats import Message
from tests.telegram.html import length
from tests.telegram_looks import queue, told
from tests.telegram_stage import TelegramStage

pytest_plugins = ["tests.telegram_fixtures"]

STORY = "Gia đình trồng thêm 2 ha chè và giúp 5 hộ cùng làm. "


def buttons(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(label, f"r.R1.{n}") for n, label in enumerate(labels))


def shape(*labels: str) -> list[list[str]]:
    return [[button.label for button in row] for row in rows(buttons(*labels))]


async def shown(there: TelegramStage, body: Body) -> list[Message]:
    """What Hòa has in her chat after a message out of the blue."""
    before = len(there.person("hoa").heard)
    await told(there, "hoa", body)
    await there.sender.drain()
    return there.person("hoa").heard[before:]


async def stored(there: TelegramStage, n: int) -> tuple[int, ...]:
    """The ids of so many photos that Hòa sent with a record."""
    for word in ("đăng ký", "2", "Giàng A Tủa", "Trồng chè"):
        await there.say("hoa", word)
    await there.photo("hoa", n)
    return tuple(range(1, n + 1))


# --- buttons


def test_digits_stand_five_in_a_row() -> None:
    assert shape(*"1234567") == [list("12345"), list("67")]


def test_a_row_fits_a_small_phone() -> None:
    long = "Một hộ gia đình tiêu biểu"
    assert shape("Có", "Không", long, "Chưa rõ") == [["Có", "Không"], [long], ["Chưa rõ"]]
    assert shape("Đã gặp", "Chưa gặp") == [["Đã gặp", "Chưa gặp"]]
    assert shape("a" * 14, "b" * 14) == [["a" * 14, "b" * 14]]
    assert shape("a" * 14, "b" * 15) == [["a" * 14], ["b" * 15]]


async def test_every_row_of_a_registration_fits(there: TelegramStage) -> None:
    await stored(there, 1)
    await there.say("hoa", "x")
    await there.say("hoa", "0")
    found = [row for m in there.person("hoa").heard for row in m.buttons]
    assert found
    for row in found:
        assert len(row) <= 5
        assert len(row) * (max(len(label) for label, _ in row) + 2) <= 32


async def test_long_labels_become_numbered_lines_with_digits_below(there: TelegramStage) -> None:
    long = "Tổ hợp tác trồng và chế biến chè Shan tuyết"
    (message,) = await shown(there, Body("Ai?", buttons("Một người", long)))
    assert message.text == f"Ai?\n1. Một người\n2. {long}"
    assert message.labels == ["1", "2"]


# --- length


async def test_long_text_is_parted_where_sentences_end(there: TelegramStage) -> None:
    messages = await shown(there, Body(STORY * 200, buttons("Có", "Không")))
    assert len(messages) == 3
    assert all(m.text.endswith("cùng làm.") and length(m.text) <= 4096 for m in messages)
    assert [m.labels for m in messages] == [[], [], ["Có", "Không"]]
    assert " ".join(m.text for m in messages) == (STORY * 200).strip()


async def test_emoji_count_twice_and_signs_of_html_once(there: TelegramStage) -> None:
    for sign in ("👍", "&", "<"):
        messages = await shown(there, Body(f"Tốt lắm {sign * 50}. " * 100, buttons("Có")))
        assert all(length(m.text) <= 4096 for m in messages)
        assert messages[-1].labels == ["Có"]


# --- pictures and files


async def test_pictures_come_as_albums_before_their_words(there: TelegramStage) -> None:
    pictures = await stored(there, 12)
    messages = await shown(there, Body("Ảnh của hồ sơ", buttons("Đúng"), pictures=pictures))
    assert ["photo" in m.json for m in messages] == [True] * 12 + [False]
    assert len({m.json["media_group_id"] for m in messages[:12]}) == 2
    assert (messages[12].text, messages[12].labels) == ("Ảnh của hồ sơ", ["Đúng"])


async def test_single_picture_is_no_album(there: TelegramStage) -> None:
    pictures = await stored(there, 11)
    messages = await shown(there, Body("Ảnh", buttons("Đúng"), pictures=pictures))
    assert len(messages) == 12
    assert "media_group_id" not in messages[10].json


async def test_picture_that_is_gone_is_passed_over(there: TelegramStage) -> None:
    pictures = await stored(there, 2)
    lost = update(evidence).where(evidence.c.id == 1).values(state="refused")
    await there.database.transact(lambda c: c.execute(lost))
    messages = await shown(there, Body("Ảnh", pictures=(*pictures, 99)))
    assert ["photo" in m.json for m in messages] == [True, False]
    (message,) = await shown(there, Body("Không còn ảnh", pictures=(1, 98, 99)))
    assert message.text == "Không còn ảnh"


async def test_pictures_that_telegram_refuses_do_not_cost_the_words(there: TelegramStage) -> None:
    pictures = await stored(there, 2)
    why = "Bad Request: PHOTO_INVALID_DIMENSIONS"
    there.api.faults.next("sendMediaGroup", status=400, description=why)
    (message,) = await shown(there, Body("Ảnh", buttons("Đúng"), pictures=pictures))
    assert (message.text, message.labels) == ("Ảnh", ["Đúng"])
    there.api.faults.next("sendMediaGroup", status=400, description="Bad Request: chat not found")
    assert await shown(there, Body("Ảnh", pictures=pictures)) == []
    assert (await queue(there.database))[-1] == ("failed", "Ảnh")


async def test_pictures_need_no_words(there: TelegramStage) -> None:
    pictures = await stored(there, 2)
    assert len(await shown(there, Body("", pictures=pictures))) == 2
    assert (await queue(there.database))[-1][0] == "sent"


async def test_file_stands_below_its_words(there: TelegramStage) -> None:
    key = there.blobs.put(PAPER)
    (message,) = await shown(there, Body("Báo cáo <quý> & năm", file=key))
    assert message.caption == "Báo cáo <quý> & năm"
    assert message.json["document"]["file_name"] == "guong-sang.pdf"
    assert there.api.files.path(message.json["document"]["file_id"])["file_size"] == len(PAPER)


async def test_a_voice_note_of_a_record_plays(there: TelegramStage) -> None:
    for word in ("đăng ký", "2", "Giàng A Tủa"):
        await there.say("hoa", word)
    await there.send("hoa", "voice", VOICE)
    (message,) = await shown(there, Body("Tin thoại của hồ sơ:", file="voice:1"))
    assert message.caption == "Tin thoại của hồ sơ:"
    assert message.json["voice"]["file_size"] == len(VOICE)


async def test_a_chart_is_seen_at_once(there: TelegramStage) -> None:
    key = there.blobs.put(jpeg(1))
    (message,) = await shown(there, Body("Biểu đồ của huyện", file=key))
    assert message.caption == "Biểu đồ của huyện"
    assert message.json["photo"]


async def test_file_of_several_mebibytes_goes_out_whole(there: TelegramStage) -> None:
    data = PAPER + bytes(3 * 2**20)
    (message,) = await shown(there, Body("Báo cáo", file=there.blobs.put(data)))
    assert message.json["document"]["file_size"] == len(data)


async def test_many_words_and_buttons_come_before_the_file(there: TelegramStage) -> None:
    key = there.blobs.put(PAPER)
    for body in (
        Body(STORY * 30, file=key),
        Body("👍" * 600, file=key),  # counted twice
        Body("Báo cáo", buttons("Đúng"), file=key),
    ):
        messages = await shown(there, body)
        assert ["document" in m.json for m in messages] == [False, True]
        assert messages[1].caption == ""
