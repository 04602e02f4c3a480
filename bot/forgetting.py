"""What was erased leaves the photo store too, and is noted there, so that it stays erased.

The note comes before the contents go: whatever dies in between is done again. Notes outlive the
database; what an older backup brings back is erased again by them.
"""

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime

import structlog

from storage import erasing, intake
from storage.blobs import Blobs, BlobsUnavailable
from storage.database import Database, Unreachable
from storage.secrets import Keyring
from storage.types import AnyRow

EVERY = 60.0  # seconds
_log = structlog.get_logger()


class Forgetting:
    """`clock` is the calendar. Any number of processes may do this at once."""

    def __init__(
        self, database: Database, blobs: Blobs, keyring: Keyring, clock: Callable[[], datetime]
    ) -> None:
        self._database, self._blobs = database, blobs
        self._keyring, self._clock = keyring, clock

    async def run(self) -> None:
        """Look once a minute until cancelled; what is away is waited for."""
        while True:
            try:
                await self.step()
            except (Unreachable, BlobsUnavailable) as error:
                _log.info("erasing_waits", error=type(error).__name__)
            await asyncio.sleep(EVERY)

    async def step(self) -> int:
        """Finish what was erased in the database; how many erasures.

        Raises `Unreachable`, `BlobsUnavailable`.
        """
        found = await self._database.transact(erasing.unfinished)
        for row in found:
            await self._finish(row)
        return len(found)

    async def _finish(self, row: AnyRow) -> None:
        await asyncio.to_thread(self._blobs.note, erasing.name_of(row))
        for sha256 in row.blobs:
            if not await self._database.transact(intake.needed, sha256):
                await asyncio.to_thread(self._blobs.delete, sha256)
        await self._database.transact(erasing.finished, row.id, self._clock())

    async def again(self, listed: Collection[str] = ()) -> int:
        """After a restore: erase what is noted or `listed` and came back; how many.

        Raises `Unreachable`, `BlobsUnavailable`.
        """
        noted = await asyncio.to_thread(self._blobs.notes)
        done = await self._database.transact(
            erasing.again, self._keyring, noted | frozenset(listed), self._clock()
        )
        await self.step()
        return done
