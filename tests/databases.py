"""A fresh database for a test, on either engine, with the schema in place."""

import asyncio
import itertools
import shutil
from collections.abc import Callable
from pathlib import Path

from storage.database import Database
from storage.tables import metadata
from tests.postgres import Postgres

ENGINES = ("sqlite", "postgres")
_numbers = itertools.count(1)


def _made(url: str) -> None:
    async def make() -> None:
        database = Database(url)
        await database.transact(metadata.create_all)
        await database.close()

    asyncio.run(make())


def sqlite_maker(folder: Path) -> Callable[[], str]:
    """Makes URLs of new SQLite databases, copied from one that has the schema."""
    template = folder / "template.db"
    _made(f"sqlite:///{template}")

    def make() -> str:
        path = folder / f"db{next(_numbers)}.db"
        shutil.copy(template, path)
        return f"sqlite:///{path}"

    return make


def postgres_maker(server: Postgres) -> Callable[[], str]:
    """Makes URLs of new PostgreSQL databases, copied from one that has the schema."""
    _made(server.make_database(name="template_schema"))
    return lambda: server.make_database("template_schema")
