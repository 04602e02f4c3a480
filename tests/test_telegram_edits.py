"""Somebody edits what they said: the last answer may change by it, nothing else does."""

from typing import Any

from tests.telegram_looks import answered
from tests.telegram_stage import TelegramStage

pytest_plugins = ["tests.telegram_fixtures"]

OLD = "Đồng chí vừa sửa một tin cũ. Câu trả lời đã ghi vẫn giữ nguyên."


async def said(there: TelegramStage, text: str) -> dict[str, Any]:
    """What Hòa types, as Telegram keeps it."""
    message = await there.person("hoa").says(text)
    await there.replies("hoa")
    return message


async def edited(there: TelegramStage, message: dict[str, Any], text: str) -> list[str]:
    """What Hòa hears when she changes it."""
    await there.person("hoa").edits(message, text)
    return [one.body.text for one in await there.replies("hoa")]


async def test_edited_answer_changes_after_a_yes(there: TelegramStage) -> None:
    await said(there, "đăng ký")
    await said(there, "2")
    name = await said(there, "Giàng A Tuả")
    assert await edited(there, name, "Giàng A Tủa") == [
        "Đổi câu trả lời từ “Giàng A Tuả” sang “Giàng A Tủa”?"
    ]
    assert await answered(there.database, "R4") == [{"text": "Giàng A Tuả"}]
    heard = await there.tap("hoa", "Đổi")
    assert [one.body.text.split("\n")[0] for one in heard] == [
        "Đã đổi thành “Giàng A Tủa”.", "Câu 3/5",
    ]  # fmt: skip
    assert await answered(there.database, "R4") == [{"text": "Giàng A Tủa"}]


async def test_edited_answer_stays_after_a_no(there: TelegramStage) -> None:
    await said(there, "đăng ký")
    await said(there, "2")
    name = await said(there, "Giàng A Tủa")
    await edited(there, name, "Giàng A Tú")
    await there.say("hoa", "giữ nguyên")
    assert await answered(there.database, "R4") == [{"text": "Giàng A Tủa"}]


async def test_edited_digit_means_what_it_meant_when_it_was_shown(there: TelegramStage) -> None:
    await said(there, "đăng ký")
    digit = await said(there, "2")
    assert await edited(there, digit, "1") == [
        "Đổi câu trả lời từ “Một hộ gia đình” sang “Một người”?"
    ]
    await there.say("hoa", "1")
    assert await answered(there.database, "R1") == ["person"]


async def test_several_choices_are_read_again(there: TelegramStage) -> None:
    for word in ("đăng ký", "2", "Giàng A Tủa", "Trồng chè", "x"):
        await said(there, word)
    choices = await said(there, "1 2")
    assert await answered(there.database, "R10") == [["name", "photo"]]
    assert await edited(there, choices, "1") == [
        "Đổi câu trả lời từ “Ghi tên, Gửi ảnh” sang “Ghi tên”?"
    ]
    await there.tap("hoa", "Đổi")
    assert await answered(there.database, "R10") == [["name"]]


async def test_edit_that_says_the_same_changes_nothing(there: TelegramStage) -> None:
    await said(there, "đăng ký")
    digit = await said(there, "2")
    heard = await edited(there, digit, "2.")
    assert heard[0] == "Câu đó đã ghi: Một hộ gia đình."
    assert await answered(there.database, "R1") == ["household"]


async def test_edit_that_cannot_be_read_is_explained_and_the_question_stands(
    there: TelegramStage,
) -> None:
    await said(there, "đăng ký")
    digit = await said(there, "2")
    heard = await edited(there, digit, "9")
    assert len(heard) == 2
    assert "Họ và tên chủ hộ?" in heard[1]
    assert await answered(there.database, "R1") == ["household"]


async def test_edit_of_an_older_message_is_told_kindly(there: TelegramStage) -> None:
    await said(there, "đăng ký")
    digit = await said(there, "2")
    await said(there, "Giàng A Tủa")
    assert await edited(there, digit, "1") == [OLD]
    assert await answered(there.database, "R1") == ["household"]


async def test_edit_of_a_command_is_told_kindly(there: TelegramStage) -> None:
    word = await said(there, "menu")
    assert await edited(there, word, "trợ giúp") == [OLD]


async def test_edit_after_a_tap_is_told_kindly(there: TelegramStage) -> None:
    word = await said(there, "đăng ký")
    await there.tap("hoa", "Một hộ gia đình")
    assert await edited(there, word, "Giàng A Tủa") == [OLD]


async def test_edited_caption_is_passed_over(there: TelegramStage) -> None:
    for word in ("đăng ký", "2", "Giàng A Tủa", "Trồng chè"):
        await said(there, word)
    photo = await there.photo("hoa", caption="Nương chè")
    assert photo
    message = there.person("hoa").chat[-2].json
    assert message["caption"] == "Nương chè"
    assert await edited(there, message, "Nương chè Shan") == []
