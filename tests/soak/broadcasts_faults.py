"""A broadcast on two platforms through everything that goes wrong, sent by two processes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from random import Random
from time import monotonic

from campaign.broadcasts import Fate
from storage.database import Database
from tests.many import approved
from tests.platforms.clock import Time
from tests.postgres import Postgres
from tests.soak.broadcasts_stage import (
    AT_ONCE,
    LATENCY,
    PATIENCE,
    SEND,
    TEXT,
    WORKERS,
    Sending,
    at_work,
)
from tests.soak.faults_check import check
from tests.soak.faults_people import Heads, gathered, settle
from tests.soak.report import Report
from tests.soak.telegram_process import stamp
from tests.telegram import FakeTelegram
from tests.zalo_oa import FakeOA
from tests.zalo_oa.calls import CS
from tests.zalo_oa.errors import NOT_FOLLOWING, RATE, SILENT
from tests.zalo_oa_stage import environment_of

PER_MINUTE = "1200"  # calls of the Official Account, half of them for bulk messages
LATER = 26 * 3600.0  # seconds after which an access token is dead, and no window closed yet


@dataclass(frozen=True, slots=True)
class Weather:
    """People on each platform and on both; for how many seconds the database is away; how often it
    storms. `quick`: what was on its way then runs out at once, not half a minute later.
    """

    telegram: int
    zalo: int
    both: int
    away: float
    storms: int
    quick: bool


@dataclass
class Trouble:
    """A broadcast in bad weather; `clock` is Zalo's."""

    sent: Sending
    oa: FakeOA
    clock: Time
    heads: Heads
    weather: Weather
    chance: Random

    async def rage(self, server: Postgres) -> None:
        """All of it, one after the other, until everybody has a fate."""
        for n in range(self.weather.storms):
            await self._until(0.1 + 0.1 * n)
            self._storm(full=n == 1)
        await self._until(0.45)
        await self._without_database(server)
        await self._until(0.55)
        self.clock.at += LATER
        self.leave(0.1)
        await self._block(0.05)
        if self.weather.quick:
            await self.sent.until_answered()
        await self.sent.until_done()

    async def _until(self, share: float) -> None:
        """So much of it has come in, on either platform."""
        calls = self.oa.calls_of
        await self.sent.until_begun(int(share * self.weather.telegram))
        assert await self.oa.world.events.until(
            lambda: len(calls(CS)) >= share * self.weather.zalo, PATIENCE
        ), self.sent.logs

    def _storm(self, *, full: bool) -> None:
        """Each way in which a request fails, for those who come next; a `full` one of Zalo holds
        everybody up for twenty seconds.
        """
        telegram, zalo = self.sent.api.faults, self.oa.faults
        telegram.next(SEND, times=4, status=429, retry_after=2)
        telegram.next(SEND, times=2, cut="after")
        telegram.next(SEND, times=4, status=500)
        telegram.next(SEND, status=502)
        telegram.next(SEND, cut="before")
        zalo.next(CS, error=RATE, times=int(full))
        zalo.next(CS, times=2, cut="after")
        zalo.next(CS, status=503)

    def leave(self, share: float) -> None:
        """Some take nothing any more, and nobody tells us."""
        for head in self._some(share):
            if head.telegram:
                head.telegram.room.closed = "user is deactivated"
            elif head.zalo:
                head.zalo.refuses(self.chance.choice([NOT_FOLLOWING, SILENT]))

    async def _block(self, share: float) -> None:
        """Some take nothing any more, and Telegram tells us."""
        for head in self._some(share):
            if head.telegram:
                await head.telegram.blocks()

    def _some(self, share: float) -> Heads:
        return self.chance.sample(self.heads, int(share * len(self.heads)))

    async def _without_database(self, server: Postgres) -> None:
        await asyncio.to_thread(server.stop, immediate=True)
        await asyncio.sleep(self.weather.away)
        await asyncio.to_thread(server.start)


async def broadcast_in_bad_weather(
    server: Postgres, make: Callable[[], str], weather: Weather, report: Report
) -> None:
    """In the end each recipient is what the platforms know of him."""
    begun = monotonic()
    async with _trouble(make, weather) as trouble:
        await trouble.rage(server)
        for worker in trouble.sent.workers:
            await worker.stop()
        counts = await check(trouble.sent, trouble.oa, trouble.heads, unnoted=WORKERS * AT_ONCE)
        assert trouble.oa.refreshes == 1
        lost = len(trouble.sent.api.traffic.lost + trouble.oa.traffic.lost)
    fates = ", ".join(f"{counts[fate]} {fate}" for fate in Fate if fate in counts)
    report.add(
        f"broadcast to {sum(counts.values())} people on Telegram and Zalo by two processes: 429, "
        f"5xx, {lost} requests without a clear answer, people who block, a dead token, "
        f"{weather.away:.0f} s without a database; {fates}, each as the platform knows it, nobody "
        f"twice, in {monotonic() - begun:.0f} s"
    )


@asynccontextmanager
async def _trouble(make: Callable[[], str], weather: Weather) -> AsyncIterator[Trouble]:
    async with AsyncExitStack() as stack:
        clock = Time()
        api = await stack.enter_async_context(FakeTelegram(latency=LATENCY))
        oa = await stack.enter_async_context(FakeOA(latency=LATENCY, clock=clock))
        database = Database(make(), pool=2)
        stack.push_async_callback(database.close)
        heads = gathered(api, oa, weather.telegram, weather.zalo, weather.both)
        await database.transact(stamp)
        await database.transact(settle, heads)
        account = environment_of(oa) | {"ZALO_OA_PER_MINUTE": PER_MINUTE}
        workers = await at_work(
            stack, api, database, lambda door: account | {"ZALO_OA_API_BASE": oa.through(door)}
        )
        sent = Sending(api, database, workers, 0)
        trouble = Trouble(sent, oa, clock, heads, weather, Random(len(heads)))
        trouble.leave(0.05)
        sent.id = await database.transact(approved, TEXT)
        yield trouble
