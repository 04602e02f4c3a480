"""What makes a test process quick: statements are compiled once for all the databases it opens, and
SQLite does not wait for the disk. A test that was cut off by a power failure is run again anyway;
that nothing is lost when a process dies does not hang on the disk.

SQLAlchemy keeps with an engine what it has compiled for it, and as good as every test opens an
engine of its own. What is compiled is the same for all engines of a driver, so it is kept by that.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from unittest.mock import patch

from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import create_async_engine

from storage.sqlite import PRAGMAS

Key = tuple[Any, ...]


class Compiled(dict[Key, Any]):
    """What was compiled, by SQLAlchemy's keys, whose first part is the dialect of one engine."""

    def get(self, key: Key, default: Any = None) -> Any:  # noqa: ANN401 - SQLAlchemy's own
        return super().get(_of_all(key), default)

    def __setitem__(self, key: Key, value: Any) -> None:  # noqa: ANN401 - too
        super().__setitem__(_of_all(key), value)


def _of_all(key: Key) -> Key:
    return (key[0].driver, *key[1:])


def _not_synced() -> tuple[str, ...]:
    return tuple("synchronous=OFF" if p.startswith("synchronous") else p for p in PRAGMAS)


@contextmanager
def hasty() -> Iterator[None]:
    """Every `Database` opened meanwhile shares what was compiled, and none waits for the disk."""
    shared: dict[str, Any] = {"execution_options": {"compiled_cache": Compiled()}}
    with (
        patch("storage.sqlite.create_engine", partial(create_engine, **shared)),
        patch("storage.database.create_async_engine", partial(create_async_engine, **shared)),
        patch("storage.sqlite.PRAGMAS", _not_synced()),
    ):
        yield
