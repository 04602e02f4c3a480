"""One message to a million people on PostgreSQL: how fast it is queued, and who notices.

Two databases of one server hold the same people. In one the message to all stands in the queue; in
the other nothing does, or a message to one in a hundred where rows are needed. All is done in both
by turns, so the quiet one is the reference. The reference of the expansion are the same rows put by
a plain INSERT … SELECT into empty tables with the same indexes and references. Nothing is sent.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, TypeAlias

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.crowd import NOW
from benchmarks.million_costs import (
    BESIDE_A_SMALL_ONE,
    BESIDE_AN_EMPTY_QUEUE,
    MOST_RATIO,
    Cost,
    Figure,
    reply,
    turn,
)
from benchmarks.million_people import ALL, FEW, approve, settle
from bot.broadcasting import Broadcasting
from campaign.broadcasts import Counts, Fate, State
from storage import broadcast_results
from storage.broadcast_sending import open_ones
from storage.database import Database
from storage.tables import outbox, recipients
from tests.postgres import MISSING, Postgres, find_binaries

PEOPLE, ROUNDS = 1_000_000, 200
FEWEST = 2  # times that make a p99
MOST_SECONDS = 60
HEADINGS = f"\n{'ms, p50 and p99':<38}{'quiet':>18}{'million':>18}{'ratio':>8}"

Times: TypeAlias = list[tuple[float, float]]  # ms, in the quiet database and in the full one


@dataclass(frozen=True, slots=True)
class Outcome:
    """Seconds of the expansion, of it those of the server's processor, of its reference, and of
    clearing away what was cancelled.
    """

    expansion: float
    worked: float
    plain: float
    figures: tuple[Figure, ...]
    clearing: float
    counts: Counts  # in the end

    @property
    def is_good(self) -> bool:
        return self.expansion < MOST_SECONDS and all(figure.is_good for figure in self.figures)


class Side:
    """One of the two databases, and the message that stands in its queue."""

    def __init__(self, url: str) -> None:
        self.database, self.id = Database(url), 0
        self._alone = Database(url, pool=1)  # of the worker, so that one process serves it
        self._worker = Broadcasting(self._alone, lambda: NOW, lambda: None)

    async def close(self) -> None:
        await self.database.close()
        await self._alone.close()

    async def worked(self) -> float:
        """Seconds of a processor that the server has worked for the worker."""
        pid = await self._alone.transact(
            lambda c: c.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        )
        return _worked(pid)

    async def expand(self, code: str) -> None:
        self.id = await self.database.transact(approve, code)
        await self._worker.step()

    async def clear(self) -> None:
        while await self.database.transact(open_ones):
            await self._worker.step()

    async def tidy(self) -> None:
        """What autovacuum would have come to within minutes: dead rows, statistics."""
        engine = create_async_engine(self.database.url, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.exec_driver_sql("VACUUM ANALYZE")
        await engine.dispose()

    async def time(self, cost: Cost, n: int) -> float:
        return 1000 * await seconds(partial(self.database.transact, cost.work, n, self.id))

    async def step(self) -> float:
        """What the worker does each second, in ms."""
        return 1000 * await seconds(self._worker.step)

    async def counts(self) -> Counts:
        found = await self.database.transact(broadcast_results.progress, self.id, gives_way=False)
        return found.counts


def _worked(pid: int) -> float:
    spent = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return sum(map(int, spent[11:13])) / os.sysconf("SC_CLK_TCK")


async def seconds(work: Callable[[], Awaitable[Any]]) -> float:
    began = perf_counter()
    await work()
    return perf_counter() - began


def _plain(c: Connection) -> None:
    """The rows of the message by one plain INSERT for each table; thrown away again."""
    for table in (recipients, outbox):
        name = table.name
        c.exec_driver_sql(f"CREATE TABLE plain_{name} (LIKE {name} INCLUDING ALL)")
        for key in table.foreign_keys:
            to = f"FOREIGN KEY ({key.parent.name}) REFERENCES {key.column.table.name}"
            c.exec_driver_sql(f"ALTER TABLE plain_{name} ADD {to}")
        c.exec_driver_sql(f"INSERT INTO plain_{name} SELECT * FROM {name}")  # noqa: S608 - names of our own
        c.exec_driver_sql(f"DROP TABLE plain_{name}")


def _figure(name: str, times: Times, most: float | None = MOST_RATIO) -> Figure:
    """Made of the times of both sides, and shown."""
    figure = Figure(name, [quiet for quiet, _ in times], [full for _, full in times], most)
    print(figure, flush=True)
    return figure


async def compared(quiet: Side, full: Side, costs: Iterable[Cost], rounds: int) -> list[Figure]:
    figures = []
    for cost in costs:
        turns = range(cost.rounds(rounds))
        times = [(await quiet.time(cost, n), await full.time(cost, n)) for n in turns]
        figures.append(_figure(cost.name, times, cost.most))
    return figures


async def stepped(quiet: Side, full: Side, name: str, rounds: int) -> Figure:
    """The worker's look each second, when there is nothing for it to do."""
    times = [(await quiet.step(), await full.step()) for _ in range(rounds)]
    return _figure(name, times)


