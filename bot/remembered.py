"""One word that is remembered for all processes and beyond a restart."""

from storage import settings
from storage.database import Database


class Remembered:
    def __init__(self, database: Database, key: str) -> None:
        self._database = database
        self._key = key

    async def recall(self) -> str:
        """Empty where nothing was remembered."""
        return str(await self._database.transact(settings.value, self._key) or "")

    async def remember(self, value: str) -> None:
        await self._database.transact(settings.keep, self._key, value)
