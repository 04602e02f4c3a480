"""What may leave only in an hour or in the morning: it waits alone, and nobody's talk behind it."""

import pytest
from sqlalchemy import func, select

from bot.channels.base import Body
from storage.tables import rates
from tests.zalo_oa import CS
from tests.zalo_oa_looks import heard, later, queue, there, told
from tests.zalo_oa_stage import ZaloOAStage

__all__ = ["there"]

NOTICE = Body("Xã đã duyệt hồ sơ.")
HOUR_OR_MORE = (-211, -218, -234)


@pytest.mark.parametrize("lane", ["supplement", "reminder", "broadcast"])
@pytest.mark.parametrize("code", HOUR_OR_MORE)
async def test_who_writes_is_answered_while_a_notice_waits(
    there: ZaloOAStage, code: int, lane: str
) -> None:
    there.api.faults.next(CS, error=code)
    await told(there, "hoa", NOTICE, lane=lane)
    await there.sender.drain()
    await there.person("hoa").says("menu")
    await there.round()
    assert len(heard(there, "hoa")) == 1
    assert "Giàng A Hòa" in heard(there, "hoa")[0]
    assert (await queue(there.database))[0][0] == "queued"


async def test_used_up_allowance_lets_the_notice_leave_later(there: ZaloOAStage) -> None:
    there.api.policy.allowance = 0
    there.clock.at += 3 * 86_400
    await told(there, "hoa", NOTICE, lane="supplement")
    await there.sender.drain()
    assert heard(there, "hoa") == []
    there.api.policy.allowance = 500
    await later(there.database)
    await there.sender.drain()
    assert heard(there, "hoa") == [NOTICE.text]


@pytest.mark.parametrize(("code", "paused"), [(-218, 0), (-211, 1), (-234, 1)])
async def test_quota_of_one_person_halts_no_other(
    there: ZaloOAStage, code: int, paused: int
) -> None:
    there.api.faults.next(CS, error=code)
    await told(there, "hoa", NOTICE, lane="broadcast")
    await there.sender.drain()
    halted = select(func.count()).select_from(rates).where(rates.c.paused_until.is_not(None))
    assert await there.database.transact(lambda c: c.scalar(halted)) == paused
