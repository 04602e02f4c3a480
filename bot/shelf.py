"""What messages show, as bytes: pictures by the id of their evidence, files by their key."""

import asyncio

from bot.attachments import ENDINGS, sniff
from storage import evidence
from storage.blobs import BlobMissing, Blobs
from storage.database import Database


class Shelf:
    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs

    async def picture(self, id: int) -> bytes | None:
        """A photo as it is kept; None where it is not there any more.

        Raises `Unreachable`, `BlobsUnavailable`.
        """
        sha256 = await self._database.transact(evidence.kept_as, id)
        if sha256 is None:
            return None
        try:
            return await asyncio.to_thread(self._blobs.get, sha256)
        except BlobMissing:
            return None

    async def file(self, key: str) -> tuple[bytes, str]:
        """A file and a name for it. Raises `BlobMissing`, `BlobsUnavailable`."""
        data = await asyncio.to_thread(self._blobs.get, key)
        return data, f"guong-sang.{ENDINGS.get(sniff(data), 'bin')}"
