"""SQLite's one writer: a thread that runs what waits, and commits it together.

The hard idea: a commit waits for the disk, and whoever comes meanwhile waits for the thread. So all
who wait share the next commit. Each runs in a savepoint of its own: what one of them raises undoes
its own work only, and nobody hears of a result before the commit that keeps it. Where the shared
transaction itself fails, each is run again in one of its own.
"""

import os
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

T = TypeVar("T")

TOGETHER = 16  # transactions in one commit; the first of them waits for all
PRAGMAS = (
    "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000",
    "cache_size=-16000",
)  # fmt: skip


@dataclass(slots=True)
class _Call:
    """One transaction that waits: what it does, whoever waits for it, and how it went."""

    fn: Callable[[Connection], Any]
    future: Future[Any] = field(default_factory=Future)
    value: Any = None
    error: BaseException | None = None

    def run(self, c: Connection) -> None:
        self.value, self.error = None, None
        self.value = self.fn(c)

    def settle(self) -> None:
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.value)


class Writer:
    """Runs functions of a Connection, each wholly or not at all, in the order they came."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._waiting: deque[_Call] = deque()
        self._thread = ThreadPoolExecutor(1, "sqlite")

    def submit(self, fn: Callable[[Connection], T]) -> Future[T]:
        call = _Call(fn)
        self._waiting.append(call)
        self._thread.submit(self._serve)  # finds nothing where an earlier one took this call along
        return call.future

    def close(self) -> None:
        self._thread.shutdown(wait=True)
        self.engine.dispose()

    def _serve(self) -> None:
        came = [self._waiting.popleft() for _ in range(min(len(self._waiting), TOGETHER))]
        calls = [call for call in came if call.future.set_running_or_notify_cancel()]
        try:
            self._commit(calls)
        except BaseException as error:  # noqa: BLE001 - whoever waits must hear of it
            for call in calls:
                call.error = error
        for call in calls:
            call.settle()

    def _commit(self, calls: Sequence[_Call]) -> None:
        if len(calls) > 1 and self._shared(calls):
            return
        for call in calls:
            self._alone(call)

    def _shared(self, calls: Sequence[_Call]) -> bool:
        """All in one commit; False where that failed, and nothing of any of them is kept.

        Raises where not even a transaction can be begun, as when another process holds the file.
        """
        with self.engine.connect() as connection:
            raw = _begin(connection)
            try:
                with connection.begin():
                    for call in calls:
                        _in_savepoint(raw, connection, call)
            except Exception:  # noqa: BLE001 - each finds out for itself, alone
                return False
        return True

    def _alone(self, call: _Call) -> None:
        try:
            with self.engine.connect() as connection:
                _begin(connection)
                with connection.begin():
                    call.run(connection)
        except Exception as error:  # noqa: BLE001 - it is raised where the result is awaited
            call.error = error


def _begin(connection: Connection) -> sqlite3.Connection:
    """Take the one right to write at once: a transaction that reads first could lose it.

    Not by an event of SQLAlchemy: an engine with any listener is slower at every statement.
    """
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - the engine is made here
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        raise OperationalError("BEGIN IMMEDIATE", None, error) from error
    return raw


def _in_savepoint(raw: sqlite3.Connection, connection: Connection, call: _Call) -> None:
    raw.execute("SAVEPOINT one")
    try:
        call.run(connection)
    except Exception as error:  # noqa: BLE001 - it is raised where the result is awaited
        call.error = error
        raw.execute("ROLLBACK TO one")
    raw.execute("RELEASE one")


def _engine(url: str) -> Engine:
    """SQLite that loses no update: immediate transactions, WAL, every commit on the disk."""
    path = make_url(url).database
    if path and os.path.dirname(path):  # noqa: PTH120 - a string of the URL
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
    engine = create_engine(
        url, connect_args={"check_same_thread": False, "isolation_level": None, "timeout": 10}
    )

    @event.listens_for(engine, "connect")
    def _set_up(raw: sqlite3.Connection, _: object) -> None:
        for pragma in PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")

    return engine
