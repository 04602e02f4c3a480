"""What became of a message to many: the one fate of each recipient, counted and listed.

The fate is worked out by one expression for counts, lists and export, so that they never differ.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    and_,
    bindparam,
    case,
    false,
    func,
    select,
    update,
)

from campaign.broadcasts import Counts, Fate, Progress, Silent, State
from storage.paths import ids_of
from storage.settling import HELD
from storage.tables import broadcasts, contacts, outbox, people, recipients, units

MOST_NAMES = 200
DONE, CANCELLED = "done", "cancelled"  # why a row was suppressed

_told = people.alias("told")
_off = broadcasts.c.state == State.CANCELLED
_waits = func.coalesce(outbox.c.state, "queued") == "queued"  # some have no row yet
_OF_ROW: ColumnElement[str] = case(
    (_waits & _off, Fate.CANCELLED),
    (_waits & func.coalesce(outbox.c.why, "").startswith(HELD), Fate.AWAITED),
    (_waits, Fate.QUEUED),
    (and_(outbox.c.state == "suppressed", outbox.c.why == DONE), Fate.SPARED),
    (and_(outbox.c.state == "suppressed", outbox.c.why == CANCELLED), Fate.CANCELLED),
    else_=outbox.c.state,
)
FATE: ColumnElement[str] = case(
    (outbox.c.id.is_(None) & recipients.c.contact_id.is_(None), Fate.UNREACHABLE), else_=_OF_ROW
)


def joined() -> FromClause:
    """Recipients with their broadcast and their row of the outbox, if they have one."""
    return recipients.join(broadcasts, broadcasts.c.id == recipients.c.broadcast_id).outerjoin(
        outbox, outbox.c.recipient_id == recipients.c.id
    )


_OF = recipients.c.broadcast_id == bindparam("broadcast")
_ROWS = (
    select(_OF_ROW, func.count())
    .select_from(outbox.join(broadcasts, broadcasts.c.id == outbox.c.broadcast_id))
    .where(outbox.c.broadcast_id == bindparam("broadcast"))
    .group_by(outbox.c.state, outbox.c.why, broadcasts.c.state)
)
_ALL = select(
    func.count(), func.count(recipients.c.contact_id), func.count(recipients.c.known_at)
).where(_OF)
_GONE = (
    select(func.count())
    .select_from(outbox.join(contacts, contacts.c.id == outbox.c.contact_id))
    .where(outbox.c.broadcast_id == bindparam("broadcast"), outbox.c.state == "failed")
    .where(contacts.c.reachable == false())
)
_STATE = select(broadcasts.c.state).where(broadcasts.c.id == bindparam("broadcast"))


def progress(c: Connection, id: int, *, gives_way: bool) -> Progress:
    """The counts of `FATE`. There may be a million recipients, so they are not joined with their
    rows, which are counted in an index: who has no row has the fate of those that have not begun.
    """
    its = {"broadcast": id}
    counts = Counter[Fate]()
    for fate, n in c.execute(_ROWS, its):  # before the recipients: no row comes without one
        counts[Fate(fate)] += n
    total, reachable, known = c.execute(_ALL, its).one()
    off = c.scalar(_STATE, its) == State.CANCELLED
    counts[Fate.CANCELLED if off else Fate.QUEUED] += reachable - counts.total()
    counts[Fate.UNREACHABLE] += total - reachable
    return Progress(+counts, c.scalar(_GONE, its) or 0, known, gives_way)


def by_unit(c: Connection, id: int, top: int) -> Sequence[tuple[str, Counts]]:
    """Counts by the unit one level below `top`, in the order of their names; the top's own too."""
    rows = c.execute(
        select(units.c.path, FATE.label("fate"), func.count().label("n"))
        .select_from(joined().join(units, units.c.id == recipients.c.unit_id))
        .where(_OF)
        .group_by(units.c.path, FATE),
        {"broadcast": id},
    )
    found: dict[int, dict[Fate, int]] = {}
    for row in rows:
        counts = found.setdefault(_child(ids_of(row.path), top), {})
        counts[Fate(row.fate)] = counts.get(Fate(row.fate), 0) + row.n
    names = select(units.c.id, units.c.name).where(units.c.id.in_(found)).order_by(units.c.name)
    return tuple((name, found[unit_id]) for unit_id, name in c.execute(names))


