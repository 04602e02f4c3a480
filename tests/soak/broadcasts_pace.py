"""How steadily requests came in, over every stretch of a minute in which nothing was disturbed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one second to another, on the clock of the fake."""

    begin: float
    end: float


def between(begin: float, disturbed: Sequence[Stretch], end: float) -> Iterator[Stretch]:
    """What is left of the time when the disturbed stretches, in order, are taken out."""
    for gone in disturbed:
        yield Stretch(begin, gone.begin)
        begin = gone.end
    yield Stretch(begin, end)


def means(at: Sequence[float], stretch: Stretch, seconds: float) -> list[float]:
    """Requests a second in each window that begins with a request and ends within the stretch."""
    inside = [moment for moment in at if stretch.begin <= moment < stretch.end]
    found, after = [], 0
    for n, begin in enumerate(inside):
        if begin + seconds > stretch.end:
            break
        while after < len(inside) and inside[after] < begin + seconds:
            after += 1
        found.append((after - n) / seconds)
    return found
