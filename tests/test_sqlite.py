"""SQLite's writer: those who wait share a commit, and what one of them raises is its own."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Self

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import IntegrityError, OperationalError

from storage import sqlite
from storage.sqlite import TOGETHER, Writer

LOCKED = "database is locked"


@pytest.fixture
def writer(make_sqlite: Callable[[], str]) -> Iterator[Writer]:
    opened = Writer(make_sqlite())
    opened.submit(_prepare).result()
    yield opened
    opened.close()


def _prepare(c: Connection) -> None:
    c.exec_driver_sql("CREATE TABLE said (word TEXT UNIQUE)")


def say(word: str) -> Callable[[Connection], str]:
    def insert(c: Connection) -> str:
        c.exec_driver_sql("INSERT INTO said VALUES (?)", (word,))
        return word

    return insert


def said(writer: Writer) -> list[str]:
    def read(c: Connection) -> list[str]:
        return list(c.exec_driver_sql("SELECT word FROM said ORDER BY rowid").scalars())

    return writer.submit(read).result()


class Crowd:
    """Everybody who comes while the writer is busy, and how many commits they cost."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.commits = 0
        self._busy, self._started = threading.Event(), threading.Event()

    def __enter__(self) -> Self:
        self._first = self.writer.submit(self._hold)
        self._started.wait()
        event.listen(self.writer.engine, "commit", self._commit)
        return self

    def __exit__(self, *_error: object) -> None:
        self._busy.set()
        self._first.result()

    def _hold(self, _: Connection) -> None:
        self._started.set()
        self._busy.wait()

    def _commit(self, _: Connection) -> None:
        self.commits += 1


def test_who_waits_meanwhile_shares_the_next_commit(writer: Writer) -> None:
    words = [f"w{n}" for n in range(TOGETHER)]
    with Crowd(writer) as crowd:
        futures = [writer.submit(say(word)) for word in words]
    assert [f.result() for f in futures] == words
    assert said(writer) == words
    assert crowd.commits == 1 + 1 + 1  # the one they waited for, theirs, and the look


def test_one_that_raises_undoes_its_own_work_only(writer: Writer) -> None:
    def half(c: Connection) -> None:
        say("half")(c)
        raise LookupError("not this one")

    with Crowd(writer):
        before, bad, after = (writer.submit(fn) for fn in (say("a"), half, say("b")))
        doubled = writer.submit(say("a"))
    assert (before.result(), after.result()) == ("a", "b")
    assert isinstance(bad.exception(), LookupError)
    assert isinstance(doubled.exception(), IntegrityError)
    assert said(writer) == ["a", "b"]


def test_nobody_hears_of_a_result_before_its_commit(writer: Writer) -> None:
    seen: list[bool] = []
    futures: list[Future[str]] = []
    with Crowd(writer):
        event.listen(writer.engine, "commit", lambda _: seen.append(any(f.done() for f in futures)))
        futures += [writer.submit(say(word)) for word in "abc"]
    assert [f.result() for f in futures] == ["a", "b", "c"]
    assert seen[1] is False


def test_where_the_shared_commit_fails_each_is_run_alone(writer: Writer) -> None:
    def spoil(c: Connection) -> None:
        say("spoilt")(c)
        c.exec_driver_sql("ROLLBACK")  # as SQLite itself does when the disk is full
        raise LookupError("after the roll-back")

    with Crowd(writer):
        first, bad, last = (writer.submit(fn) for fn in (say("a"), spoil, say("b")))
    assert (first.result(), last.result()) == ("a", "b")
    assert bad.exception() is not None
    assert said(writer) == ["a", "b"]


def test_a_file_that_another_process_holds_is_said_to_all(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "PRAGMAS", ("busy_timeout=0",))
    hasty = Writer(str(writer.engine.url))
    with Crowd(writer):  # holds the file
        futures = [hasty.submit(say(word)) for word in "ab"]
        errors = [f.exception() for f in futures]
    assert [str(e.orig) for e in errors if isinstance(e, OperationalError)] == [LOCKED, LOCKED]
    hasty.close()
    assert said(writer) == []
