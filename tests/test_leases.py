"""Leases on both engines: one holder at a time, and another one once it is over."""

from sqlalchemy import Connection, update

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
