"""How many messages Telegram takes: in all, to one chat, to one group.

The documentation names no exact figures ("avoid more than one a second in a chat", "about 30 a
second", "20 a minute to the same group"), so these are arguments. Only what is sent is counted, an
album by its pictures; edits, actions and answers to taps are not.
"""

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from tests.telegram.errors import too_many

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    per_second: int = 30
    per_chat: float = 1.0  # a second, after
    burst: int = 5  # that many at once
    per_group_minute: int = 20


class Meter:
    """Counts what was accepted; with limits it also refuses."""

    def __init__(self, limits: Limits | None, now: Callable[[], float]) -> None:
        self.sent: list[float] = []
        self.limits = limits
        self._now = now
        self._last_second = deque[float]()
        self._groups: defaultdict[int, deque[float]] = defaultdict(deque)
        self._empty_at: dict[int, float] = {}  # when the burst of a chat is whole again

    def spend(self, chat_id: int, messages: int, *, group: bool) -> None:
        """Count these messages, or raise the 429 that tells how long to wait."""
        now = self._now()
        if self.limits:
            self._check(self.limits, chat_id, now, group=group)
            self._last_second.extend([now] * messages)
            self._empty_at[chat_id] = max(self._empty_at.get(chat_id, now), now) + (
                messages / self.limits.per_chat
            )
            if group:
                self._groups[chat_id].extend([now] * messages)
        self.sent.extend([now] * messages)

    def _check(self, limits: Limits, chat_id: int, now: float, *, group: bool) -> None:
        waits = [_wait(self._last_second, limits.per_second, 1.0, now)]
        backlog = self._empty_at.get(chat_id, now) - now
        waits.append(backlog - (limits.burst - 1) / limits.per_chat)
        if group:
            waits.append(_wait(self._groups[chat_id], limits.per_group_minute, MINUTE, now))
        if max(waits) > 0:
            raise too_many(max(1, math.ceil(max(waits))))

    def most_in(self, seconds: float) -> int:
        """The largest number of messages accepted in any window of so many seconds."""
        most, first = 0, 0
        for last, at in enumerate(self.sent):
            while self.sent[first] <= at - seconds:
                first += 1
            most = max(most, last - first + 1)
        return most

    @property
    def rate(self) -> float:
        """Accepted messages a second, from the first to the last."""
        span = self.sent[-1] - self.sent[0] if self.sent else 0.0
        return (len(self.sent) - 1) / span if span else 0.0


def _wait(times: deque[float], most: int, window: float, now: float) -> float:
    """Seconds until one more fits into the window; nothing or less if it fits now."""
    while times and times[0] <= now - window:
        times.popleft()
    return times[-most] + window - now if len(times) >= most else 0.0
