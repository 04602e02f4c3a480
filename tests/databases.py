"""A fresh database for a test, on either engine, with the schema in place."""

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Connection

from storage.database import Database
from storage.tables import metadata
from tests.postgres import Postgres

ENGINES = ("sqlite", "postgres")
Fill = Callable[[Connection], None]
Filled = Callable[[Fill], str]
_numbers = itertools.count(1)


def schema_only(c: Connection) -> None:
    """Nothing more than the tables."""


def _made(url: str, fill: Fill) -> None:
    _do(url, metadata.create_all, fill)


def _do(url: str, *works: Callable[[Connection], object]) -> None:
    async def run() -> None:
        database = Database(url)
        for work in works:
            await database.transact(work)
        await database.close()

    with ThreadPoolExecutor(1) as apart:  # the test that asks has a loop of its own already
        apart.submit(asyncio.run, run()).result()


def sqlite_maker(folder: Path, fill: Fill = schema_only) -> Callable[[], str]:
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


def postgres_maker(server: Postgres, fill: Fill = schema_only) -> Callable[[], str]:
    """Makes URLs of new PostgreSQL databases, copied from one that has the schema and what `fill`
    puts there.
    """
    template = f"model{next(_numbers)}"
    _made(server.make_database(name=template), fill)
    return lambda: server.make_database(template)


def filled_sqlite(folder: Path) -> Filled:
    """Makes URLs of SQLite databases that hold what a `fill` puts there."""
    makers = cache(lambda fill: sqlite_maker(folder, fill))
    return lambda fill: makers(fill)()


@contextmanager
def filled_postgres(server: Postgres) -> Iterator[Filled]:
    """Makes URLs of PostgreSQL databases that `rewound` opens as a `fill` left them."""
    yield cache(lambda fill: _rewindable(server, fill))
    while _rewinders:
        _rewinders.popitem()[1].close()


class _Rewinder:
    """A connection that stays open from test to test: a new one would plan every step anew, which
    takes four times as long as to take them.
    """

    def __init__(self, url: str) -> None:
        self._loop, self._database = asyncio.Runner(), Database(url, pool=1)

    def rewind(self) -> None:
        self._loop.run(self._database.transact(_rewind))

    def close(self) -> None:
        self._loop.run(self._database.close())
        self._loop.close()


_rewinders: dict[str, _Rewinder] = {}  # by the URL of what they put back


@asynccontextmanager
async def rewound(url: str) -> AsyncIterator[Database]:
    """A database opened as if nobody had used it before.

    SQLite's is a new copy. To copy one of PostgreSQL takes a quarter of a second, so one test after
    another plays on the same and puts it back, which takes a tenth of that.
    """
    if url in _rewinders:
        await asyncio.to_thread(_rewinders[url].rewind)
    opened = Database(url)
    yield opened
    await opened.close()


def _rewindable(server: Postgres, fill: Fill) -> str:
    """The URL of a database that `_rewind` puts back as `fill` left it."""

    def keep(c: Connection) -> None:
        for statement in _remembering(c):
            c.exec_driver_sql(statement)

    url = server.make_database(name=f"rewindable{next(_numbers)}")
    _do(url, metadata.create_all, fill, keep)
    _rewinders[url] = _Rewinder(url)
    return url


def _rewind(c: Connection) -> None:
    c.exec_driver_sql("SELECT model.rewind()")


def _remembering(c: Connection) -> list[str]:
    """SQL that keeps what every table holds, and makes the function that brings it back: of those
    tables alone that were written to, of which a trigger makes a note.
    """
    names = [table.name for table in metadata.sorted_tables]
    sequences = c.exec_driver_sql("SELECT sequencename, last_value FROM pg_sequences").all()
    steps = [
        "SET LOCAL session_replication_role = replica",  # no order of deletion to keep
        "SELECT array_agg(DISTINCT name) INTO changed FROM model.changed",
        *(_put_back(name) for name in names),
        *(f"PERFORM setval('{name}', {last or 1}, {bool(last)})" for name, last in sequences),
        "DELETE FROM model.changed",
    ]
    note = "BEGIN INSERT INTO model.changed VALUES (TG_TABLE_NAME); RETURN NULL; END"
    rewind = f"DECLARE changed text[]; BEGIN {'; '.join(steps)}; END"
    trigger = "CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON"
    return [
        "CREATE SCHEMA model",
        "CREATE TABLE model.changed (name text)",  # no key: nobody waits for another here
        f"CREATE FUNCTION model.note() RETURNS trigger LANGUAGE plpgsql AS $${note}$$",
        *(f"CREATE TABLE model.{name} AS TABLE public.{name}" for name in names),
        *(f"{trigger} {name} EXECUTE FUNCTION model.note()" for name in names),
        f"CREATE FUNCTION model.rewind() RETURNS void LANGUAGE plpgsql AS $${rewind}$$",
    ]


def _put_back(name: str) -> str:
    again = f"INSERT INTO {name} SELECT * FROM model.{name}"  # noqa: S608 - a table of our own
    return f"IF '{name}' = ANY(changed) THEN DELETE FROM {name}; {again}; END IF"  # noqa: S608
