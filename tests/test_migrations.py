"""The migrations make exactly the schema the tables describe, on both engines."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from storage.database import Database
from storage.migrate import is_current, upgrade
from storage.tables import metadata
from tests.postgres import Postgres


def differences(c: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(c), metadata))


@pytest.fixture
def empty_url(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    if engine == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    server: Postgres = request.getfixturevalue("postgres")
    return server.make_database()


@pytest.fixture
async def empty(empty_url: str) -> AsyncIterator[Database]:
    """A database with nothing in it."""
    opened = Database(empty_url)
    yield opened
    await opened.close()


async def test_the_migrations_lead_to_the_tables(empty: Database) -> None:
    database = empty
    assert not await database.transact(is_current)
    for _ in range(2):  # the second time does nothing
        await database.transact(upgrade)
    assert await database.transact(is_current)
    assert await database.transact(differences) == []


async def test_a_schema_without_migrations_is_not_current(database: Database) -> None:
    assert not await database.transact(is_current)
