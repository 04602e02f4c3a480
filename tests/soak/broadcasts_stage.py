"""A district's message to many village heads on Telegram, sent by several real processes.

Each process has a door of its own at the fake, which so knows who sent what, and which requests a
process had open when it died.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select, update

from campaign.broadcasts import Counts, State
from storage.broadcasts import get
from storage.clock import from_now
from storage.database import Database
from storage.tables import outbox, recipients
from tests.many import approved, fates
from tests.soak.telegram_crowd import crowd, settle
from tests.soak.telegram_process import Running, stamp
from tests.telegram import FakeTelegram
from tests.telegram.calls import Call
from tests.telegram_stage import Way

TEXT = "Mời họp trực tuyến lúc 14 giờ."
WORKERS = 2
AT_ONCE = 16  # bulk requests that a process has under way at most
ON_THE_WEB = 2  # Hòa and Minh are recipients too
WINDOW, MOST = 10, 275  # seconds; requests in them, of all processes together
SEND = "sendMessage"
LATENCY = 0.05  # seconds of each request
PATIENCE = 300.0  # seconds without any request or update
LOOKS = 900  # at the outbox, a second apart; a lease of the outbox is a thirtieth of it


@dataclass
class Sending:
    """A broadcast on its way."""

    api: FakeTelegram
    database: Database
    workers: list[Running]
    id: int

    @property
    def calls(self) -> list[Call]:
        """Of the broadcast, in order."""
        return self.api.calls_of(SEND)

    async def until(self, condition: Callable[[], object]) -> None:
        """Something is true of the requests that came in."""
        met = await self.api.world.updates.until(condition, PATIENCE)
        assert met, (len(self.calls), self.logs)

    async def until_begun(self, count: int) -> None:
        """So many requests have come in."""
        await self.until(lambda: len(self.calls) >= count)

    async def until_over(self) -> Counts:
        """Every recipient has a fate that stays."""
        await self._until_kept(_all_settled)
        return await fates(self.database, self.id)

    async def until_done(self) -> None:
        """The broadcast is over, and says so."""
        await self._until_kept(_is_done)

    async def until_answered(self) -> None:
        """Nothing waits any more. What the dead had claimed is free now, and what nobody will note
        an answer of runs out, not half a minute later.
        """
        await self.database.transact(_let_leases_end, "queued")
        await self._until_kept(_nothing_waits)
        await self.database.transact(_let_leases_end, "sending")

    async def _until_kept(self, met: Callable[[Connection, int], bool]) -> None:
        for _ in range(LOOKS):
            if await self.database.transact(met, self.id):
                return
            await asyncio.sleep(1)
        raise AssertionError(self.logs)

    @property
    def logs(self) -> str:
        return "\n".join(worker.log[-1500:] for worker in self.workers)

    def check_once(self) -> None:
        """Nobody got it twice, every request was a good one, and all processes sent."""
        heard = Counter(call.params["chat_id"] for call in self.calls if not call.error)
        assert set(heard.values()) <= {1}, heard.most_common(3)
        assert self.api.invalid == []
        assert all(self.api.traffic.of(worker.door, SEND) for worker in self.workers)


def _all_settled(c: Connection, id: int) -> bool:
    return not _in_states(c, id, "queued", "sending")


def _nothing_waits(c: Connection, id: int) -> bool:
    return not _in_states(c, id, "queued")


def _in_states(c: Connection, id: int, *states: str) -> int:
    mine = select(recipients.c.id).where(recipients.c.broadcast_id == id)
    found = select(func.count()).select_from(outbox).where(outbox.c.state.in_(states))
    return c.scalar(found.where(outbox.c.recipient_id.in_(mine))) or 0


def _is_done(c: Connection, id: int) -> bool:
    found = get(c, id)
    return found is not None and found.state is State.DONE


def _let_leases_end(c: Connection, state: str) -> None:
    c.execute(update(outbox).where(outbox.c.state == state).values(leased_until=from_now(-1)))


@asynccontextmanager
async def sending(make: Callable[[], str], people: int) -> AsyncIterator[Sending]:
    """Two processes begin to send a broadcast to so many people."""
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(FakeTelegram(latency=LATENCY))
        database = Database(make(), pool=2)
        stack.push_async_callback(database.close)
        await database.transact(stamp)
        await database.transact(settle, crowd(api, people))
        workers = await at_work(stack, api, database)
        yield Sending(api, database, workers, await database.transact(approved, TEXT))


async def at_work(
    stack: AsyncExitStack,
    api: FakeTelegram,
    database: Database,
    more: Callable[[str], Mapping[str, str]] = lambda _: {},
) -> list[Running]:
    """The processes, once each is up; `more` are settings, by the door."""
    workers: list[Running] = []
    for n in range(WORKERS):
        folder, door = Path(stack.enter_context(tempfile.TemporaryDirectory())), f"{n + 1}"
        workers.append(Running(api, Way.POLLING, database.url, folder, door, more(door)))
        stack.push_async_callback(workers[-1].abandon)
        await workers[-1].start()
    for worker in workers:
        await worker.until_up()
    return workers