async def meanwhile(
    quiet: Side, full: Side, doing: str, work: Coroutine[Any, Any, None]
) -> tuple[Figure, float]:
    """Replies while something long is done in the full database; the seconds that takes."""
    long = asyncio.create_task(seconds(lambda: work))
    cost = Cost(f"a reply while {doing}", reply)
    times: Times = []
    while not long.done() or len(times) < FEWEST:
        n = len(times)
        times.append((await quiet.time(cost, n), await full.time(cost, n)))
    return _figure(cost.name, times), await long


async def noticed(quiet: Side, full: Side, rounds: int) -> tuple[list[Figure], float]:
    figures = await compared(quiet, full, BESIDE_AN_EMPTY_QUEUE, rounds)
    await quiet.expand(FEW)
    await quiet.tidy()
    figures += await compared(quiet, full, BESIDE_A_SMALL_ONE, rounds)
    for state in (State.SENDING, State.PAUSED):
        for side in (quiet, full):
            await side.database.transact(turn, side.id, state)
        figures.append(await stepped(quiet, full, f"the worker's look while {state}", rounds))
    cancel = Cost("cancelled", lambda c, _n, id: turn(c, id, State.CANCELLED))
    figures += await compared(quiet, full, [cancel], rounds)
    more, took = await meanwhile(quiet, full, "rows are cleared away", full.clear())
    return [*figures, more], took


async def measure(server: Postgres, people: int, rounds: int) -> Outcome:
    """Everything, beside a message to so many people."""
    name = f"million{people}"
    template = Database(server.make_database(name=name))
    await template.transact(settle, people)
    await template.close()
    quiet, full = (Side(server.make_database(name)) for _ in range(2))
    for side in (quiet, full):
        await side.tidy()
    print(HEADINGS, flush=True)
    first, expansion = await meanwhile(quiet, full, "it is expanded", full.expand(ALL))
    await full.tidy()
    worked = await full.worked()
    plain = await seconds(partial(full.database.transact, _plain))
    print(f"expansion to {people:,}: {expansion:.1f} s, of it {worked:.1f} s of a processor;")
    print(
        f"the same rows by a plain INSERT: {plain:.1f} s; ratio {expansion / plain:.2f}", flush=True
    )
    figures, clearing = await noticed(quiet, full, rounds)
    outcome = Outcome(expansion, worked, plain, (first, *figures), clearing, await full.counts())
    print(f"cleared away in {clearing:.1f} s; {outcome.counts[Fate.CANCELLED]:,} cancelled")
    for side in (quiet, full):
        await side.close()
    return outcome


def main() -> None:
    """Measure; exits with 1 where the million is noticed by who should not notice it."""
    bin_dir = find_binaries()
    if bin_dir is None:
        sys.exit(MISSING)
    with closing(Postgres(bin_dir, durable=True)) as server:
        if not asyncio.run(measure(server, PEOPLE, ROUNDS)).is_good:
            sys.exit(1)


if __name__ == "__main__":
    main()
