"""Which rows one look at the outbox takes.

What is said in a talk comes first, on every channel; bulk messages take what their places and the
tokens of their channel allow. All of it is one transaction, for a token belongs to a claimed row.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import inf

from sqlalchemy import Connection

from bot.channels.base import Channel, Pace
from campaign.calendar import is_awake
from storage import outgoing, rates
from storage.broadcast_sending import running
from storage.outbox import BULK, SPOKEN
from storage.outgoing import Row

GIVES_WAY = 1.0  # seconds until the next look, while replies wait for too long


@dataclass(frozen=True, slots=True)
class Look:
    """Free places for each kind; `ahead` ends holds that many seconds early.

    `owed` are the tokens of each channel that talks have used up (`bot.debts`). `to_many` are the
    messages to many that may go now; `claim` finds them.
    """

    spoken: int
    bulk: int
    ahead: float = 0
    owed: Mapping[str, int] = field(default_factory=dict)
    to_many: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a look claimed; in `again` seconds more bulk messages may be due, as far as it knows.

    `paid` are the tokens drawn for what was owed.
    """

    rows: list[Row]
    again: float
    paid: Mapping[str, int] = field(default_factory=dict)


def claim(c: Connection, channels: Collection[Channel], now: datetime, look: Look) -> Found:
    rows: list[Row] = []
    for channel in channels:
        if left := look.spoken - len(rows):
            rows += _claim(c, now, channel, SPOKEN, left, look.ahead)
    spoken, found = len(rows), Found(rows, inf)
    if look.bulk and outgoing.replies_wait(c, now, [channel.name for channel in channels]):
        return replace(found, again=GIVES_WAY)
    # Looked up once, and before any tokens are locked. At night nobody looks at them.
    to_many = running(c, now) if look.bulk and is_awake(now) else ()
    look = replace(look, to_many=to_many)
    for channel in channels:
        if left := look.bulk - (len(found.rows) - spoken):
            more = _claim_bulk(c, now, channel, left, look)
            found = Found(
                found.rows + more.rows, min(found.again, more.again), {**found.paid, **more.paid}
            )
    return found


def _claim(  # noqa: PLR0913, PLR0917 - as `outgoing.claim`
    c: Connection, now: datetime, channel: Channel, lanes: Collection[str], most: int, ahead: float
) -> list[Row]:
    return outgoing.claim(c, now, channel=channel.name, lanes=lanes, limit=most, ahead=ahead)


def _claim_bulk(c: Connection, now: datetime, channel: Channel, most: int, look: Look) -> Found:
    name, pace = channel.name, channel.pace
    if pace is None:
        granted = 0 if rates.is_paused(c, name) else most
        rows = _bulk(c, now, channel, granted, look)
        return Found(rows, 0 if len(rows) == most else inf)
    owed = look.owed.get(name, 0)
    drawn = rates.draw(c, name, most + owed, pace.limit)
    paid = min(drawn, owed)
    granted = drawn - paid
    rows = _bulk(c, now, channel, granted, look)
    rates.give_back(c, name, granted - len(rows), pace.limit)
    again = 0 if len(rows) == most else _again(pace, granted - len(rows), owed - paid)
    return Found(rows, again, {name: paid} if paid else {})


def _bulk(c: Connection, now: datetime, channel: Channel, most: int, look: Look) -> list[Row]:
    """At most so many of the bulk lanes."""
    rows = _claim(c, now, channel, BULK, most, look.ahead) if most else []
    for id in look.to_many:
        if left := most - len(rows):
            rows += outgoing.claim_to_many(
                c, now, id, channel=channel.name, limit=left, ahead=look.ahead
            )
    return rows


def _again(pace: Pace, unused: int, unpaid: int) -> float:
    """With tokens left over nothing waits; without, others may want one once all debts are paid."""
    return inf if unused else max(pace.glance, unpaid / pace.bulk_per_second)
