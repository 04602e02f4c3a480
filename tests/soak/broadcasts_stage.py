"""A district's message to many village heads on Telegram, sent by several real processes."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from campaign.broadcasts import Counts
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
LATENCY = 0.05  # seconds of each request
PATIENCE = 300.0  # seconds without any request or update
LOOKS = 300  # at the outbox, a second apart; a lease of the outbox is a tenth of it


@dataclass
class Sending:
    """A broadcast on its way; on the web, Hòa and Minh are recipients too."""

    api: FakeTelegram
    database: Database
    workers: list[Running]
    id: int

    @property
    def calls(self) -> list[Call]:
        """Of the broadcast, in order."""
        return self.api.calls_of("sendMessage")

    async def until_begun(self, count: int) -> None:
        """So many requests have come in."""
        met = await self.api.world.updates.until(lambda: len(self.calls) >= count, PATIENCE)
        assert met, (len(self.calls), self.logs)

    async def until_over(self) -> Counts:
        """Every recipient has a fate that stays."""
        for _ in range(LOOKS):
            if not await self.database.transact(_on_their_way, self.id):
                return await fates(self.database, self.id)
            await asyncio.sleep(1)
        raise AssertionError(self.logs)

    @property
    def logs(self) -> str:
        return "\n".join(worker.log[-1500:] for worker in self.workers)

    def check_once(self) -> None:
        """Nobody got it twice, and every request was a good one."""
        heard = Counter(call.params["chat_id"] for call in self.calls if not call.error)
        assert set(heard.values()) <= {1}, heard.most_common(3)
        assert self.api.invalid == []


def _on_their_way(c: Connection, id: int) -> int:
    mine = select(recipients.c.id).where(recipients.c.broadcast_id == id)
    alive = outbox.c.state.in_(("queued", "sending", "held"))
    found = select(func.count()).select_from(outbox)
    return c.scalar(found.where(outbox.c.recipient_id.in_(mine), alive)) or 0


@asynccontextmanager
async def sending(make: Callable[[], str], people: int) -> AsyncIterator[Sending]:
    """Two processes begin to send a broadcast to so many people."""
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(FakeTelegram(latency=LATENCY))
        database = Database(make(), pool=2)
        stack.push_async_callback(database.close)
        await database.transact(stamp)
        await database.transact(settle, crowd(api, people))
        id = await database.transact(approved, TEXT)
        workers: list[Running] = []
        for _ in range(WORKERS):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            workers.append(Running(api, Way.POLLING, database.url, folder))
            stack.push_async_callback(workers[-1].abandon)
            await workers[-1].start()
        yield Sending(api, database, workers, id)
