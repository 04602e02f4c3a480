"""Invite codes are short, so that a village head can type one: nobody gets to try many of them."""

from collections import deque
from collections.abc import Callable
from time import monotonic

ALLOWED = 30
WITHIN = 60.0  # seconds


class Guesses:
    """How many wrong codes this process was shown lately."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._wrong: deque[float] = deque(maxlen=ALLOWED)

    def wrong(self) -> None:
        self._wrong.append(self._clock())

    def too_many(self) -> bool:
        """Whether the next code has to wait, right or wrong."""
        full = len(self._wrong) == ALLOWED
        return full and self._clock() - self._wrong[0] < WITHIN
