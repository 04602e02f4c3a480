"""One word that is remembered for all processes and beyond a restart."""

from sqlalchemy import Connection, select

from storage.database import Database
from storage.tables import settings
from storage.upsert import insert


class Remembered:
    def __init__(self, database: Database, key: str) -> None:
        self._database = database
        self._key = key

    async def recall(self) -> str:
        """Empty where nothing was remembered."""
        return await self._database.transact(_recall, self._key)

    async def remember(self, value: str) -> None:
        await self._database.transact(_remember, self._key, value)


def _recall(c: Connection, key: str) -> str:
    return str(c.scalar(select(settings.c.value).where(settings.c.key == key)) or "")


def _remember(c: Connection, key: str, value: str) -> None:
    new = insert(c, settings).values(key=key, value=value)
    c.execute(new.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
