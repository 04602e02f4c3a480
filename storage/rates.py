"""The pace of bulk messages: one row of tokens for each channel, shared by all processes.

The hard idea: whoever draws locks the row until its commit, and claims with what it drew in the
same transaction, so that no token is spent twice; whoever finds the row locked draws nothing and
looks again soon, so that nobody waits for it. Tokens come by the database's clock, also in parts.

A busy machine looks late, and a platform allows no rush afterwards. So there are two bounds: tokens
come at the `rate` up to a `stock`, and of these leave at most a `burst` at once and then `peak` a
second. One row keeps both: `at` is when those that left have lasted at the peak, often a little
ahead, and `tokens` is the stock as it will be by then.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Connection, Float, bindparam, case, select, update

from storage.clock import from_now
from storage.tables import rates
from storage.upsert import Insert, insert_in

A_MOMENT = 0.01  # seconds within which two looks at the clock may differ

_of_channel = rates.c.channel == bindparam("of_channel")
_ROW = (
    select(rates.c.tokens, rates.c.at, rates.c.paused_until, from_now().label("now"))
    .where(_of_channel)
    .with_for_update(skip_locked=True)
)
_KNOWN = select(rates.c.channel).where(_of_channel)
_KEEP = update(rates).where(_of_channel)
_PAUSED = select(rates.c.channel).where(_of_channel, rates.c.paused_until > from_now())


@dataclass(frozen=True, slots=True)
class Limit:
    """`rate` and `peak` a second. Where `stock` is the `burst` and `peak` the rate, what could not
    leave in time is never made up for.
    """

    rate: float
    burst: int
    peak: float
    stock: int

    @property
    def furthest(self) -> float:
        """Seconds that `at` is ahead when a whole burst has just left."""
        return self.burst / self.peak


@dataclass(frozen=True, slots=True)
class Level:
    """Tokens as they will be in `ahead` seconds, which may be below 0."""

    tokens: float
    ahead: float

    def ready(self, limit: Limit, wanted: int) -> int:
        """How many may leave now, at most `wanted`."""
        stock = min(float(limit.stock), self.tokens - limit.rate * self.ahead)
        burst = min(float(limit.burst), limit.burst - limit.peak * self.ahead)
        return max(0, min(wanted, int(stock), int(burst)))

    def without(self, limit: Limit, granted: int) -> "Level":
        """As so many leave now."""
        stock = min(float(limit.stock), self.tokens - limit.rate * self.ahead)
        ahead = max(0.0, self.ahead) + granted / limit.peak
        return Level(stock - granted + limit.rate * ahead, ahead)


def draw(c: Connection, channel: str, wanted: int, limit: Limit) -> int:
    """How many bulk messages may leave now, at most `wanted`: they count as sent.

    In any `t` seconds all processes together are granted at most `burst + peak * t` and at most
    `stock + rate * t`. What is drawn and not used is given back in the same transaction.
    """
    row = c.execute(_ROW, {"of_channel": channel}).one_or_none()
    if row is None:  # another process is just drawing, or this is the first time
        return _begun(c, channel, wanted, limit)
    if row.paused_until is not None and row.paused_until > row.now:
        return 0
    level = Level(row.tokens, (row.at - row.now).total_seconds())
    if level.ahead > limit.furthest + A_MOMENT:  # the clock was turned back
        _keep(c, channel, row.now, Level(row.tokens, limit.furthest))
        return 0
    granted = level.ready(limit, wanted)
    if granted:
        _keep(c, channel, row.now, level.without(limit, granted))
    return granted


def _keep(c: Connection, channel: str, now: datetime, level: Level) -> None:
    at = now + timedelta(seconds=level.ahead)
    c.execute(_KEEP, {"of_channel": channel, "tokens": level.tokens, "at": at})


def give_back(c: Connection, channel: str, unused: int, limit: Limit) -> None:
    """In the transaction that drew them."""
    if unused:
        row = c.execute(_ROW, {"of_channel": channel}).one()
        sooner = unused / limit.peak
        tokens = row.tokens + unused - limit.rate * sooner
        _keep(c, channel, row.at, Level(tokens, -sooner))


def pause(c: Connection, channel: str, seconds: float) -> None:
    """The platform asks for a pause: no process sends bulk messages before it is over."""
    c.execute(_pausing(c.dialect.name), {"channel": channel, "seconds": seconds})


def resume(c: Connection, channel: str) -> None:
    """What a pause was for is over."""
    c.execute(_KEEP, {"of_channel": channel, "paused_until": None})


def is_paused(c: Connection, channel: str) -> bool:
    return c.scalar(_PAUSED, {"of_channel": channel}) is not None


def _begun(c: Connection, channel: str, wanted: int, limit: Limit) -> int:
    # Looked up first: an insert would wait for whoever has the row.
    if c.scalar(_KNOWN, {"of_channel": channel}) is not None:
        return 0
    granted = min(wanted, limit.burst)
    level = Level(limit.stock, 0.0).without(limit, granted)
    new = {"channel": channel, "tokens": level.tokens, "ahead": level.ahead}
    return granted if c.execute(_beginning(c.dialect.name), new).rowcount == 1 else 0


@cache
def _beginning(dialect: str) -> Insert:
    at = from_now(bindparam("ahead", type_=Float()))
    fresh = insert_in(dialect, rates).values(
        channel=bindparam("channel"), tokens=bindparam("tokens"), at=at
    )
    return fresh.on_conflict_do_nothing()


@cache
def _pausing(dialect: str) -> Insert:
    # A channel without a row of its own has no pace; it may be paused all the same.
    until = from_now(bindparam("seconds", type_=Float()))
    fresh = insert_in(dialect, rates).values(
        channel=bindparam("channel"), tokens=0.0, at=from_now(), paused_until=until
    )
    later = case(
        (rates.c.paused_until > fresh.excluded.paused_until, rates.c.paused_until),
        else_=fresh.excluded.paused_until,
    )
    return fresh.on_conflict_do_update(
        index_elements=[rates.c.channel], set_={"paused_until": later}
    )
