"""The reminding loop: once a minute, in one process at a time, whose hour has come is looked up.

What is found is queued in small transactions, so that a turn never waits long, and only then it is
noted that this hour is over. Whoever dies in between begins that look again; the keys of the rows
see to it that nobody is reminded twice.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.lease import Lease
from storage import digests
from storage.database import Database, Unreachable

EVERY = 60.0  # seconds
AT_ONCE = 100  # digests in one transaction
_log = structlog.get_logger()


class Reminding:
    """`clock` is the calendar; `queued` hears how many digests each look has put in the outbox."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        queued: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._queued = queued
        self._lease = Lease(database, "reminding")

    async def run(self) -> None:
        """Look once a minute until cancelled; while the database is away that waits."""
        try:
            while True:
                try:
                    await self.step()
                except Unreachable as error:
                    _log.info("nobody_reminded", error=str(error))
                await asyncio.sleep(EVERY)
        finally:
            await self._lease.drop()

    async def step(self) -> int:
        """Queue the digests that are due, unless another process does; how many."""
        return await self.look() if await self._lease.held() else 0

    async def look(self) -> int:
        now = self._clock()
        found = await self._database.transact(digests.look, now)
        put = 0
        for start in range(0, len(found.due), AT_ONCE):
            some = found.due[start : start + AT_ONCE]
            put += await self._database.transact(digests.put, now, some)
        if found.hours:
            await self._database.transact(digests.looked, found)
        if found.due:
            _log.info("digests_queued", due=len(found.due), new=put)
        self._queued(put)
        return put
