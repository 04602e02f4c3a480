"""How steadily requests came in, over every minute in which nothing was disturbed.

A process that dies disturbs, and so does a machine whose processors others want: nobody sends on
time who has to wait for one. Linux counts for how long anybody waited.
"""

import asyncio
from bisect import bisect
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

PRESSURE = Path("/proc/pressure/cpu")


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one second to another, on the clock of the fake."""

    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Window:
    """Requests a second, and for which share of the time somebody waited for a processor."""

    mean: float
    busy: float


@dataclass
class Machine:
    """How long anybody has waited for a processor, in seconds, second by second."""

    at: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)

    def look(self) -> None:
        self.at.append(monotonic())
        self.waited.append(_waited())

    def busy(self, stretch: Stretch) -> float:
        first = max(0, bisect(self.at, stretch.begin) - 1)
        last = min(len(self.at) - 1, bisect(self.at, stretch.end))
        waited = self.waited[last] - self.waited[first]
        return waited / max(1.0, self.at[last] - self.at[first])


@asynccontextmanager
async def watched() -> AsyncIterator[Machine]:
    """The machine, looked at until the block ends."""
    machine = Machine()

    async def watch() -> None:
        while True:
            machine.look()
            await asyncio.sleep(1)

    task = asyncio.create_task(watch())
    try:
        yield machine
    finally:
        task.cancel()


def between(begin: float, disturbed: Sequence[Stretch], end: float) -> Iterator[Stretch]:
    """What is left of the time when the disturbed stretches, in order, are taken out."""
    for gone in disturbed:
        yield Stretch(begin, gone.begin)
        begin = gone.end
    yield Stretch(begin, end)


def windows(
    at: Sequence[float], stretch: Stretch, seconds: float, machine: Machine
) -> Iterator[Window]:
    """Each window that begins with a request and ends within the stretch."""
    inside, after = [moment for moment in at if stretch.begin <= moment < stretch.end], 0
    for n, begin in enumerate(inside):
        if begin + seconds > stretch.end:
            break
        while after < len(inside) and inside[after] < begin + seconds:
            after += 1
        busy = machine.busy(Stretch(begin, begin + seconds))
        yield Window((after - n) / seconds, busy)


def _waited() -> float:
    """Seconds since the machine was started; nobody knows on other systems."""
    if not PRESSURE.exists():
        return 0.0
    some = PRESSURE.read_text(encoding="ascii").split("\n")[0]
    return int(some.rpartition("total=")[2]) / 1e6
