"""The migrations make exactly the schema the tables describe, on both engines."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, insert, select, text

from storage import consents
from storage.database import Database
from storage.migrate import is_current, upgrade
from storage.tables import broadcasts, contacts, metadata, outbox, people, recipients, units
from tests.postgres import Postgres
from tests.stage import START


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
    upgrade(c, "0008")
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


async def test_what_was_answered_before_comes_along(empty: Database) -> None:
    await empty.transact(_an_older_database)
    await empty.transact(upgrade)
    found = await empty.transact(consents.of_record, 1)
    assert [(one.purpose, one.wording, one.edition) for one in found] == [
        ("name", "Ghi tên", "R10"), ("press", "Đăng bài", "R10"),
    ]  # fmt: skip


async def test_what_a_pause_had_taken_out_of_the_queue_stands_in_it_again(empty: Database) -> None:
    await empty.transact(upgrade, "0013")
    await empty.transact(_paused)
    await empty.transact(upgrade)
    kept = select(outbox.c.state, outbox.c.broadcast_id).order_by(outbox.c.id)
    found = await empty.transact(lambda c: [tuple(row) for row in c.execute(kept)])
    assert found == [("queued", 5), ("sent", 5), ("queued", None)]


def _paused(c: Connection) -> None:
    """Two rows of a message to many and a reply, as the release before left them."""
    c.execute(insert(units).values(
        id=1, code="15", name="Yên Bái", kind="tỉnh", level="province", path="/1/",
        folded="yen bai", valid_from=START.date(),
    ))  # fmt: skip
    c.execute(insert(people), [{"id": n, "name": "Lan", "created_at": START} for n in (1, 2)])
    c.execute(insert(broadcasts).values(
        id=5, lane="broadcast", person_id=1, unit_id=1, state="paused", segment={}, text="Mời họp.",
        same="", pictures=[], created_at=START,
    ))  # fmt: skip
    at = {"channel": "web", "created_at": START}
    c.execute(insert(contacts), [{"id": n, "address": f"{n}", **at} for n in (1, 2)])
    to = {"broadcast_id": 5, "unit_id": 1}
    c.execute(
        insert(recipients), [{"id": n, "person_id": n, "contact_id": n, **to} for n in (1, 2)]
    )
    row = {"body": {}, "lane": "broadcast", "rank": 3, **at}
    rows = [(1, "paused", 1), (2, "sent", 2), (1, "queued", None)]
    named = ("contact_id", "state", "recipient_id")
    for values in rows:
        c.execute(insert(outbox).values(dict(zip(named, values, strict=True)) | row))
