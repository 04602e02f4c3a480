"""Codes are short, so that a village head can type one: nobody gets to try many of them.

The hard idea: two limits, kept in the database, so that neither more processes nor a restart give
more tries. One contact may be wrong a few times, then waits; all of a channel together may be wrong
so often, then everybody there waits, the right codes too, or else the limit would tell them from
the wrong ones. Who tries holds the row of the channel to the end of the transaction, so that tries
at the same moment are counted one after another. The clock is the database's.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, select, update

from storage.clock import from_now
from storage.tables import guesses
from storage.types import AnyRow
from storage.upsert import insert


@dataclass(frozen=True, slots=True)
class Limit:
    wrong: int
    seconds: float  # from the first wrong one on


OF_ONE = Limit(5, 30 * 60.0)
OF_ALL = Limit(30, 60.0)  # of one channel: far more than honest people mistype
KEPT_SECONDS = 86_400.0  # rows of contacts that have given up

_now = from_now()
_ROW = select(guesses.c.wrong, guesses.c.since, _now.label("now")).where(
    guesses.c.who == bindparam("by")
)
_HELD = _ROW.with_for_update()
_NOTE = update(guesses).where(guesses.c.who == bindparam("by"))
_OLD = delete(guesses).where(guesses.c.since < from_now(-KEPT_SECONDS))


@dataclass(frozen=True, slots=True)
class Wait:
    """How long no code is looked at, and whether it is for all of the channel."""

    seconds: float
    everybody: bool


def wait(c: Connection, channel: str, contact_id: int | None) -> Wait | None:
    """Why the next code has to wait, right or wrong; None where it is looked at.

    From here on nobody else tries on this channel before the end of the transaction.
    """
    alone = _left(c.execute(_ROW, {"by": _one(contact_id)}).one_or_none(), OF_ONE)
    if alone:
        return Wait(alone, everybody=False)
    together = _left(_held(c, _all(channel)), OF_ALL)
    return Wait(together, everybody=True) if together else None


def wrong(c: Connection, channel: str, contact_id: int | None) -> None:
    """A code that was looked at opens nothing."""
    c.execute(_OLD)
    _count(c, _all(channel), OF_ALL)
    if contact_id is not None:
        _count(c, _one(contact_id), OF_ONE)


def _all(channel: str) -> str:
    return f"channel:{channel}"


def _one(contact_id: int | None) -> str:
    return f"contact:{contact_id}"


def _held(c: Connection, who: str) -> AnyRow:
    row = c.execute(_HELD, {"by": who}).one_or_none()
    if row is None:
        new = insert(c, guesses).values(who=who, wrong=0, since=from_now())
        c.execute(new.on_conflict_do_nothing())
        row = c.execute(_HELD, {"by": who}).one()
    return row


def _left(row: AnyRow | None, limit: Limit) -> float:
    """Seconds until a try is allowed again."""
    if row is None or row.wrong < limit.wrong:
        return 0
    return max(0.0, limit.seconds - _age(row))


def _age(row: AnyRow) -> float:
    return float((row.now - row.since).total_seconds())


def _count(c: Connection, who: str, limit: Limit) -> None:
    row = _held(c, who)
    over = row.wrong == 0 or _age(row) >= limit.seconds
    values = {"wrong": 1, "since": from_now()} if over else {"wrong": row.wrong + 1}
    c.execute(_NOTE.values(values), {"by": who})
