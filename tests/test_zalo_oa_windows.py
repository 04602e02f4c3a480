"""Who has been silent for a week: what waits for them, who is told, and how it gets to them."""

from functools import partial

import pytest
from sqlalchemy import Connection, select

from bot.channels.base import Body
from bot.lost import tell_above
from bot.sender import Sender
from storage.tables import outbox
from tests.zalo_oa import CS, TOKENS
from tests.zalo_oa.errors import SEVEN_DAYS
from tests.zalo_oa_looks import contact, heard, on_the_page, placed, queue, there, told
from tests.zalo_oa_stage import ZaloOAStage

__all__ = ["there"]

DAY = 86_400.0
NOTICE = Body("Xã đã duyệt hồ sơ.")
CLOSED = "window: Zalo answers -230"


def watch(there: ZaloOAStage) -> None:
    """The post above is told of whom nothing reaches, as in the whole process."""

    def lost(c: Connection, contact_id: int) -> None:
        tell_above(c, there.now, contact_id)

    there.sender = Sender(there.database, {"zalo_oa": there.channel}, lambda: there.now, lost=lost)


async def silent(there: ZaloOAStage, name: str, days: float = 8) -> None:
    """Days pass, and everybody but this one has spoken since."""
    there.person(name)
    there.clock.at += days * DAY
    for other, person in there.people.items():
        if other != name:
            there.api.world.interacted(person.room)
    watch(there)


notify = partial(told, lane="supplement")


async def test_notice_waits_until_they_write(there: ZaloOAStage) -> None:
    await silent(there, "hoa")
    await notify(there, "hoa", NOTICE)
    for _ in range(3):
        await there.sender.drain()
    assert [call.error for call in there.api.calls_of(CS)].count(SEVEN_DAYS) == 1
    assert (heard(there, "hoa"), len(heard(there, "minh"))) == ([], 1)
    await there.say("hoa", "menu")
    assert NOTICE.text in heard(there, "hoa")
    assert {state for state, _ in await queue(there.database)} == {"sent"}


async def test_notice_waits_until_they_tap(there: ZaloOAStage) -> None:
    await there.say("hoa", "menu")
    await silent(there, "hoa")
    await notify(there, "hoa", NOTICE)
    await there.sender.drain()
    assert NOTICE.text not in heard(there, "hoa")
    await there.press("hoa", there.last["hoa"].choices[0].payload)
    assert NOTICE.text in heard(there, "hoa")


async def test_notice_leaves_free_and_from_the_allowance(there: ZaloOAStage) -> None:
    for days, used in ((1, 0), (2, 1), (2, 2)):
        await silent(there, "hoa", days)
        await notify(there, "hoa", NOTICE)
        await there.sender.drain()
        assert there.api.policy.used == used
    assert heard(there, "hoa") == [NOTICE.text] * 3


async def test_officer_above_is_told_once_a_day(there: ZaloOAStage) -> None:
    await silent(there, "hoa")
    await notify(there, "hoa", NOTICE, Body("Huyện đã duyệt."))
    await there.sender.drain()
    (said,) = heard(there, "minh")
    assert "Giàng A Hòa" in said
    assert "Zalo" in said


async def test_notice_goes_to_the_page_of_the_same_person(there: ZaloOAStage) -> None:
    page = await on_the_page(there, "hoa")
    await silent(there, "hoa")
    await notify(there, "hoa", NOTICE)
    await there.sender.drain()
    assert await placed(there) == [(page, "web", "queued")]
    assert heard(there, "minh") == []
    assert (await contact(there, "hoa")).reachable


@pytest.mark.parametrize("code", [-213, -217, -227, -244])
async def test_who_blocks_the_account_is_not_reachable(there: ZaloOAStage, code: int) -> None:
    watch(there)
    there.person("hoa").refuses(code)
    await notify(there, "hoa", NOTICE, NOTICE)
    await there.sender.drain()
    assert not (await contact(there, "hoa")).reachable
    assert [state for state, _ in await queue(there.database)] == ["failed", "failed", "sent"]
    assert len(heard(there, "minh")) == 1
    there.person("hoa").accepts()
    await there.person("hoa").says("menu")
    await there.round()
    assert (await contact(there, "hoa")).reachable


async def test_who_blocks_the_account_is_told_on_the_page(there: ZaloOAStage) -> None:
    page = await on_the_page(there, "hoa")
    there.person("hoa").refuses(-213)
    await notify(there, "hoa", NOTICE)
    await there.sender.drain()
    assert await placed(there) == [(page, "web", "queued")]


async def templated(there: ZaloOAStage) -> None:
    there.api.template("T1", text=90)
    there.more = {"ZALO_OA_TEMPLATE": "T1"}
    await there.restart()


async def test_template_asks_who_was_silent_to_speak(there: ZaloOAStage) -> None:
    await templated(there)
    await silent(there, "hoa")
    await notify(there, "hoa", NOTICE)
    await there.sender.drain()
    (said,) = there.person("hoa").heard
    assert said.template == {"template_id": "T1", "text": NOTICE.text}
    await there.say("hoa", "menu")
    assert NOTICE.text in heard(there, "hoa")


async def test_template_is_sent_once_a_day_however_much_waits(there: ZaloOAStage) -> None:
    await templated(there)
    await silent(there, "hoa")
    await notify(there, "hoa", NOTICE, Body("Huyện đã duyệt."))
    await there.sender.drain()
    assert len(there.person("hoa").heard) == 1


async def test_template_that_cannot_be_sent_leaves_the_notice_waiting(there: ZaloOAStage) -> None:
    await templated(there)
    await silent(there, "hoa")
    await there.say("minh", "menu")  # by a token of today
    there.api.faults.next("/v3.0/oa/message/template", error=-216)
    there.api.faults.next(TOKENS, status=502)
    await notify(there, "hoa", NOTICE)
    await there.sender.drain()
    waiting = select(outbox.c.why).where(outbox.c.state == "queued")
    assert await there.database.transact(lambda c: c.scalar(waiting)) == CLOSED


async def test_window_that_closes_amid_a_message_lets_only_the_rest_wait(
    there: ZaloOAStage,
) -> None:
    body = Body("Một câu ngắn. " * 200 + "Câu cuối.")
    there.api.faults.next(CS)  # the first page passes
    there.api.faults.next(CS, error=-230)
    await notify(there, "hoa", body)
    await there.sender.drain()
    (first,) = heard(there, "hoa")
    await there.person("hoa").says("menu")
    await there.round()
    assert heard(there, "hoa").count(first) == 1
    assert any(text.endswith("Câu cuối.") for text in heard(there, "hoa"))


async def test_reason_of_waiting_names_nobody(there: ZaloOAStage) -> None:
    await silent(there, "hoa")
    await notify(there, "hoa", NOTICE)
    await there.sender.drain()
    reasons = select(outbox.c.why).where(outbox.c.state == "queued")
    (why,) = await there.database.transact(lambda c: list(c.scalars(reasons)))
    assert why == CLOSED
