"""Registrations that follow one another: what may be registered again, and what was."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, literal, or_, select, union_all

from campaign.people import Post
from campaign.renewal import RENEWABLE, Choice, Renewable, Tie
from campaign.workflow import Status
from storage import records, tray
from storage.tables import records as table
from storage.tables import renewals

LOOKED_AT = 200
GONE = (Status.WITHDRAWN, Status.DECLINED)
_next = table.alias("next")


def renewable(c: Connection, post: Post, following: Mapping[str, str]) -> Sequence[Renewable]:
    """Registrations of a post that nothing followed yet in the phase that comes after theirs."""
    if not following:
        return ()
    rows = {row.id: row for row in records.by_author(c, post, LOOKED_AT)}
    asked = select(table.c.id, table.c.phase).where(
        table.c.id.in_(rows),
        table.c.status.in_(RENEWABLE),
        table.c.phase.in_(following),
        table.c.hidden_at.is_(None),
    )
    found = {r.id: following[r.phase] for r in c.execute(asked)}
    left = {id: phase for id, phase in found.items() if not _followed(c, id, phase)}
    lines = tray.lines([rows[id] for id in rows if id in left], lambda _: True)
    return tuple(Renewable(line, left[line.id]) for line in lines)


def _followed(c: Connection, record_id: int, phase: str) -> bool:
    """Whether it was registered again for that phase, or is said to stop."""
    return c.scalar(_SETTLED, {"record": record_id, "in_phase": phase}) is not None


_SETTLED = (
    select(renewals.c.id)
    .outerjoin(_next, _next.c.id == renewals.c.renewed_id)
    .where(
        renewals.c.record_id == bindparam("record"), renewals.c.phase == bindparam("in_phase"),
        or_(
            renewals.c.choice == Choice.STOP,
            _next.c.discarded.is_(False) & _next.c.status.not_in(GONE),
        ),
    )
    .limit(1)
)  # fmt: skip


def ties(c: Connection, record_id: int) -> Sequence[Tie]:
    """The registrations just before and just after one, of those that were sent."""
    rows = c.execute(_TIES, {"record": record_id})
    return tuple(Tie(r.id, r.number, r.phase or "", bool(r.later)) for r in rows)


_SENT = select(table.c.id, table.c.number, table.c.phase).where(table.c.number.is_not(None))
_TIES = union_all(
    _SENT.add_columns(literal(0).label("later"))
    .join(renewals, renewals.c.record_id == table.c.id)
    .where(renewals.c.renewed_id == bindparam("record")),
    _SENT.add_columns(literal(1))
    .join(renewals, renewals.c.renewed_id == table.c.id)
    .where(renewals.c.record_id == bindparam("record")),
)


def stopped(c: Connection, record_id: int) -> str:
    """Why it does not go on; nothing where that was not said."""
    return c.scalar(_WHY, {"record": record_id}) or ""


_WHY = (
    select(renewals.c.why)
    .where(renewals.c.record_id == bindparam("record"), renewals.c.choice == Choice.STOP)
    .order_by(renewals.c.id.desc())
    .limit(1)
)
