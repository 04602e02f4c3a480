"""What bulk messages owe to talks: a platform counts both, and nobody who talks is to be refused.

The hard idea: a reply never asks for a token, for then all replies would wait for one row of the
database. It leaves, and the process remembers that it took a place; the next look at the bulk lanes
draws that many tokens more and lets them go unused. A few replies a second have places of their
own and cost nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from time import monotonic

from bot.channels.base import Channel, Pace


class Debts:
    """Of one process, by the name of the channel."""

    def __init__(self, channels: Iterable[Channel], clock: Callable[[], float] = monotonic) -> None:
        self._paces = {channel.name: channel.pace for channel in channels}
        self._clock = clock
        self._places: dict[str, tuple[float, float]] = {}  # free ones, and when that was so
        self._owed = Counter[str]()

    @property
    def owed(self) -> Mapping[str, int]:
        return dict(self._owed)

    def talked(self, channel: str) -> None:
        """A reply takes one of its own places, or else that of a bulk message."""
        pace = self._paces.get(channel)
        if pace is None or pace.beside is None:
            return
        now = self._clock()
        places, at = self._places.get(channel, (float(pace.beside), now))
        free = min(float(pace.beside), places + pace.beside * (now - at))
        if free < 1:
            self._owe(channel, pace)
        self._places[channel] = (free - 1 if free >= 1 else free), now

    def paid(self, tokens: Mapping[str, int]) -> None:
        self._owed.subtract(tokens)

    def _owe(self, channel: str, pace: Pace) -> None:
        """About a second's worth at most: after any rush bulk messages go on soon."""
        most = max(pace.bulk_burst, int(pace.bulk_per_second))
        self._owed[channel] = min(self._owed[channel] + 1, most)
