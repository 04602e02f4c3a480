"""What has been kept long enough goes, once a day, in one process at a time, in small batches.

That a day is done is noted when its last batch is. Whoever dies in between begins the day again and
finds only what is left. Bytes leave the photo store between two transactions (`storage.retention`).
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog
from sqlalchemy import Connection

from bot.lease import Lease
from bot.services import Services
from campaign.retention import Class, before, parse
from campaign.vietnam import local_day
from storage import intake, retention, settings
from storage.blobs import Blobs, BlobsUnavailable
from storage.database import Database, Unreachable
from storage.secrets import Keyring

EVERY = 600.0  # seconds between two looks whether a day is due
AT_ONCE = 100  # rows in one transaction, so that a turn never waits long
DONE_ON = "retention"  # in the table `settings`: the last day that was done
_log = structlog.get_logger()


class Retaining:
    """`clock` is the calendar; `gone` hears how many rows of a class each batch was."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts of a process it needs
        self,
        database: Database,
        blobs: Blobs,
        keyring: Keyring,
        clock: Callable[[], datetime],
        days: Mapping[Class, int],
        gone: Callable[[str, int], None] = lambda _which, _n: None,
    ) -> None:
        self._database, self._blobs, self._keyring = database, blobs, keyring
        self._clock, self._days, self._gone = clock, days, gone
        self._lease = Lease(database, "retaining")

    async def run(self) -> None:
        """Look every few minutes until cancelled; what is away is waited for."""
        while True:
            try:
                await self.step()
            except (Unreachable, BlobsUnavailable) as error:
                _log.info("keeping_waits", error=type(error).__name__)
            await asyncio.sleep(EVERY)

    async def step(self) -> int:
        """Do the day, unless it is done or another process does it; how many rows went.

        Raises `Unreachable`, `BlobsUnavailable`.
        """
        today = local_day(self._clock()).isoformat()
        if await self._database.transact(settings.value, DONE_ON) == today:
            return 0
        try:
            return await self._day(today) if await self._lease.held() else 0
        finally:
            await self._lease.drop()

    async def _day(self, today: str) -> int:
        now, went = self._clock(), 0
        await self._empty()  # what a process that died has left
        for which in Class:
            went += await self._class(which, now)
        await self._database.transact(settings.keep, DONE_ON, today)
        if went:
            _log.info("kept_long_enough", rows=went)
        return went

    async def _class(self, which: Class, now: datetime) -> int:
        since, went = before(self._days, which, now), 0
        while since is not None and await self._lease.held():
            n = await self._database.transact(
                retention.step, self._keyring, which, since, now, AT_ONCE
            )
            await self._empty()
            self._gone(which.value, n)
            went += n
            if n < AT_ONCE:
                break
        return went

    async def _empty(self) -> None:
        """Take the bytes of erased evidence out of the photo store."""
        while found := await self._database.transact(retention.leaving, AT_ONCE):
            for sha256 in dict.fromkeys(h for _, hashes in found for h in hashes):
                if not await self._database.transact(intake.needed, sha256):
                    await asyncio.to_thread(self._blobs.delete, sha256)
            await self._database.transact(retention.left, [id for id, _ in found])


def retaining(services: Services) -> Retaining:
    days = parse(services.settings.retention)
    return Retaining(
        services.database, services.blobs, services.keyring, services.clock, days,
        services.measures.gone,
    )  # fmt: skip


def would_go(
    c: Connection, days: Mapping[Class, int], now: datetime
) -> list[tuple[Class, datetime | None, int]]:
    """Of each class: since when nobody had to do with what goes, and how much that is now."""
    sinces = [(which, before(days, which, now)) for which in Class]
    return [
        (which, since, retention.due(c, which, since) if since is not None else 0)
        for which, since in sinces
    ]
