"""People of an Official Account: how taps show, who comes, goes, or is answered by hand."""

import pytest
from sqlalchemy import select, update

from bot.comings import BY_HAND_SECONDS
from storage.clock import from_now
from storage.tables import answers, contacts, evidence, people
from tests.stage import jpeg
from tests.zalo_oa_looks import contact, heard, on_sqlite, there
from tests.zalo_oa_stage import ZaloOAStage

__all__ = ["there"]
pytestmark = on_sqlite

PHONE = "0912345678"


# --- how taps show


async def invited(there: ZaloOAStage) -> None:
    """Dợ has typed her code and is asked whether it is hers."""
    await there.say("minh", "mời")
    await there.say("minh", "2")
    await there.say("minh", "tà lành")
    code = (await there.say("minh", "Thào Thị Dợ"))[0].body.text.split(": ")[1][:14]
    await there.say("dợ", "alo")
    await there.say("dợ", code)


async def test_message_after_a_tap_begins_with_what_was_chosen(there: ZaloOAStage) -> None:
    await invited(there)
    await there.person("dợ").taps("Đúng")
    await there.round()
    assert heard(there, "dợ")[-2].startswith("✓ Đúng\nĐồng chí đã vào Bản Tà Lành.")
    assert [m.text for m in there.person("dợ").chat if not m.from_oa][2:] == []


async def test_message_after_words_does_not_repeat_them(there: ZaloOAStage) -> None:
    await there.say("hoa", "đăng ký")
    await there.say("hoa", "2")
    assert heard(there, "hoa")[-1].startswith("✓ Một hộ gia đình\n")
    await there.say("hoa", "Giàng A Tủa")
    assert heard(there, "hoa")[-1].startswith("Câu 3/5")


# --- photos that come one by one


async def test_photos_of_an_exercise_sent_together_are_answered_once(there: ZaloOAStage) -> None:
    for said in ("tập thử", "2", "Giàng A Thử", "Trồng chè"):
        await there.say("hoa", said)
    before = len(heard(there, "hoa"))
    await there.photo("hoa", 3)
    assert [said.count("Đã nhận ảnh tập thử") for said in heard(there, "hoa")[before:]] == [1]
    await there.say("hoa", "x")
    await there.say("hoa", "1 2")
    assert "Ảnh: 3 ảnh" in heard(there, "hoa")[-1]


# --- who comes and goes


async def test_follower_is_greeted(there: ZaloOAStage) -> None:
    stranger = there.api.person("Dợ", "9000000000000000001")
    there.people["dợ"], there.addresses["dợ"] = stranger, stranger.id
    await stranger.follows()
    await there.round()
    assert "mã mời" in heard(there, "dợ")[-1]


async def test_who_unfollows_is_not_written_to_until_they_are_back(there: ZaloOAStage) -> None:
    await there.person("hoa").unfollows()
    await there.round()
    assert not (await contact(there, "hoa")).reachable
    assert there.api.calls == []
    await there.person("hoa").follows(by_app=False)
    await there.round()
    assert (await contact(there, "hoa")).reachable
    assert "Giàng A Hòa" in heard(there, "hoa")[-1]


async def test_flat_and_anonymous_events_are_passed_over(there: ZaloOAStage) -> None:
    await there.person("hoa").opens_chat()
    await there.api.anonymous_says("alo")
    await there.person("hoa").seen()
    await there.person("hoa").reacts()
    await there.round()
    assert there.api.calls == []


# --- who is answered by hand


async def end_of_pause(there: ZaloOAStage, in_seconds: float) -> None:
    ends = update(contacts).values(paused_until=from_now(in_seconds))
    await there.database.transact(lambda c: c.execute(ends))


async def by_hand(there: ZaloOAStage) -> None:
    await there.say("hoa", "menu")
    await there.api.agent_answers(there.person("hoa"), "Để tôi xem giúp anh.")
    await there.round()


async def test_bot_is_silent_while_somebody_answers_by_hand(there: ZaloOAStage) -> None:
    await by_hand(there)
    before = heard(there, "hoa")
    await there.say("hoa", "cảm ơn chị")
    await there.say("hoa", "1")
    assert heard(there, "hoa") == before
    await there.say("minh", "menu")
    assert heard(there, "minh")  # others are answered as ever
    await end_of_pause(there, -1)
    await there.say("hoa", "menu")
    assert len(heard(there, "hoa")) == len(before) + 1


