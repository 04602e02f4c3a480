"""Which rows one look at the outbox takes.

What is said in a talk comes first, on every channel; bulk messages take what their places and the
tokens of their channel allow. All of it is one transaction, for a token belongs to a claimed row.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from math import inf

from sqlalchemy import Connection

from bot.channels.base import Channel
from storage import outgoing, rates
from storage.outbox import BULK, SPOKEN
from storage.outgoing import Row


@dataclass(frozen=True, slots=True)
class Look:
    """Free places for each kind; `ahead` ends holds that many seconds early."""

    spoken: int
    bulk: int
    ahead: float = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What a look claimed; in `again` seconds more bulk messages may be due, as far as it knows."""

    rows: list[Row]
    again: float


def claim(c: Connection, channels: Collection[Channel], now: datetime, look: Look) -> Found:
    rows: list[Row] = []
    for channel in channels:
        if left := look.spoken - len(rows):
            rows += _claim(c, now, channel, SPOKEN, left, look.ahead)
    spoken, again = len(rows), inf
    for channel in channels:
        if left := look.bulk - (len(rows) - spoken):
            found = _claim_bulk(c, now, channel, left, look.ahead)
            rows, again = rows + found.rows, min(again, found.again)
    return Found(rows, again)


def _claim(  # noqa: PLR0913, PLR0917 - as `outgoing.claim`
    c: Connection, now: datetime, channel: Channel, lanes: Collection[str], most: int, ahead: float
) -> list[Row]:
    return outgoing.claim(c, now, channel=channel.name, lanes=lanes, limit=most, ahead=ahead)


def _claim_bulk(c: Connection, now: datetime, channel: Channel, most: int, ahead: float) -> Found:
    pace = channel.pace
    if pace is None:
        granted = 0 if rates.is_paused(c, channel.name) else most
    else:
        granted = rates.draw(c, channel.name, most, pace.bulk_per_second, pace.bulk_burst)
    rows = _claim(c, now, channel, BULK, granted, ahead) if granted else []
    if len(rows) == most:
        return Found(rows, 0)  # more as soon as there is a place
    if pace is None:
        return Found(rows, inf)
    rates.give_back(c, channel.name, granted - len(rows))
    return Found(rows, pace.glance if len(rows) == granted else inf)  # others may want a token
