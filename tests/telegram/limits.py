"""How many messages Telegram takes: in all, to one chat, to one group.

The documentation names no exact figures ("avoid more than one a second in a chat", "about 30 a
second", "20 a minute to the same group"), so these are arguments. Only what is sent is counted, an
album by its pictures; edits, actions and answers to taps are not.
"""

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from tests.platforms.counting import Tally, wait
from tests.telegram.errors import too_many

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    per_second: int = 30
    per_chat: float = 1.0  # a second, after
    burst: int = 5  # that many at once
    per_group_minute: int = 20


class Meter(Tally):
    """Counts what was accepted; with limits it also refuses."""

    def __init__(self, limits: Limits | None, now: Callable[[], float]) -> None:
        super().__init__(now)
        self.limits = limits
        self._last_second = deque[float]()
        self._groups: defaultdict[int, deque[float]] = defaultdict(deque)
        self._empty_at: dict[int, float] = {}  # when the burst of a chat is whole again

    def spend(self, chat_id: int, messages: int, *, group: bool) -> None:
        """Count these messages, or raise the 429 that tells how long to wait."""
        now = self.now()
        if self.limits:
            self._check(self.limits, chat_id, now, group=group)
            self._last_second.extend([now] * messages)
            self._empty_at[chat_id] = max(self._empty_at.get(chat_id, now), now) + (
                messages / self.limits.per_chat
            )
            if group:
                self._groups[chat_id].extend([now] * messages)
        self.count(messages)

    def _check(self, limits: Limits, chat_id: int, now: float, *, group: bool) -> None:
        waits = [wait(self._last_second, limits.per_second, 1.0, now)]
        backlog = self._empty_at.get(chat_id, now) - now
        waits.append(backlog - (limits.burst - 1) / limits.per_chat)
        if group:
            waits.append(wait(self._groups[chat_id], limits.per_group_minute, MINUTE, now))
        if max(waits) > 0:
            raise too_many(max(1, math.ceil(max(waits))))
