"""Words that come twice on weak signal: they count once, and never for the next question."""

import pytest

from storage.tables import contacts, records
from tests.zalo_bot_looks import LATE, overtake, rows, texts, until_photos
from tests.zalo_bot_stage import ZaloBotStage

pytest_plugins = ["tests.zalo_bot_fixtures"]

TWICE = "gửi hai lần liền nhau, chỉ tính một lần"


async def soon(there: ZaloBotStage, words: str, after: float) -> str:
    """Say something so many seconds after the last event, and hear it answered at once."""
    there.clock.at += after
    await there.person("hoa").says(words)
    await there.round()
    return texts(there)[-1]


async def test_two_equal_digits_at_once_answer_one_question(there: ZaloBotStage) -> None:
    await there.say("hoa", "đăng ký")
    last = await overtake(there, "2", "2")
    assert "Họ và tên chủ hộ?" in last
    assert TWICE in texts(there)[-2]
    await there.say("hoa", "Giàng A Tủa")
    assert "Câu 3/5" in texts(there)[-1]


@pytest.mark.parametrize("after", [0.0, 1.0, 1.9, 2.1, 2.9])
async def test_digit_sent_twice_never_answers_the_next_question(
    there: ZaloBotStage, after: float
) -> None:
    await until_photos(there)
    asked = await soon(there, "x", 60)
    assert "đồng ý những việc nào" in asked
    assert "xem lại trước khi gửi" in await soon(there, "1", 60)
    assert "xem lại trước khi gửi" in await soon(there, "1", after)
    assert texts(there)[-2] == "Tin “1” gửi hai lần liền nhau, chỉ tính một lần."
    assert await rows(there, records.c.status) == [("draft",)]
    await soon(there, "1", 3)
    assert await rows(there, records.c.status) == [("submitted",)]


async def test_digit_is_known_again_after_a_restart_and_a_third_time(there: ZaloBotStage) -> None:
    await there.say("hoa", "đăng ký")
    await soon(there, "2", 60)
    await there.restart()
    for _ in range(3):
        assert "Họ và tên chủ hộ?" in await soon(there, "2", 2)
        assert TWICE in texts(there)[-2]
    assert "Câu 3/5" in await soon(there, "Giàng A Tủa", 1)


async def test_two_answers_that_both_come_twice_are_two_answers(there: ZaloBotStage) -> None:
    await there.say("hoa", "đăng ký")
    await soon(there, "2", 60)
    await soon(there, "Giàng A Tủa", 1)
    for again in ("2", "Giàng A Tủa"):
        assert "Câu 3/5" in await soon(there, again, 0.5)


async def test_same_answer_three_seconds_later_is_an_answer(there: ZaloBotStage) -> None:
    await there.say("hoa", "đăng ký")
    await soon(there, "2", 60)
    assert "Câu 3/5" in await soon(there, "2", 3)
    assert TWICE not in "".join(texts(there))


async def test_words_that_come_twice_are_no_yes_to_what_is_asked_about(there: ZaloBotStage) -> None:
    await until_photos(there)
    assert LATE in await overtake(there, "x", "1")
    assert TWICE in await soon(there, "1", -1)
    assert await rows(there, records.c.status) == [("draft",)]
    assert "đồng ý những việc nào" in await soon(there, "2", 60)


async def test_nothing_that_was_said_can_be_read_from_its_mark(there: ZaloBotStage) -> None:
    await there.say("hoa", "đăng ký")
    await there.say("hoa", "0912345678")
    kept = str(await rows(there, contacts.c.session))
    assert "marks" in kept
    assert "0912345678" not in kept
