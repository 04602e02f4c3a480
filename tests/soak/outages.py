"""The database slow and away while people talk: every message kept at once, taken afterwards.

It is played at more than one `Entrance`: where channels hand over what they heard, and where a
platform calls us, to which the answer means that the message is kept.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count, pairwise
from pathlib import Path
from time import perf_counter
from typing import TypeAlias

from sqlalchemy import Connection, select, text, update
from sqlalchemy.util import await_only

from bot.envelope import Envelope
from bot.intake import Intake
from bot.spool import Spool
from bot.world import World
from storage.database import Database
from storage.tables import answers, contacts, inbox, people, records
from storage.upsert import insert
from tests.crashes import script
from tests.postgres import Postgres
from tests.soak.report import Report, spread
from tests.stage import KEYRING, START

# Up to the review card: once one is sent, the same name again would be asked about.
SCRIPT = [Envelope.from_json(m) for m in script() if m["address"] == "demo-hoa"][:-1]
KEPT_ANSWERS = 5
SLOW_SECONDS = 1.0

# Hands a message over and returns, once it is kept, the key that it is known by.
Say: TypeAlias = Callable[[Envelope], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Entrance:
    """`open` gives a way to say something to an intake. `within` so many seconds everybody begins
    to speak, one soon after the other. `plain`: what is said there is taken as an answer whenever
    it was sent, so that registrations are complete in the end.
    """

    name: str
    channel: str
    open: Callable[[Intake, Database], AbstractAsyncContextManager[Say]]
    within: float
    plain: bool

    @property
    def when(self) -> str:
        return f" within {self.within} s" if self.within else " at once"


@asynccontextmanager
async def _handed_over(intake: Intake, database: Database) -> AsyncIterator[Say]:
    del database

    async def say(message: Envelope) -> str:
        await intake.keep(message)
        return message.key

    yield say


AT_THE_INTAKE = Entrance("kept", "web", _handed_over, within=0, plain=True)


@dataclass(frozen=True, slots=True)
class Crowd:
    """People who each say the same; `sent` is what each has said, by the keys of the messages."""

    addresses: Sequence[str]
    sent: dict[str, list[str]] = field(default_factory=dict)

    async def talk(self, say: Say, entrance: Entrance, said: Sequence[Envelope]) -> list[float]:
        """Each says one thing after the other; how many seconds each message took."""
        took: list[float] = []

        async def one(n: int, address: str) -> None:
            await asyncio.sleep(n * entrance.within / len(self.addresses))
            for message in said:
                begun = perf_counter()
                key = await say(replace(message, channel=entrance.channel, address=address))
                took.append(perf_counter() - begun)
                self.sent.setdefault(address, []).append(key)

        await asyncio.gather(*(one(*numbered) for numbered in enumerate(self.addresses)))
        return took


def gathered(c: Connection, channel: str, size: int) -> Crowd:
    """Village heads enough: each a contact of its own, all holding Hòa's post."""
    head = c.scalar(select(contacts.c.person_id).where(contacts.c.address == "demo-hoa"))
    addresses = [f"crowd-{n}" for n in range(size)]
    rows = [
        {"channel": channel, "address": a, "person_id": head, "created_at": START}
        for a in addresses
    ]
    c.execute(insert(c, contacts), rows)
    c.execute(update(people).values(demo=True))
    return Crowd(addresses)


async def outage(  # noqa: PLR0913, PLR0917 - what it is played with
    server: Postgres,
    make: Callable[[], str],
    entrance: Entrance,
    size: int,
    seconds: float,
    report: Report,
) -> None:
    """`size` people register; meanwhile the database is slow, then away for `seconds`."""
    database, ticks = Database(make()), count()
    with tempfile.TemporaryDirectory() as folder:
        spool = Spool(Path(folder) / "spool")
        intake = Intake(
            database, spool, World(KEYRING, lambda _: {}),
            lambda: START + timedelta(milliseconds=next(ticks)), lambda _: None, lambda _: None,
        )  # fmt: skip
        crowd = await database.transact(gathered, entrance.channel, size)
        async with entrance.open(intake, database) as say:
            await crowd.talk(say, entrance, SCRIPT[:2])
            await intake.settle()
            held = asyncio.Event()
            hold = asyncio.create_task(database.transact(_hold_for, SLOW_SECONDS, held))
            await held.wait()
            slow = await crowd.talk(say, entrance, SCRIPT[2:4])
            await hold
            await intake.settle()
            await asyncio.to_thread(server.stop, immediate=True)
            away = await crowd.talk(say, entrance, SCRIPT[4:])
            spooled = spool.count()
            await asyncio.sleep(seconds)
            await asyncio.to_thread(server.start)
            await intake.settle()
        assert spool.count() == 0
        await database.transact(_taken_in_order, crowd)
        assert not entrance.plain or await database.transact(_complete) == size
    await database.close()
    ends = f"all {size} registrations complete" if entrance.plain else "all taken in"
    who = f"{size} people{entrance.when}"
    report.add(
        f"database slow by {SLOW_SECONDS:.0f} s, {who}: a message is {entrance.name} in "
        f"{spread(slow)}"
    )
    report.add(
        f"database away for {seconds:.0f} s, {who}: {spooled} messages spooled, "
        f"{entrance.name} in {spread(away)}; {ends} afterwards, in order"
    )


def _hold_for(c: Connection, seconds: float, held: asyncio.Event) -> None:
    c.execute(text("LOCK TABLE inbox IN EXCLUSIVE MODE"))
    held.set()
    await_only(asyncio.sleep(seconds))


def _taken_in_order(c: Connection, crowd: Crowd) -> None:
    """Each message was taken, once, and those of a person in the order they were said in."""
    rows = c.execute(select(inbox.c.key, inbox.c.at, inbox.c.state)).all()
    taken = {row.key: row.at for row in rows if row.state == "done"}
    assert len(taken) == len(rows) == len(crowd.addresses) * len(SCRIPT)
    for keys in crowd.sent.values():
        assert all(taken[one] < taken[other] for one, other in pairwise(keys)), keys


def _complete(c: Connection) -> int:
    """How many records have every answer of the script."""
    rows = c.execute(select(records.c.id)).scalars().all()
    given = c.execute(select(answers.c.record_id, answers.c.key)).all()
    keys = {id: {r.key for r in given if r.record_id == id} for id in rows}
    return sum(len(found) == KEPT_ANSWERS for found in keys.values())
