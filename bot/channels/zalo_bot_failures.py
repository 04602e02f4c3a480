"""What an error of the Zalo Bot Platform means for the message, and how long a used-up month lasts.

The platform names no time after which to ask again: the month ends when it ends. So the wait
grows, for all messages together.
"""

from collections.abc import Callable
from time import monotonic

from bot.channels.base import Body
from bot.channels.failures import MaybeLeft, NeverLeft, NotReachable, Refused, SendFailed, TooMany
from bot.channels.zalo_bot_http import BAD_TOKEN, FORBIDDEN, IDLE, TOO_MANY, Says
from bot.channels.zalo_http import NeverReached, ZaloError

FIRST_WAIT, LONGEST_WAIT = 60.0, 3600.0  # seconds


class Drought:
    """How long to send nothing more, each time the platform has had enough."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._wait = 0.0
        self._until = 0.0

    def seconds(self) -> float:
        """It had enough: the wait under way, or once that is over one twice as long."""
        now = self._clock()
        if now >= self._until:
            self._wait = min(LONGEST_WAIT, 2 * self._wait) or FIRST_WAIT
            self._until = now + self._wait
        return max(1.0, self._until - now)

    def over(self) -> None:
        self._wait = self._until = 0.0


def failure(error: ZaloError, drought: Drought, rest: Body | None) -> SendFailed:
    """`rest` is what has not left, where something of the message has."""
    why = str(error)
    if isinstance(error, NeverReached):
        return NeverLeft(why, rest=rest)
    if not isinstance(error, Says) or error.code == IDLE:
        return MaybeLeft(why, rest=rest)
    if error.code in BAD_TOKEN:
        return NeverLeft(why, rest=rest)
    if error.code == TOO_MANY:
        return TooMany(why, drought.seconds(), rest=rest)
    return NotReachable(why, rest=rest) if error.code == FORBIDDEN else Refused(why, rest=rest)
