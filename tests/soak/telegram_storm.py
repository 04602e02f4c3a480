"""kill -9 of the real process again and again while people talk to it over Telegram.

A life ends after so many calls as chance says, not after so many seconds: so the deaths are spread
over the talk on a slow machine as on a fast one, and some come before a process is up. Of a request
that was under way nobody can tell whether it arrived: exactly the rows that were `sending` at a
death are `unknown` at the end, and no message is sent twice.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sqlalchemy import Connection, delete, func, select, text, update

from campaign.workflow import Status
from storage.database import Database
from storage.outbox import is_edit
from storage.tables import answers, history, inbox, leases, outbox, records
from tests.soak.report import Report
from tests.soak.telegram_crowd import STEPS, Head, crowd, settle, settled
from tests.soak.telegram_process import Running, stamp
from tests.stage import BUILT as LONG_AGO
from tests.telegram import FakeTelegram
from tests.telegram_stage import Way

PATIENCE = 300.0  # seconds without anything new; a lease of the outbox is a tenth of it
PAUSES = (0.05, 0.2, 0.5, 1.0)  # of Telegram, before it calls a dead webhook again
LATENCY = 0.01  # seconds; so that deaths find requests under way


@dataclass(frozen=True, slots=True)
class Violence:
    """How many people talk, how many deaths there are at most, the most calls of a life.

    `waits`: what was being sent at the last death runs out by itself, half a minute later.
    """

    people: int
    deaths: int
    calls: int
    waits: bool


@dataclass
class Storm:
    api: FakeTelegram
    process: Running
    database: Database
    heads: list[Head]
    violence: Violence
    chance: Random
    settled: dict[str, int] = field(default_factory=dict)
    deaths: int = 0
    cut: set[int] = field(default_factory=set)  # messages that were on their way at a death
    looks: int = 0  # at the outbox

    async def rage(self) -> None:
        watch = asyncio.create_task(self._watch())
        await self.process.start()
        try:
            await asyncio.gather(self._talk(), self._kill())
            await self._until(lambda: not self.api.pending)  # all is confirmed
            while await self.database.transact(_waiting):
                await self._look()
        finally:
            watch.cancel()
        await self.process.stop()

    @property
    def over(self) -> bool:
        return all(head.done(self.settled) for head in self.heads)

    async def _talk(self) -> None:
        while not self.over:
            for head in self.heads:
                if head.spoken < STEPS and head.goes_on(self.settled):
                    await head.speak()
            await self._until(lambda: self.over or any(map(self._waits, self.heads)))

    def _waits(self, head: Head) -> bool:
        return head.spoken < STEPS and head.goes_on(self.settled)

    async def _kill(self) -> None:
        while self.deaths < self.violence.deaths:
            await self._calls(self.chance.randint(1, self.violence.calls))
            if self.over:
                return
            await self.process.die()
            self.deaths += 1
            while await self.database.transact(_at_work):
                await self._look()
            waits = self.violence.waits and self.deaths == self.violence.deaths
            self.cut |= await self.database.transact(_bury, waits=waits)
            await self.process.start()

    async def _calls(self, count: int) -> None:
        last = len(self.api.calls) + count
        await self._until(lambda: self.over or len(self.api.calls) >= last)

    async def _until(self, condition: Callable[[], object]) -> None:
        met = await self.api.world.updates.until(condition, PATIENCE)
        assert met, f"waited in vain: {self.api.pending[:5]} {self.process.log[-2000:]}"

    async def _look(self) -> None:
        seen = self.looks
        await self._until(lambda: self.looks > seen)

    async def _watch(self) -> None:
        while True:
            self.settled = await self.database.transact(settled)
            self.looks += 1
            self.api.world.updates.ring()
            await asyncio.sleep(1)


def _at_work(c: Connection) -> int:
    """PostgreSQL carries out what a process had asked of it before it died; its connections left.

    Ours is one.
    """
    if c.dialect.name == "sqlite":
        return 0
    here = select(func.count()).select_from(text("pg_stat_activity"))
    mine = text("datname = current_database() AND backend_type = 'client backend'")
    return (c.scalar(here.where(mine)) or 1) - 1


def _bury(c: Connection, *, waits: bool) -> set[int]:
    """Two minutes pass on the database's clock, or the next life would first wait for the lease of
    the dead one to ask for updates. Not for messages where the violence `waits` for them. Returns
    those that were on their way.
    """
    c.execute(delete(leases))
    if not waits:
        held = outbox.c.leased_until.is_not(None)
        c.execute(update(outbox).where(held).values(leased_until=LONG_AGO))
    mine = select(outbox.c.id).where(outbox.c.channel == "telegram", ~is_edit(outbox))
    return set(c.execute(mine.where(outbox.c.state == "sending")).scalars())


def _waiting(c: Connection) -> int:
    mine = outbox.c.channel == "telegram"
    live = outbox.c.state.in_(("queued", "sending"))
    return c.scalar(select(func.count()).where(mine, live)) or 0


async def telegram_storm(
    engine: str, make: Callable[[], str], way: Way, violence: Violence, report: Report
) -> None:
    """After all the deaths everything that was said is there, once, and so is every answer."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        api = await stack.enter_async_context(FakeTelegram(latency=LATENCY, pauses=PAUSES))
        database = Database(make(), pool=1)
        stack.push_async_callback(database.close)
        heads = crowd(api, violence.people)
        await database.transact(stamp)
        await database.transact(settle, heads)
        process = Running(api, way, database.url, folder)
        stack.push_async_callback(process.abandon)
        storm = Storm(api, process, database, heads, violence, Random(violence.deaths))
        await storm.rage()
        unknown = await database.transact(_check, storm)
    report.add(
        f"kill -9 over Telegram, {way} on {engine}: {violence.people} people, {storm.deaths} "
        f"deaths; nothing lost, nothing doubled, {unknown} replies unknown"
    )


