"""Replies a second on Telegram: our transport beside the one the library brings, by turns.

Bare calls show what the transport costs. Replies of the outbox show what people get: each is taken,
sent and settled by the real sender, with a commit on the disk before and after its request. So many
people wait at once that the 50 ms of each answer hide behind the others.
"""

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from itertools import count, islice
from logging import WARNING
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TypeAlias

import structlog
import uvloop
from sqlalchemy import Connection, select
from telegram import Bot
from telegram.request import BaseRequest

from benchmarks import telegram_bulk
from benchmarks.chats import FIRST, channel, gather, put, stock
from benchmarks.crowd import NOW
from benchmarks.telegram_api import OK, Api
from bot.channels.telegram_http import Transport
from bot.sender import Sender
from storage.database import Database
from storage.tables import outbox
from tests.postgres import MISSING, Postgres, find_binaries
from tests.telegram import TOKEN

ROUNDS = 3
REPLIES, STOCK_REPLIES = 1200, 400  # in a round; some seconds each
SUSTAINED = 4000
AT_ONCE = 128
BARE = (32, AT_ONCE)  # with so few, both wait for the answers most of the time
PEOPLE = 20_000
WANTED = 300  # replies a second

Say: TypeAlias = Callable[[int], Awaitable[object]]  # something to this person


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of one side came to."""

    a_second: float
    cpu_ms: float  # of this process, for each reply


async def drive(say: Say, people: list[int], at_once: int) -> Round:
    """Say something to each of them, so many at a time."""
    waiting = iter(people)

    async def one_by_one() -> None:
        for id in waiting:
            await say(id)

    began, worked = perf_counter(), process_time()
    await asyncio.gather(*(one_by_one() for _ in range(at_once)))
    seconds, busy = perf_counter() - began, process_time() - worked
    return Round(len(people) / seconds, busy / len(people) * 1000)


@dataclass(slots=True)
class Sides:
    """Ours and the stock one, each prepared by the same function and checked at the API."""

    api: Api
    ours: Say
    theirs: Say
    prepare: Callable[[list[int]], Awaitable[None]]
    numbers: Iterator[int] = field(default_factory=count)
    at_once: int = AT_ONCE

    async def both(self) -> tuple[Round, Round]:
        ours, _ = await self.round(self.ours, REPLIES)
        theirs, _ = await self.round(self.theirs, STOCK_REPLIES)
        return ours, theirs

    async def round(self, say: Say, replies: int) -> tuple[Round, list[float]]:
        """What it came to, and when each message came in."""
        people = [FIRST + n % PEOPLE for n in islice(self.numbers, replies)]
        await self.prepare(people)
        done = await drive(say, people, self.at_once)
        came = [c for c in self.api.came() if c.status == OK]
        if sorted(c.chat for c in came) != sorted(people):
            raise RuntimeError("not everybody got exactly one message")
        return done, [c.at for c in came]


async def compare(what: str, sides: Sides) -> float:
    """Print one line of the table; the ratio."""
    await sides.both()
    rounds = [await sides.both() for _ in range(ROUNDS)]
    ours, theirs = zip(*rounds, strict=True)
    ratio = median(a.a_second / b.a_second for a, b in rounds)
    rates = (median(r.a_second for r in side) for side in (ours, theirs))
    cpu = (median(r.cpu_ms for r in side) for side in (ours, theirs))
    least = min(r.a_second for r in ours)
    print(f"{what:<22}{least:>9,.0f}", *(f"{rate:>9,.0f}" for rate in rates), f"{ratio:>7.2f}",
          *(f"{ms:>9.2f}" for ms in cpu), sep="", flush=True)  # fmt: skip
    return ratio


async def sustain(what: str, sides: Sides) -> str:
    """Many more of ours in one go; also by the second."""
    done, came = await sides.round(sides.ours, SUSTAINED)
    seconds = Counter(int(at - came[0]) for at in came)
    full = [seconds[n] for n in range(max(seconds))]  # the last is not over
    return (f"{what}: {SUSTAINED:,} in one go, {done.a_second:,.0f}/s for {len(full)} s, "
            f"{min(full)} in the slowest second (wanted: {WANTED})")  # fmt: skip


# --- what is compared


@asynccontextmanager
async def bare(api: Api, at_once: int) -> AsyncIterator[Sides]:
    """The client's own call, without an outbox."""
    async with AsyncExitStack() as stack:
        ours, theirs = [await stack.enter_async_context(_caller(api, t)) for t in _transports()]
        yield Sides(api, ours, theirs, _nothing, at_once=at_once)


