"""The migrations make exactly the schema the tables describe, on both engines."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from storage import consents
from storage.database import Database
from storage.migrate import FOLDER, is_current, upgrade
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


def _an_older_database(c: Connection) -> None:
    """Schema 0008 with one record whose R10 was answered before consents were rows."""
    command.upgrade(_config(c), "0008")
    c.execute(text(
        "INSERT INTO units (id, code, name, folded, kind, level, path, valid_from) "
        "VALUES (1, '15', 'T', 't', 'tỉnh', 'province', '/1/', '2021-01-01')"
    ))  # fmt: skip
    c.execute(text("INSERT INTO people (id, name, created_at) VALUES (1, 'Hoa', '2021-04-01')"))
    c.execute(text(
        "INSERT INTO plans (id, plan, version, sha256, source, loaded_at) "
        "VALUES (1, 'p', 1, 'a', '', '2021-04-01')"
    ))  # fmt: skip
    c.execute(text(
        "INSERT INTO records (id, plan_id, unit_id, path, status, author_id, author_role, "
        "author_unit_id, author_channel, created_at, changed_at) VALUES "
        "(1, 1, 1, '/1/', 'draft', 1, 'reporter', 1, 'web', '2021-04-01', '2021-04-01')"
    ))  # fmt: skip
    for key, value in (("R10", '["name","press"]'), ("R5", '{"text":"x"}')):
        c.execute(text(
            "INSERT INTO answers (record_id, key, value, person_id, at) "
            "VALUES (1, :key, :value, 1, '2021-04-02 00:00:00')"
        ), {"key": key, "value": value})  # fmt: skip


def _config(c: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = c
    return config


async def test_what_was_answered_before_comes_along(empty: Database) -> None:
    await empty.transact(_an_older_database)
    await empty.transact(lambda c: command.upgrade(_config(c), "head"))
    found = await empty.transact(consents.of_record, 1)
    assert [(one.purpose, one.wording, one.edition) for one in found] == [
        ("name", "Ghi tên", "R10"), ("press", "Đăng bài", "R10"),
    ]  # fmt: skip
