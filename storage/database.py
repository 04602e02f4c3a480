"""The one way to a transaction, on either engine: `await database.transact(fn, *args)`.

The hard idea: everything that touches rows is a plain synchronous function of a Connection. On
PostgreSQL it runs under `AsyncConnection.run_sync` (asyncpg underneath), on SQLite in the one
thread of its writer; the function cannot tell. A transaction is a task of its own and is never
cancelled half way: a caller that goes away does not take it along.
"""

import asyncio
import contextvars
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.sqlite import Writer

P = ParamSpec("P")
T = TypeVar("T")

TRIES = 3
_SERVER = {
    "application_name": "guong-sang",
    "lock_timeout": "5000",
    "idle_in_transaction_session_timeout": "30000",
    "jit": "off",
}
_AGAIN = {"40001", "40P01", "55P03"}  # serialisation failure, deadlock, lock time-out
_inside: contextvars.ContextVar[bool] = contextvars.ContextVar("inside", default=False)


class Nested(RuntimeError):
    """`transact` was called inside `transact`."""


class Unreachable(Exception):
    """The database does not answer."""


def normalised(url: str) -> str:
    """Any form of a database URL people have, as the driver we use."""
    for scheme in ("postgres://", "postgresql://", "postgresql+psycopg://"):
        if url.startswith(scheme):
            return "postgresql+asyncpg://" + url.removeprefix(scheme)
    return url


class Database:
    """One database, either engine. `pool` is how many PostgreSQL connections a process holds."""

    def __init__(self, url: str, pool: int = 8) -> None:
        self.url = normalised(url)
        self.is_sqlite = self.url.startswith("sqlite")
        self._writer: Writer | None = None
        self._async: AsyncEngine | None = None
        self._places = asyncio.Semaphore(pool)  # first come, first served; the pool is not fair
        if self.is_sqlite:
            self._writer = Writer(self.url)
        else:
            self._async = create_async_engine(
                self.url, pool_size=pool, max_overflow=0, pool_timeout=5,
                connect_args={
                    "server_settings": _SERVER, "timeout": 5, "prepared_statement_cache_size": 500,
                },
            )  # fmt: skip

    async def transact(
        self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `fn(connection, …)` in one transaction and commit. Raises `Unreachable` when the
        database does not answer; deadlocks and the like are run again, `TRIES` times in all.
        """
        if _inside.get():
            raise Nested
        task = asyncio.ensure_future(self._tried(lambda c: fn(c, *args, **kwargs)))
        return await asyncio.shield(task)

    @property
    def engine(self) -> Engine:
        """The engine underneath: what the statements of a test or a benchmark are heard on."""
        if self._writer is not None:
            return self._writer.engine
        assert self._async is not None  # noqa: S101 - one of the two engines is there
        return self._async.sync_engine

    async def _tried(self, fn: Callable[[Connection], T]) -> T:
        _inside.set(True)
        for left in reversed(range(TRIES)):
            try:
                if self._writer is not None:
                    return await asyncio.wrap_future(self._writer.submit(fn))
                return await self._in_pool(fn)
            except (DBAPIError, OSError, TimeoutError) as error:
                if not _worth_trying(error):
                    raise
                if not left:
                    raise Unreachable(type(error).__name__) from error
        raise AssertionError

    async def _in_pool(self, fn: Callable[[Connection], T]) -> T:
        assert self._async is not None  # noqa: S101 - one of the two engines is there
        async with self._places, self._async.connect() as connection:
            return await connection.run_sync(_committed, fn)

    async def close(self) -> None:
        if self._async is not None:
            await self._async.dispose()
        if self._writer is not None:
            await asyncio.to_thread(self._writer.close)


def _committed(connection: Connection, fn: Callable[[Connection], T]) -> T:
    with connection.begin():
        return fn(connection)


def _worth_trying(error: Exception) -> bool:
    if isinstance(error, OSError | TimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None)
    lost = error.connection_invalidated or (code or "").startswith(("08", "57P"))
    return bool(lost or code in _AGAIN or "database is locked" in str(error.orig))