def _transports() -> tuple[BaseRequest, BaseRequest]:
    return Transport(), stock()


@asynccontextmanager
async def _caller(api: Api, transport: BaseRequest) -> AsyncIterator[Say]:
    async with transport:
        bot = Bot(TOKEN, base_url=f"{api.base}/bot", request=transport)
        yield lambda id: bot.send_message(id, "Đã ghi nhận. Câu hỏi tiếp theo: hộ này ở bản nào?")


async def _nothing(_people: list[int]) -> None:
    """A bare call needs no row."""


@asynccontextmanager
async def from_outbox(api: Api, url: str) -> AsyncIterator[Sides]:
    """Rows as turns leave them, sent as the process does after a turn."""
    database = Database(url)
    await database.transact(gather, PEOPLE)
    async with AsyncExitStack() as stack:
        ours, theirs = [
            await stack.enter_async_context(_flusher(api, database, t)) for t in _transports()
        ]
        yield Sides(api, ours, theirs, lambda ids: database.transact(put, ids, "reply"))
        await database.transact(_check_settled)
    await database.close()


@asynccontextmanager
async def _flusher(api: Api, database: Database, calls: BaseRequest) -> AsyncIterator[Say]:
    async with channel(database, api.base, calls) as telegram:
        sender = Sender(database, {telegram.name: telegram}, lambda: NOW)
        yield lambda id: sender.flush([id])


def _check_settled(c: Connection) -> None:
    states = set(c.scalars(select(outbox.c.state).distinct()))
    if states != {"sent"}:
        raise RuntimeError(f"not everything was sent: {states}")


async def measure(api: Api, server: Postgres, folder: Path) -> float:
    """The least ratio where the transport is what is waited for."""
    ratios, sustained = [], []
    for at_once in BARE:
        async with bare(api, at_once) as sides:
            ratio = await compare(f"bare, {at_once} at once", sides)
            ratios += [ratio] if at_once == AT_ONCE else []
    urls = {"PostgreSQL": server.make_database(), "SQLite": f"sqlite:///{folder / 'replies.db'}"}
    for engine, url in urls.items():
        async with from_outbox(api, url) as sides:
            ratios.append(await compare(f"outbox, {engine}", sides))
            sustained.append(await sustain(engine, sides))
    print(*sustained, sep="\n")
    return min(ratios)


def main() -> None:
    """Print the tables; exits with 1 where our transport is slower than the stock one."""
    bin_dir = find_binaries()
    if bin_dir is None:
        sys.exit(MISSING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(WARNING))
    heads = ("least/s", "ours/s", "stock/s", "ratio", "CPU ms", "stock ms")
    with tempfile.TemporaryDirectory() as made, closing(Postgres(bin_dir, durable=True)) as server:
        print(f"{'replies':<22}", *(f"{head:>9}" for head in heads), sep="")
        with Api(FIRST, PEOPLE) as api:
            faster = uvloop.run(measure(api, server, Path(made)))
        sooner = telegram_bulk.measure(server)
    if faster < 1:
        sys.exit("Our transport is slower than the one the library brings.")
    if sooner < 1:
        sys.exit("A reply waits longer than in one queue with the broadcast.")
