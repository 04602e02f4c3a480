"""A fresh database for a test, on either engine, with the schema in place."""

import asyncio
import itertools
import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection

from storage.database import Database
from storage.tables import metadata
from tests.postgres import Postgres

ENGINES = ("sqlite", "postgres")
Fill = Callable[[Connection], None]
_numbers = itertools.count(1)


def _schema_only(c: Connection) -> None:
    """Nothing more than the tables."""


def _made(url: str, fill: Fill) -> None:
    async def make() -> None:
        database = Database(url)
        await database.transact(metadata.create_all)
        await database.transact(fill)
        await database.close()

    asyncio.run(make())


def sqlite_maker(folder: Path, fill: Fill = _schema_only) -> Callable[[], str]:
    """Makes URLs of new SQLite databases, copied from one that has the schema and what `fill`
    puts there.
    """
    template = folder / f"template{next(_numbers)}.db"
    _made(f"sqlite:///{template}", fill)

    def make() -> str:
        path = folder / f"db{next(_numbers)}.db"
        shutil.copy(template, path)
        return f"sqlite:///{path}"

    return make


def postgres_maker(server: Postgres, fill: Fill = _schema_only) -> Callable[[], str]:
    """Makes URLs of new PostgreSQL databases, copied from one that has the schema and what `fill`
    puts there.
    """
    template = f"template{next(_numbers)}"
    _made(server.make_database(name=template), fill)
    return lambda: server.make_database(template)
