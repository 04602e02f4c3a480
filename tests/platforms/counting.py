"""How much a platform accepted, and how much of it in any stretch of time."""

from collections import deque
from collections.abc import Callable


class Tally:
    def __init__(self, now: Callable[[], float]) -> None:
        self.at: list[float] = []
        self.now = now

    def count(self, times: int = 1) -> None:
        self.at.extend([self.now()] * times)

    def most_in(self, seconds: float) -> int:
        """The largest number accepted in any window of so many seconds."""
        most, first = 0, 0
        for last, at in enumerate(self.at):
            while self.at[first] <= at - seconds:
                first += 1
            most = max(most, last - first + 1)
        return most

    @property
    def rate(self) -> float:
        """How many a second, from the first to the last."""
        span = self.at[-1] - self.at[0] if self.at else 0.0
        return (len(self.at) - 1) / span if span else 0.0


def wait(times: deque[float], most: int, window: float, now: float) -> float:
    """Seconds until one more fits into the window; nothing or less if it fits now."""
    while times and times[0] <= now - window:
        times.popleft()
    return times[-most] + window - now if len(times) >= most else 0.0
