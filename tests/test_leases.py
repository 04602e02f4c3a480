"""Leases on both engines: one holder at a time, and another one once it is over."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from bot.channels.insisting import Insisting
from bot.channels.polling import Polling
from bot.lease import Lease
from storage import leases
from storage.clock import from_now
from storage.database import Database
from storage.tables import leases as table

POLLER = "poll:telegram"


def run_out(c: Connection) -> None:
    c.execute(update(table).values(until=from_now(-1)))


async def test_one_process_holds_until_its_lease_runs_out(database: Database) -> None:
    def story(c: Connection) -> None:
        assert leases.hold(c, POLLER, "first", 3600)
        assert not leases.hold(c, POLLER, "second", 3600)
        assert leases.hold(c, POLLER, "first", 3600)
        assert leases.hold(c, "poll:zalo", "second", 3600)
        run_out(c)  # the first one has died
        assert leases.hold(c, POLLER, "second", 3600)
        assert not leases.hold(c, POLLER, "first", 3600)

    await database.transact(story)


async def test_renewal_lengthens_a_lease(database: Database) -> None:
    def story(c: Connection) -> None:
        assert leases.hold(c, POLLER, "first", -1)
        assert leases.hold(c, POLLER, "first", 3600)
        assert not leases.hold(c, POLLER, "second", 3600)

    await database.transact(story)


async def test_lease_is_given_back_only_by_its_holder(database: Database) -> None:
    def story(c: Connection) -> None:
        leases.hold(c, POLLER, "first", 3600)
        leases.drop(c, POLLER, "second")
        assert not leases.hold(c, POLLER, "second", 3600)
        leases.drop(c, POLLER, "first")
        assert leases.hold(c, POLLER, "second", 3600)

    await database.transact(story)


async def test_lease_is_kept_up_while_one_ask_waits_long(database: Database) -> None:
    polling, called = (
        Polling(Insisting(name, str, lambda _, wait: wait), Lease(database, name, seconds=0.03))
        for name in ("asks", "is_called")
    )

    async def ask() -> None:
        assert await polling.ours()
        await asyncio.Event().wait()

    running = [asyncio.create_task(called.run(None)), asyncio.create_task(polling.run(ask))]
    ends: set[tuple[str, datetime]] = set()
    async with asyncio.timeout(60):
        while len(ends) < 4:  # it was renewed three times
            ends |= {(row.name, row.until) for row in await rows(database)}
    assert {name for name, _ in ends} == {"asks"}
    for task in running:
        task.cancel()
    await asyncio.wait(running)
    assert await rows(database) == []


async def rows(database: Database) -> Sequence[Any]:
    return await database.transact(lambda c: c.execute(select(table)).all())
