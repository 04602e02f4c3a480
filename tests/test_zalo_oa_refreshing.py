"""A token of the account dies between two messages: it is renewed once, and all of them leave."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from bot.channels.base import Body
from bot.channels.configured import official_account
from bot.channels.failures import TooMany
from bot.channels.zalo_oa import ZaloOA
from bot.channels.zalo_pairs import LATER
from bot.channels.zalo_tokens import keeper
from bot.sender import Sender
from bot.shelf import Shelf
from storage.clock import from_now
from storage.database import Database
from storage.settling import NO_TOKENS
from storage.tables import rates
from tests.fake_channel import FakeChannel
from tests.stage import KEYRING
from tests.zalo_oa import CS
from tests.zalo_oa.tokens import challenge_of
from tests.zalo_oa_looks import heard, later, queue, there, told
from tests.zalo_oa_stage import ZaloOAStage, settings_of

__all__ = ["there"]

HOURS = 3600.0
MANY = [f"tin {n}" for n in range(500)]


@asynccontextmanager
async def another(there: ZaloOAStage) -> AsyncIterator[ZaloOA]:
    """The channel of a second process on the same database."""
    database = Database(there.database.url)
    shelf = Shelf(database, there.blobs, KEYRING)
    async with official_account(settings_of(there.api), database, KEYRING, shelf) as channel:
        yield channel
    await database.close()


@pytest.mark.parametrize("code", [-216, -220])
async def test_dead_token_is_renewed_and_each_message_sent_once(
    there: ZaloOAStage, code: int
) -> None:
    await told(there, "hoa", Body("một"))
    await there.sender.drain()
    there.api.faults.next(CS, error=code)
    await told(there, "hoa", Body("hai"), Body("ba"))
    await there.sender.drain()
    assert heard(there, "hoa") == ["một", "hai", "ba"]
    assert there.api.refreshes == 1


async def test_token_that_dies_amid_500_messages_of_two_processes(there: ZaloOAStage) -> None:
    to = there.person("hoa").id
    async with another(there) as second:
        channels = there.channel, second
        async with asyncio.TaskGroup() as sending:
            for n, text in enumerate(MANY):
                sending.create_task(channels[n % 2].send(to, Body(text)))
            await there.api.until(lambda: len(there.api.calls_of(CS)) >= 100)
            there.clock.at += 26 * HOURS
    assert sorted(heard(there, "hoa")) == sorted(MANY)
    assert there.api.refreshes == 1


async def new_pair(there: ZaloOAStage) -> None:
    """An admin of the account consents again, and the operator sets the pair."""
    tokens = there.api.tokens
    tokens.exchange(tokens.consent(challenge_of("verifier")), "verifier")
    await there.restart()


async def tended(there: ZaloOAStage) -> None:
    """What each process does at its start, and then once a minute."""
    made = keeper(settings_of(there.api), there.database, KEYRING)
    assert made is not None
    await made.tend()


async def test_refused_renewal_holds_everything_until_there_is_a_new_pair(
    there: ZaloOAStage,
) -> None:
    await told(there, "hoa", Body("một"))
    await there.sender.drain()
    there.api.tokens.revoke()
    await told(there, "hoa", Body("hai"))
    await told(there, "minh", Body("ba"))
    with capture_logs() as logs:
        for _ in range(3):
            await there.sender.drain()
            await later(there.database)
        async with another(there) as second:
            await Sender(there.database, {"zalo_oa": second}, lambda: there.now).drain()
    assert [e["event"] for e in logs if e["log_level"] == "error"] == ["zalo_tokens_broken"]
    assert await queue(there.database) == [("sent", "một"), ("queued", "hai"), ("queued", "ba")]
    assert "set a new pair" in there.channel.state
    await new_pair(there)
    await tended(there)
    await there.sender.drain()
    assert (heard(there, "hoa"), heard(there, "minh")) == (["một", "hai"], ["ba"])
    assert there.channel.state == "on"


async def rested(there: ZaloOAStage) -> None:
    """The pace of bulk messages has its burst again; a pause goes on."""
    full = update(rates).values(tokens=2.0, at=from_now(-60))
    await there.database.transact(lambda c: c.execute(full))


@pytest.mark.parametrize("lane", ["reply", "supplement", "reminder"])
async def test_what_waits_for_tokens_leaves_as_soon_as_they_are_tended(
    there: ZaloOAStage, lane: str
) -> None:
    there.api.tokens.revoke()
    await told(there, "hoa", Body("một"), lane=lane)
    await told(there, "minh", Body("hai"), lane=lane)
    await there.sender.drain()
    calls = len(there.api.calls)
    await tended(there)  # still without a pair that works
    await there.sender.drain()
    await new_pair(there)
    await rested(there)
    await there.sender.drain()
    assert await queue(there.database) == [("queued", "một"), ("queued", "hai")]
    assert len(there.api.calls) == calls  # nobody asks again and again meanwhile
    await tended(there)
    await there.sender.drain()
    assert (heard(there, "hoa"), heard(there, "minh")) == (["một"], ["hai"])


async def test_what_waits_for_something_else_goes_on_waiting(there: ZaloOAStage) -> None:
    there.api.faults.next(CS, error=-211)
    await told(there, "hoa", Body("một"), lane="broadcast")
    await there.sender.drain()
    await told(there, "minh", Body("hai"), lane="broadcast")
    await tended(there)
    await rested(there)
    await there.sender.drain()
    assert await queue(there.database) == [("queued", "một"), ("queued", "hai")]


async def test_message_put_off_just_after_the_pair_was_given_leaves_a_minute_later(
    there: ZaloOAStage,
) -> None:
    await told(there, "hoa", Body("một"))
    late = FakeChannel("zalo_oa")  # a process that has asked for a token just before
    late.failures[there.person("hoa").id] = [TooMany(f"{NO_TOKENS}broken", LATER)]
    await tended(there)
    await Sender(there.database, {"zalo_oa": late}, lambda: there.now).drain()
    await there.sender.drain()
    assert heard(there, "hoa") == []
    await tended(there)
    await there.sender.drain()
    assert heard(there, "hoa") == ["một"]