def _child(path: tuple[int, ...], top: int) -> int:
    below = path[path.index(top) + 1 :] if top in path else ()
    return below[0] if below else top


def silent(c: Connection, id: int) -> Sequence[Silent]:
    """Who got it and has not said so; as many as a message can name at most."""
    rows = c.execute(
        select(people.c.name, units.c.name.label("unit"))
        .select_from(
            joined()
            .join(people, people.c.id == recipients.c.person_id)
            .join(units, units.c.id == recipients.c.unit_id)
        )
        .where(_OF, recipients.c.known_at.is_(None), outbox.c.state.in_(("sent", "unknown")))
        .order_by(units.c.path, people.c.name)
        .limit(MOST_NAMES),
        {"broadcast": id},
    )
    return tuple(Silent(row.name, row.unit) for row in rows)


def told(c: Connection, id: int) -> Sequence[tuple[str, str]]:
    """Who could not be reached, and who was told instead."""
    rows = c.execute(
        select(people.c.name, _told.c.name)
        .select_from(
            recipients.join(people, people.c.id == recipients.c.person_id)
            .join(_told, _told.c.id == recipients.c.told_id)
        )
        .where(_OF)
        .order_by(people.c.name)
        .limit(MOST_NAMES),
        {"broadcast": id},
    )  # fmt: skip
    return tuple((who, instead) for who, instead in rows)


# --- what is noted of one recipient


def know(c: Connection, id: int, person_id: int, now: datetime) -> bool | None:
    """Somebody says that they know the content: whether that is new; None: not sent to them."""
    mine = and_(recipients.c.broadcast_id == id, recipients.c.person_id == person_id)
    first = update(recipients).where(mine, recipients.c.known_at.is_(None))
    if c.execute(first.values(known_at=now)).rowcount:
        return True
    return False if c.scalar(select(recipients.c.id).where(mine)) else None


def told_instead(c: Connection, contact_id: int, person_id: int) -> None:
    """Of what goes on now and could not reach this contact, `person_id` was told."""
    missed = select(outbox.c.recipient_id).where(
        outbox.c.contact_id == contact_id, outbox.c.recipient_id.is_not(None),
        outbox.c.state.in_(("queued", "failed")),
    )  # fmt: skip
    going_on = select(broadcasts.c.id).where(broadcasts.c.ended_at.is_(None))
    mine = update(recipients).where(
        recipients.c.id.in_(missed), recipients.c.told_id.is_(None),
        recipients.c.broadcast_id.in_(going_on),
    )  # fmt: skip
    c.execute(mine.values(told_id=person_id))


# --- as its words are found


def recipient(c: Connection, id: int, person_id: int) -> Any:  # noqa: ANN401 - a row, or nothing
    """unit_id and row_id of a recipient."""
    return c.execute(_RECIPIENT, {"broadcast": id, "of_person": person_id}).one_or_none()


_RECIPIENT = (
    select(recipients.c.unit_id, outbox.c.id.label("row_id"))
    .select_from(joined())
    .where(_OF, recipients.c.person_id == bindparam("of_person"))
)
_mine, _same = broadcasts.alias("mine"), broadcasts.alias("same")
_REPEATED = (
    select(outbox.c.id)
    .join(recipients, recipients.c.id == outbox.c.recipient_id)
    .join(_same, _same.c.id == recipients.c.broadcast_id)
    .join(_mine, _mine.c.same == _same.c.same)
    .where(
        recipients.c.person_id == bindparam("of_person"), _mine.c.id == bindparam("broadcast"),
        _same.c.id != bindparam("broadcast"),
        (outbox.c.state == "sending")
        | (outbox.c.state.in_(("sent", "unknown")) & (outbox.c.sent_at > bindparam("since"))),
    )
    .limit(1)
)  # fmt: skip


def repeated(c: Connection, id: int, person_id: int, since: datetime) -> bool:
    """Whether the same text went to the same person by another broadcast, after `since`.

    Their row is locked: of two that begin at once the second sees the first.
    """
    c.execute(select(people.c.id).where(people.c.id == person_id).with_for_update(key_share=True))
    asked = {"broadcast": id, "of_person": person_id, "since": since}
    return c.scalar(_REPEATED, asked) is not None
