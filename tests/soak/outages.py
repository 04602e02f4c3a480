"""The database slow and away while people talk: every message kept at once, taken afterwards."""

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from sqlalchemy import Connection, select, text, update
from sqlalchemy.util import await_only

from bot.envelope import Envelope
from bot.intake import Intake
from bot.spool import Spool
from bot.world import World
from storage.database import Database
from storage.tables import answers, contacts, people, records
from storage.upsert import insert
from tests.crashes import script
from tests.postgres import Postgres
from tests.soak.report import Report, spread
from tests.stage import KEYRING, START

# Up to the review card: once one is sent, the same name again would be asked about.
SCRIPT = [Envelope.from_json(m) for m in script() if m["address"] == "demo-hoa"][:-1]
KEPT_ANSWERS = 5


def crowd(c: Connection, size: int) -> list[str]:
    """Village heads enough: each a contact of its own, all holding Hòa's post."""
    head = c.scalar(select(contacts.c.person_id).where(contacts.c.address == "demo-hoa"))
    addresses = [f"crowd-{n}" for n in range(size)]
    rows = [
        {"channel": "web", "address": a, "person_id": head, "created_at": START} for a in addresses
    ]
    c.execute(insert(c, contacts), rows)
    c.execute(update(people).values(demo=True))
    return addresses


async def outage(
    server: Postgres, make: Callable[[], str], size: int, seconds: float, report: Report
) -> None:
    """`size` people register; meanwhile the database is slow, then away for `seconds`."""
    database = Database(make())
    with tempfile.TemporaryDirectory() as folder:
        spool = Spool(Path(folder) / "spool")
        intake = Intake(
            database, spool, World(KEYRING, lambda _: {}), lambda: START, lambda _: None,
            lambda _: None,
        )  # fmt: skip
        addresses = await database.transact(crowd, size)
        took: list[float] = []
        await _talk(intake, addresses, SCRIPT[:2], took)
        slow = asyncio.create_task(database.transact(_hold_for, 1.0))
        await _talk(intake, addresses, SCRIPT[2:4], took)
        await slow
        slow_said = spread(took)
        took.clear()
        await asyncio.to_thread(server.stop, immediate=True)
        await _talk(intake, addresses, SCRIPT[4:], took)
        spooled = spool.count()
        await asyncio.sleep(seconds)
        await asyncio.to_thread(server.start)
        await intake.settle()
        assert spool.count() == 0
        assert await database.transact(_complete) == size
    await database.close()
    report.add(f"database slow by 1 s, {size} people: a message is kept in {slow_said}")
    report.add(
        f"database away for {seconds:.0f} s, {size} people: {spooled} messages spooled, kept in "
        f"{spread(took)}; all {size} registrations complete afterwards, in order"
    )


async def _talk(
    intake: Intake, addresses: list[str], said: list[Envelope], took: list[float]
) -> None:
    async def one(address: str) -> None:
        for message in said:
            begun = perf_counter()
            await intake.keep(replace(message, address=address))
            took.append(perf_counter() - begun)

    await asyncio.gather(*(one(a) for a in addresses))


def _hold_for(c: Connection, seconds: float) -> None:
    c.execute(text("LOCK TABLE inbox IN EXCLUSIVE MODE"))
    await_only(asyncio.sleep(seconds))


def _complete(c: Connection) -> int:
    """How many records have every answer of the script."""
    rows = c.execute(select(records.c.id)).scalars().all()
    given = c.execute(select(answers.c.record_id, answers.c.key)).all()
    keys = {id: {r.key for r in given if r.record_id == id} for id in rows}
    return sum(len(found) == KEPT_ANSWERS for found in keys.values())