def _check(c: Connection, storm: Storm) -> int:
    api = storm.api
    assert storm.deaths
    assert api.invalid == []
    assert api.token not in storm.process.log
    _check_heard(c, storm)
    _check_kept(c, storm.heads)
    return _check_said(c, storm)


def _check_heard(c: Connection, storm: Storm) -> None:
    """Each update was confirmed and taken once."""
    count = len(storm.heads) * STEPS
    assert (len(storm.api.accepted), storm.api.pending) == (count, [])
    states = Counter(c.execute(select(inbox.c.state)).scalars())
    assert states == {"done": count}


def _check_kept(c: Connection, heads: list[Head]) -> None:
    """Each registered one household, once, with the answers they gave, and sent it up once."""
    made = c.execute(select(records.c.id, records.c.name, records.c.number, records.c.status)).all()
    odd = {row.name for row in made} ^ {head.name for head in heads}
    assert (len(made), odd) == (len(heads), set())
    assert {row.status for row in made} == {Status.SUBMITTED}
    assert len({row.number for row in made}) == len(heads)
    kept = {row.name: _answers(c, row.id) for row in made}
    for head in heads:
        assert kept[head.name] == head.answers, (head, kept[head.name])
    sent_up = Counter(c.execute(select(history.c.record_id)).scalars())
    assert sent_up == {row.id: 1 for row in made}


def _answers(c: Connection, id: int) -> dict[str, object]:
    rows = c.execute(select(answers.c.key, answers.c.value).where(answers.c.record_id == id))
    return {row.key: row.value for row in rows}


def _check_said(c: Connection, storm: Storm) -> int:
    """No message left twice; those that may have left or not were on their way at a death."""
    mine = select(outbox.c.id, outbox.c.state).where(outbox.c.channel == "telegram")
    states = {row.id: row.state for row in c.execute(mine.where(~is_edit(outbox)))}
    count = Counter(states.values())
    assert count.keys() <= {"sent", "unknown"}, count
    accepted = sum(not call.error for call in storm.api.calls_of("sendMessage"))
    assert count["sent"] <= accepted <= len(states), (count, accepted)
    lost = {id for id, state in states.items() if state == "unknown"}
    assert lost == storm.cut, (lost - storm.cut, storm.cut - lost)
    return count["unknown"]
