"""The pace of bulk messages: one row of tokens for each channel, shared by all processes.

The hard idea: whoever draws locks the row until its commit, and claims with what it drew in the
same transaction, so that no token is spent twice; whoever finds the row locked draws nothing and
looks again soon, so that nobody waits for it. Tokens come by the database's clock, also in parts.
"""

from functools import cache

from sqlalchemy import Connection, Float, bindparam, case, select, update

from storage.clock import from_now
from storage.tables import rates
from storage.upsert import Insert, insert_in

_of_channel = rates.c.channel == bindparam("of_channel")
_ROW = (
    select(rates.c.tokens, rates.c.at, rates.c.paused_until, from_now().label("now"))
    .where(_of_channel)
    .with_for_update(skip_locked=True)
)
_KNOWN = select(rates.c.channel).where(_of_channel)
_KEEP = update(rates).where(_of_channel)
_GIVE_BACK = update(rates).where(_of_channel).values(tokens=rates.c.tokens + bindparam("unused"))
_PAUSED = select(rates.c.channel).where(_of_channel, rates.c.paused_until > from_now())


def draw(c: Connection, channel: str, wanted: int, rate: float, burst: int) -> int:
    """How many bulk messages may leave now, at most `wanted`: they count as sent.

    In any `t` seconds no more than `burst + rate * t` are granted to all processes together. What
    is drawn and not used is given back in the same transaction.
    """
    row = c.execute(_ROW, {"of_channel": channel}).one_or_none()
    if row is None:  # another process is just drawing, or this is the first time
        return _begun(c, channel, wanted, burst)
    if row.paused_until is not None and row.paused_until > row.now:
        return 0
    tokens = refilled(row.tokens, (row.now - row.at).total_seconds(), rate, burst)
    granted = max(0, min(wanted, int(tokens)))
    if granted:
        at = max(row.at, row.now)  # a statement may have begun before the last one that drew
        c.execute(_KEEP, {"of_channel": channel, "tokens": tokens - granted, "at": at})
    return granted


def refilled(tokens: float, seconds: float, rate: float, burst: int) -> float:
    """The tokens there are some seconds later."""
    return min(float(burst), tokens + rate * max(0.0, seconds))


def give_back(c: Connection, channel: str, unused: int) -> None:
    """In the transaction that drew them."""
    if unused:
        c.execute(_GIVE_BACK, {"of_channel": channel, "unused": unused})


def pause(c: Connection, channel: str, seconds: float) -> None:
    """The platform asks for a pause: no process sends bulk messages before it is over."""
    c.execute(_pausing(c.dialect.name), {"channel": channel, "seconds": seconds})


def resume(c: Connection, channel: str) -> None:
    """What a pause was for is over."""
    c.execute(_KEEP, {"of_channel": channel, "paused_until": None})


def is_paused(c: Connection, channel: str) -> bool:
    return c.scalar(_PAUSED, {"of_channel": channel}) is not None


def _begun(c: Connection, channel: str, wanted: int, burst: int) -> int:
    # Looked up first: an insert would wait for whoever has the row.
    if c.scalar(_KNOWN, {"of_channel": channel}) is not None:
        return 0
    granted = min(wanted, burst)
    new = {"channel": channel, "tokens": burst - granted}
    return granted if c.execute(_beginning(c.dialect.name), new).rowcount == 1 else 0


@cache
def _beginning(dialect: str) -> Insert:
    return insert_in(dialect, rates).values(at=from_now()).on_conflict_do_nothing()


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
