"""A broadcast over the strict fakes of two platforms, one way to fail after the other.

Whatever happens, each recipient is in the end what the platforms know of them (`faults_check`).
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, update

from bot.channels.configured import configured
from bot.channels.telegram import Telegram
from bot.channels.zalo_oa import ZaloOA
from bot.lost import tell_above
from bot.sender import Sender
from bot.settings import read
from bot.shelf import Shelf
from campaign.broadcasts import Counts, Fate
from storage.blobs import open_blobs
from storage.clock import from_now
from storage.tables import outbox, rates
from tests.fake_channel import FakeChannel
from tests.many import WEB, approved, looks_after
from tests.platforms.clock import Time
from tests.platforms.faults import Cut
from tests.soak.broadcasts_stage import ON_THE_WEB, SEND, TEXT, Sending
from tests.soak.faults_check import check
from tests.soak.faults_people import Heads, gathered, settle
from tests.stage import KEYRING, Stage
from tests.telegram import FakeTelegram
from tests.zalo_oa import FakeOA
from tests.zalo_oa.calls import CS
from tests.zalo_oa.errors import NOT_FOLLOWING, RATE
from tests.zalo_oa_stage import environment_of

ON_TELEGRAM, ON_ZALO, ON_BOTH = 3, 3, 1
ALL = ON_TELEGRAM + ON_ZALO + ON_BOTH + ON_THE_WEB
ROUNDS = 3  # of sending what may leave, with all waits over in between
LATER = 26 * 3600.0  # seconds after which an access token is dead


@dataclass
class Many:
    """A broadcast to heads on Telegram, on both and on Zalo, in this order; `clock` is Zalo's."""

    stage: Stage
    api: FakeTelegram
    oa: FakeOA
    clock: Time
    heads: Heads
    sender: Sender

    async def sent(self) -> Counts:
        """What becomes of it, checked person by person against the platforms."""
        database = self.stage.database
        id = await database.transact(approved, TEXT)
        await looks_after(self.stage).step()
        for _ in range(ROUNDS):
            await self.sender.drain()
            await database.transact(let_waits_end)
        return await check(Sending(self.api, database, [], id), self.oa, self.heads)


@pytest.fixture
async def many(on_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Many]:
    async with AsyncExitStack() as stack:
        api, clock = await stack.enter_async_context(FakeTelegram()), Time()
        oa = await stack.enter_async_context(FakeOA(clock=clock))
        heads = gathered(api, oa, ON_TELEGRAM, ON_ZALO, ON_BOTH)
        await on_stage.database.transact(settle, heads)
        settings = read(
            {"TELEGRAM_TOKEN": api.token, "TELEGRAM_API_BASE": api.base} | environment_of(oa)
        )
        shelf = Shelf(on_stage.database, open_blobs("memory://"), KEYRING)
        channels = {WEB: FakeChannel(WEB)} | {
            channel.name: channel
            for channel in configured(settings, on_stage.database, KEYRING, shelf)
        }
        for channel in channels.values():
            monkeypatch.setattr(channel, "pace", None)
            if isinstance(channel, Telegram | ZaloOA):
                await stack.enter_async_context(channel)
        sender = Sender(
            on_stage.database, channels, lambda: on_stage.now,
            lost=lambda c, contact_id: tell_above(c, on_stage.now, contact_id),
        )  # fmt: skip
        yield Many(on_stage, api, oa, clock, heads, sender)


def let_waits_end(c: Connection) -> None:
    c.execute(update(outbox).values(leased_until=from_now(-1), held_until=None))
    c.execute(update(rates).values(paused_until=None))


async def test_a_calm_day(many: Many) -> None:
    assert await many.sent() == {Fate.SENT: ALL}


@pytest.mark.parametrize("status", [429, 500])
async def test_what_telegram_does_not_take_now_it_takes_later(many: Many, status: int) -> None:
    many.api.faults.next(SEND, times=3, status=status, retry_after=30 * (status == 429))
    assert await many.sent() == {Fate.SENT: ALL}


async def test_too_many_calls_of_zalo_wait(many: Many) -> None:
    many.oa.faults.next(CS, times=2, error=RATE)
    assert await many.sent() == {Fate.SENT: ALL}


@pytest.mark.parametrize("cut", ["before", "after"])
async def test_an_answer_that_is_lost_is_unknown_and_nobody_is_told_twice(
    many: Many, cut: Cut
) -> None:
    many.api.faults.next(SEND, cut=cut)
    many.oa.faults.next(CS, cut=cut)
    assert await many.sent() == {Fate.SENT: ALL - 2, Fate.UNKNOWN: 2}


async def test_a_server_on_the_way_that_fails_leaves_unknown(many: Many) -> None:
    many.api.faults.next(SEND, status=502)
    many.oa.faults.next(CS, status=503)
    assert await many.sent() == {Fate.SENT: ALL - 2, Fate.UNKNOWN: 2}


async def test_whoever_takes_nothing_has_failed_unless_there_is_another_way(many: Many) -> None:
    first, both = many.heads[0], many.heads[ON_TELEGRAM]
    assert first.telegram
    assert both.telegram
    first.telegram.room.closed = both.telegram.room.closed = "bot was blocked by the user"
    follower = many.heads[-1].zalo
    assert follower
    follower.refuses(NOT_FOLLOWING)
    assert await many.sent() == {Fate.SENT: ALL - 2, Fate.FAILED: 2}
    assert both.heard == 1


async def test_a_token_that_is_dead_is_renewed_once(many: Many) -> None:
    many.clock.at += LATER
    assert await many.sent() == {Fate.SENT: ALL}
    assert many.oa.refreshes == 1
