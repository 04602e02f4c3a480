"""What messages show, as bytes: pictures by the id of their evidence, files by their key."""

import asyncio

from bot.attachments import ENDINGS, sniff
from bot.reports import code_sheets
from storage import evidence, sheets
from storage.blobs import BlobMissing, Blobs
from storage.database import Database
from storage.evidence import HEARD_AS
from storage.secrets import Keyring


class Shelf:
    def __init__(self, database: Database, blobs: Blobs, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring
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
        """A file and a name for it. Raises `BlobMissing`, `BlobsUnavailable`, `Unreachable`."""
        if key.startswith(sheets.KEY):
            return await self._codes(key), "ma-moi.xlsx"
        if key.startswith(HEARD_AS):
            key = await self._voice(int(key.removeprefix(HEARD_AS)))
        data = await asyncio.to_thread(self._blobs.get, key)
        return data, f"guong-sang.{ENDINGS.get(sniff(data), 'bin')}"

    async def _voice(self, id: int) -> str:
        """Where a voice note lies, by the id of its evidence."""
        found = await self._database.transact(evidence.heard_as, id)
        if found is None:
            raise BlobMissing(str(id))
        return found

    async def _codes(self, key: str) -> bytes:
        """The codes of a sheet, drawn anew each time: no file with codes lies anywhere."""
        found = await self._database.transact(sheets.read, self._keyring, key)
        if found is None:
            raise BlobMissing(key)
        return await asyncio.to_thread(code_sheets.xlsx, *found)
