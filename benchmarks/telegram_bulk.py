"""How long a reply takes while 5,000 people are sent a broadcast, at the limits of the real API.

The reference is the usual way: the client's own transport, and one queue of 25 messages a second in
which a reply waits behind all that was put there before. 300 people are enough to show what that
means. Five people a second are answered, some of whom get the broadcast. `WHOLE=1` in the
environment waits for the last of the 5,000; otherwise 40 s of it are looked at.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from random import Random
from statistics import quantiles
from time import monotonic
from typing import TypeAlias

import uvloop
from sqlalchemy import Connection, func, select
from telegram import Bot

from benchmarks.chats import FIRST, channel, gather, put, stock
from benchmarks.crowd import NOW
from benchmarks.telegram_api import OK, TOO_MANY, Api, Came
from bot.sender import Sender
from storage.database import Database
from storage.outbox import QUEUED
from storage.tables import outbox
from tests.postgres import Postgres
from tests.telegram import TOKEN

BROADCAST, OTHERS = 5000, 5000
STOCK_BROADCAST, STOCK_PACE = 300, 25
SECONDS = 40.0
EACH = 0.2  # seconds between two replies
PATIENCE = 10.0  # seconds for the replies under way at the end
WINDOW = 10.0
WHOLE = bool(os.environ.get("WHOLE"))

Reply: TypeAlias = Callable[[int, str], Awaitable[float]]  # to this person; when it was there


@dataclass(slots=True)
class Talk:
    """One person after another is answered; each answer is known again by the end of its text."""

    reply: Reply
    since: dict[str, float] = field(default_factory=dict)
    asked: set[asyncio.Task[None]] = field(default_factory=set)

    async def go_on(self, over: Callable[[], Awaitable[bool]]) -> None:
        chance = Random(1)
        for n in count():
            if await over():
                break
            id = FIRST + chance.randrange(BROADCAST + OTHERS)
            self.asked.add(asyncio.create_task(self._one(id, f"#{n}")))
            await asyncio.sleep(EACH)
        await asyncio.gather(*self.asked)

    async def _one(self, id: int, mark: str) -> None:
        self.since[mark] = await self.reply(id, mark)


@dataclass(frozen=True, slots=True)
class Waits:
    """How long each reply took, and what became of the broadcast meanwhile."""

    seconds: list[float]
    bulk: list[float]
    refused: int

    @classmethod
    def of(cls, talk: Talk, came: list[Came]) -> "Waits":
        marks = [("#" + c.text.rpartition("#")[2] if "#" in c.text else "", c) for c in came]
        arrived = {mark: c.at for mark, c in marks if mark and c.status == OK}
        if missing := talk.since.keys() - arrived.keys():
            raise RuntimeError(f"{len(missing)} replies did not arrive")
        return cls(
            [arrived[mark] - since for mark, since in talk.since.items()],
            [c.at for mark, c in marks if not mark and c.status == OK],
            sum(c.status == TOO_MANY for c in came),
        )

    def percentile(self, nth: int) -> float:
        return quantiles(self.seconds, n=100, method="inclusive")[nth - 1]

    @property
    def bulk_rate(self) -> float:
        return (len(self.bulk) - 1) / (self.bulk[-1] - self.bulk[0])

    @property
    def most(self) -> int:
        """The most of the broadcast in any ten seconds."""
        return max(sum(at - WINDOW < it <= at for it in self.bulk) for at in self.bulk)

    def show(self, what: str) -> None:
        times = (self.percentile(50), self.percentile(95), self.percentile(99), max(self.seconds))
        print(f"{what:<32}{len(self.seconds):>8}", *(f"{time:>8.2f}" for time in times),
              f"{len(self.bulk):>7}{self.bulk_rate:>8.1f}{self.most:>10}{self.refused:>6}",
              sep="", flush=True)  # fmt: skip


# --- the product


async def ours(api: Api, url: str) -> Waits:
    database = Database(url)
    await database.transact(gather, BROADCAST + OTHERS)
    await database.transact(put, range(FIRST, FIRST + BROADCAST), "broadcast")
    async with channel(database, api.base) as telegram:
        sender = Sender(database, {telegram.name: telegram}, lambda: NOW)

        async def reply(id: int, mark: str) -> float:
            await database.transact(put, [id], "reply", mark)
            since = monotonic()
            await sender.flush([id])
            return since

        talk, running = Talk(reply), asyncio.create_task(sender.run())
        await talk.go_on(_over(database))
        await _no_reply_left(database)
        sender.stop()
        await running
    await database.close()
    return Waits.of(talk, api.came())


def _over(database: Database) -> Callable[[], Awaitable[bool]]:
    until = monotonic() + SECONDS

    async def over() -> bool:
        if WHOLE:
            return not await database.transact(_waiting, "broadcast")
        return monotonic() > until

    return over


async def _no_reply_left(database: Database) -> None:
    """Those that the API refused come by the sender's own loop."""
    for _ in range(int(PATIENCE / EACH)):
        if not await database.transact(_waiting, "reply"):
            return
        await asyncio.sleep(EACH)


def _waiting(c: Connection, lane: str) -> int:
    queued = select(func.count()).where(outbox.c.state == QUEUED, outbox.c.lane == lane)
    return int(c.execute(queued).scalar_one())


# --- the usual way


@dataclass(slots=True)
class Queue:
    """Whoever comes first leaves first, 25 a second."""

    free_at: float = 0.0

    async def turn(self) -> None:
        now = monotonic()
        at = self.free_at = max(now, self.free_at + 1 / STOCK_PACE)
        await asyncio.sleep(at - now)


async def usual(api: Api) -> Waits:
    queue = Queue()
    async with stock() as transport:
        bot = Bot(TOKEN, base_url=f"{api.base}/bot", request=transport)

        async def send(id: int, text: str) -> None:
            await queue.turn()
            await bot.send_message(id, text)

        async def reply(id: int, mark: str) -> float:
            since = monotonic()
            await send(id, mark)
            return since

        people = range(FIRST, FIRST + STOCK_BROADCAST)
        bulk = asyncio.gather(*(send(id, "tin chung") for id in people))
        talk = Talk(reply)
        await talk.go_on(lambda: asyncio.sleep(0, bulk.done()))
        await bulk
    return Waits.of(talk, api.came())


def measure(server: Postgres) -> float:
    """Print the table; how many times longer the slowest twentieth waits in the usual way."""
    heads = ("replies", "p50 s", "p95 s", "p99 s", "longest")
    print(f"\n{'during a broadcast':<32}", *(f"{head:>8}" for head in heads),
          f"{'bulk':>7}{'bulk/s':>8}{'in 10 s':>10}{'429':>6}", sep="")  # fmt: skip
    with Api(FIRST, BROADCAST + OTHERS, limited=True) as api:
        mine = uvloop.run(ours(api, server.make_database()))
    mine.show(f"ours, {BROADCAST:,}, " + ("whole" if WHOLE else f"{SECONDS:.0f} s of it"))
    with Api(FIRST, BROADCAST + OTHERS, limited=True) as api:
        theirs = uvloop.run(usual(api))
    theirs.show(f"one queue, {STOCK_BROADCAST}")
    ratio = theirs.percentile(95) / mine.percentile(95)
    print(f"in one queue a reply waits {theirs.percentile(50) / mine.percentile(50):,.0f} times as "
          f"long (p50), {ratio:,.0f} times (p95)")  # fmt: skip
    return ratio
