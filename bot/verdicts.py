"""What follows when a message was not sent: again, later, elsewhere, or not at all."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias, assert_never

from sqlalchemy import Connection

from bot.channels.failures import (
    Closed,
    Failure,
    MaybeLeft,
    Moved,
    NeverLeft,
    NotReachable,
    NotYet,
    Refused,
    TooMany,
    TooSoon,
)
from storage import rates, settling
from storage.outbox import BULK
from storage.outgoing import Row

LONGEST_BACK_OFF = 60.0
UNKNOWN = "unknown"  # a result that is counted

Settle: TypeAlias = Callable[[Connection], None]
Lost: TypeAlias = Callable[[Connection, int], None]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """`now` is the calendar; `lost` is told of a contact whose person cannot be reached at all."""

    now: Callable[[], datetime]
    lost: Lost | None
    chance: Callable[[], float]

    def after(self, row: Row, failure: Failure) -> Settle:
        """What is to be kept of it, in the transaction that goes on."""
        why = str(failure)
        match failure:
            case NeverLeft():
                seconds = self._back_off(row.tries)
                return _again(row, failure, seconds, halts=row.lane not in BULK)
            case TooMany():
                return partial(_wait, row=row, failure=failure)
            case NotYet():
                return partial(_wait_alone, row=row, failure=failure)
            case TooSoon(seconds=seconds):
                return _again(row, failure, seconds)
            case MaybeLeft():
                return self.unknown(row, why)
            case Moved():
                # At once, but two addresses that name each other are not asked in a circle.
                seconds = self._back_off(row.tries) if row.tries > 1 else 0.0
                return partial(_follow, row=row, failure=failure, seconds=seconds)
            case Closed():
                return partial(self._wait_for_them, row=row, failure=failure)
            case NotReachable():
                return partial(self._give_up, row=row, why=why)
            case Refused():
                return partial(settling.failed, id=row.id, why=why)
            case _:
                assert_never(failure)

    def unknown(self, row: Row, why: str) -> Settle:
        return partial(settling.unknown, now=self.now(), id=row.id, why=why)

    def _back_off(self, tries: int) -> float:
        """1, 2, 4 … seconds with jitter, so that many chats do not come back at once."""
        return min(LONGEST_BACK_OFF, 2.0 ** min(tries - 1, 10)) * (0.5 + self.chance() / 2)

    def _wait_for_them(self, c: Connection, row: Row, failure: Closed) -> None:
        """Elsewhere if there is an elsewhere; else it waits until they speak, and is told of."""
        if not settling.elsewhere(c, row.id, row.contact_id, str(failure)):
            settling.hold(c, row.id, str(failure), _rest(failure))
            self._tell_lost(c, row.contact_id)

    def _tell_lost(self, c: Connection, contact_id: int) -> None:
        if self.lost is not None:
            self.lost(c, contact_id)

    def _give_up(self, c: Connection, row: Row, why: str) -> None:
        other = settling.unreachable(c, row.id, why)
        if other is None:
            self._tell_lost(c, row.contact_id)


def result_of(failure: Failure) -> str:
    """What a failure is counted as, such as `never_left` or `too_many`."""
    if isinstance(failure, MaybeLeft):
        return UNKNOWN
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(failure).__name__).lower()


def _again(row: Row, failure: Failure, seconds: float, *, halts: bool = True) -> Settle:
    """Once more after some seconds, without the parts that have left already."""
    back = settling.retry if halts else settling.put_off
    return partial(back, id=row.id, after_seconds=seconds, why=str(failure), body=_rest(failure))


def _rest(failure: Failure) -> dict[str, Any] | None:
    return None if failure.rest is None else failure.rest.to_json()


def _wait(c: Connection, row: Row, failure: TooMany) -> None:
    """A talk waits alone; too many bulk messages are the doing of all processes."""
    _again(row, failure, failure.retry_after)(c)
    if row.lane in BULK:
        rates.pause(c, row.channel, failure.retry_after)


def _wait_alone(c: Connection, row: Row, failure: NotYet) -> None:
    """Hours may pass: whoever writes meanwhile is answered."""
    _again(row, failure, failure.seconds, halts=row.lane == "reply")(c)
    if row.lane in BULK and failure.everybody:
        rates.pause(c, row.channel, failure.seconds)


def _follow(c: Connection, row: Row, failure: Moved, seconds: float) -> None:
    _again(row, failure, seconds)(c)
    settling.moved(c, row.contact_id, failure.address, str(failure))