async def test_silence_lasts_half_an_hour_from_the_last_answer_by_hand(there: ZaloOAStage) -> None:
    await by_hand(there)
    await end_of_pause(there, 1)
    await there.api.agent_answers(there.person("hoa"), "Xong rồi.")
    await there.round()
    left = select(contacts.c.paused_until > from_now(BY_HAND_SECONDS - 60))
    mine = left.where(contacts.c.address == there.person("hoa").id)
    assert await there.database.transact(lambda c: c.scalar(mine))


async def test_photos_sent_to_somebody_who_answers_by_hand_are_kept(there: ZaloOAStage) -> None:
    await by_hand(there)
    before = heard(there, "hoa")
    await there.person("hoa").sends_photos([jpeg(1), jpeg(2)])
    await there.round()
    await there.idle()
    states = select(evidence.c.state).order_by(evidence.c.id)
    assert await there.database.transact(lambda c: list(c.scalars(states))) == ["stored"] * 2
    assert heard(there, "hoa") == before


async def test_echo_of_the_bot_itself_silences_nobody(there: ZaloOAStage) -> None:
    await there.say("hoa", "menu")
    await there.api.idle()
    assert (await contact(there, "hoa")).paused_until is None


# --- what they share


async def test_phone_is_asked_for_before_and_after_joining(there: ZaloOAStage) -> None:
    there.more = {"PUBLIC_URL": "https://example.test"}
    await there.restart()
    await invited(there)
    await there.say("dợ", "1")
    asked = [m.text for m in there.person("dợ").heard if m.kind == "info"]
    assert asked == ["Gửi số điện thoại"] * 2
    await there.person("dợ").submits_info("Thào Thị Dợ", PHONE)
    await there.round()
    phones = select(people.c.phone).where(people.c.name == "Thào Thị Dợ")
    assert await there.database.transact(lambda c: c.scalar(phones)) == PHONE


async def test_phone_is_not_asked_for_without_an_address_of_ours(there: ZaloOAStage) -> None:
    await invited(there)
    await there.say("dợ", "1")
    assert [m.kind for m in there.person("dợ").heard if m.kind == "info"] == []


@pytest.mark.parametrize("sends", ["sends_sticker", "sends_gif"])
async def test_what_nobody_can_use_is_answered_kindly(there: ZaloOAStage, sends: str) -> None:
    await getattr(there.person("hoa"), sends)()
    await there.round()
    assert "loại tin này thì chưa" in heard(there, "hoa")[0]


# --- what comes late


async def sent_before(there: ZaloOAStage, seconds: float, text: str) -> None:
    """Words that were sent so long before the last question came to Zalo, and come in now."""
    account, hoa, at = there.api.account, there.person("hoa").id, there.clock.at - seconds
    body = {"event_name": "user_send_text", "app_id": account.app_id, "sender": {"id": hoa}}
    body |= {"recipient": {"id": account.oa_id}, "message": {"text": text, "msg_id": "late"}}
    there.api.push(body | {"timestamp": str(int(at * 1000))}, who=hoa)
    await there.round()


async def test_answer_sent_before_the_question_came_is_asked_about(there: ZaloOAStage) -> None:
    await there.say("hoa", "đăng ký")
    await sent_before(there, 3, "2")
    assert "✓" not in heard(there, "hoa")[-1]
    assert "Một hộ gia đình" in heard(there, "hoa")[-1]
    kept = select(answers.c.value)
    assert await there.database.transact(lambda c: list(c.scalars(kept))) == []


@pytest.mark.parametrize(("after", "asked"), [(0, 2), (2.9, 2), (3, 3)])
async def test_digit_that_is_sent_twice_answers_one_question(
    there: ZaloOAStage, after: float, asked: int
) -> None:
    await there.say("hoa", "đăng ký")
    await there.say("hoa", "2")
    there.clock.at += after
    await there.person("hoa").says("2")
    await there.round()
    assert f"Câu {asked}/5" in heard(there, "hoa")[-1]
    assert ("chỉ tính một lần" in heard(there, "hoa")[-2]) is (asked == 2)


async def test_answer_a_second_early_by_zalos_clock_still_counts(there: ZaloOAStage) -> None:
    await there.say("hoa", "đăng ký")
    await sent_before(there, 1, "2")
    assert heard(there, "hoa")[-1].startswith("✓ Một hộ gia đình")
