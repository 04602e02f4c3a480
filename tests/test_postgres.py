"""The server that other tests stand on: it starts, copies a template, and survives a crash."""

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from tests.postgres import Postgres

pytestmark = pytest.mark.postgres


async def connect(url: str) -> asyncpg.Connection:
    parts = make_url(url)
    return await asyncpg.connect(user=parts.username, database=parts.database, **parts.query)


async def test_copy_of_a_template_is_its_own_database(postgres: Postgres) -> None:
    template = await connect(postgres.make_database(name="seeded"))
    await template.execute(
        "create table village (name text); insert into village values ('Bản Lùng')"
    )
    await template.close()

    first, second = [await connect(postgres.make_database("seeded")) for _ in range(2)]
    await first.execute("delete from village")
    assert await second.fetchval("select name from village") == "Bản Lùng"
    await first.close()
    await second.close()


async def test_what_was_committed_survives_a_crash(postgres: Postgres) -> None:
    url = postgres.make_database(name="crashed")
    before = await connect(url)
    await before.execute("create table village (name text); insert into village values ('Nà Hẩu')")
    postgres.restart(immediate=True)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await before.fetchval("select 1")

    after = await connect(url)
    assert await after.fetchval("select name from village") == "Nà Hẩu"
    await after.close()


async def test_dropped_database_is_gone_though_somebody_is_connected(postgres: Postgres) -> None:
    url = postgres.make_database(name="dropped")
    somebody = await connect(url)
    postgres.drop("dropped")
    somebody.terminate()
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await connect(url)
