"""Processes that look whose digest is due, and die: `python -m tests.reminding_child URL NOW …`.

Each further argument is one life, `POINT:N`: it kills itself the hard way at the N-th time it gets
to that point; 0 never does. Lives are forks, so that the program is loaded once. After each it is
written down how the life ended and how many digests are queued.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, func, select

from bot import reminding
from storage.database import Database
from storage.tables import outbox
from tests.crash_child import Fuse

P = ParamSpec("P")
T = TypeVar("T")

# In the three transactions of a look, as their work is done and once it is committed.
POINTS = (
    "look", "look committed", "put", "put committed", "looked", "looked committed",
)  # fmt: skip


class Mortal(Database):
    """A database whose process may die as a transaction ends."""

    def __init__(self, url: str, fuse: Fuse) -> None:
        super().__init__(url, pool=2)
        self._fuse = fuse

    async def transact(
        self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        def ends(c: Connection) -> T:
            done = fn(c, *args, **kwargs)
            self._fuse.reached(fn.__name__)
            return done

        found = await super().transact(ends)
        self._fuse.reached(f"{fn.__name__} committed")
        return found


async def look(url: str, now: datetime, fuse: Fuse) -> None:
    database = Mortal(url, fuse)
    await reminding.Reminding(database, lambda: now).look()
    await database.close()


async def queued(url: str) -> int:
    database = Database(url, pool=2)
    digests = select(func.count()).where(outbox.c.dedupe.startswith("digest:"))
    found = await database.transact(lambda c: c.scalar(digests))
    await database.close()
    return found or 0


def live(url: str, now: datetime, fuse: Fuse) -> int:
    """The signal that ended a life; 0 where it came to its end."""
    child = os.fork()
    if child == 0:
        asyncio.run(look(url, now, fuse))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status)


def main(url: str, now: datetime, *lives: str) -> None:
    reminding.AT_ONCE = 1
    for life in lives:
        point, _, n = life.partition(":")
        ended = live(url, now, Fuse(point, int(n)))
        sys.stdout.write(f"{ended} {asyncio.run(queued(url))}\n")
        sys.stdout.flush()  # before the next fork takes it along


if __name__ == "__main__":
    main(sys.argv[1], datetime.fromisoformat(sys.argv[2]), *sys.argv[3:])
