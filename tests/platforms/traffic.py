"""Which requests are on their way at a fake, from which process, and which had no clear answer.

A door is a first part of the path, which a process is given with the address of the platform: so
the fake knows who asks. What is held at a door has taken effect, and its answer waits.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

DOOR = "/door-"


@dataclass(frozen=True, slots=True, eq=False)
class Passing:
    """One request: through which door, which method, to whom."""

    door: str
    method: str
    to: str
    at: float


def entered(path: str) -> tuple[str, str]:
    """The door that a path begins with, mostly none, and the rest of the path."""
    if not path.startswith(DOOR):
        return "", path
    door, _, rest = path.removeprefix(DOOR).partition("/")
    return door, f"/{rest}"


def through(base: str, door: str) -> str:
    """The address that a process is given."""
    return f"{base}{DOOR}{door}" if door else base


class Traffic:
    def __init__(self) -> None:
        self.all: list[Passing] = []
        self.lost: list[Passing] = []  # had no answer that tells what became of them
        self._open: set[Passing] = set()
        self._free = asyncio.Event()
        self._free.set()

    @contextmanager
    def passing(self, request: Passing) -> Iterator[None]:
        """It is open until the block ends, or the one who asks hangs up."""
        self.all.append(request)
        self._open.add(request)
        try:
            yield
        finally:
            self._open.discard(request)

    def of(self, door: str, method: str) -> list[Passing]:
        """All that ever came in there, in order."""
        return [a for a in self.all if (a.door, a.method) == (door, method)]

    def open_of(self, door: str, method: str) -> list[Passing]:
        """What has come in there and has no answer yet."""
        return [a for a in self._open if (a.door, a.method) == (door, method)]

    def hold(self) -> None:
        """Keep every answer back until `release`."""
        self._free.clear()

    def release(self) -> None:
        self._free.set()

    async def released(self) -> None:
        await self._free.wait()
