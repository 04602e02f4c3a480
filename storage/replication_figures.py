"""How many exemplars were learned from those of a unit: what was said, and what was confirmed.

A copy counts in its own phase, at the unit of what it was learned from, so that the numbers of the
parts add up to those of the whole.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement, Connection, FromClause, and_, case, func, select

from campaign.replication import LinkState
from campaign.summary import Copies
from campaign.workflow import REGISTERED
from storage import replication
from storage.paths import ids_of
from storage.ranges import Paths, within
from storage.tables import history, records

Found: TypeAlias = Sequence[tuple[tuple[int, ...], Copies]]  # by where the origins lie
_origin = records.alias("origin")


def found(
    c: Connection, lie: FromClause, paths: Paths, phase: str, as_of: datetime | None
) -> Found:
    """Copies of a phase whose origins lie at or under one of these paths of the tree `lie`."""
    said = replication.said_of(records, as_of)
    counts = replication.learned(records) if as_of is None else _counted_then(as_of)
    each = (
        select(lie.c.path, case((said == LinkState.CONFIRMED, 1), else_=0).label("confirmed"))
        .join_from(records, _origin, _origin.c.id == records.c.derived_from_id)
        .join(lie, lie.c.id == _origin.c.unit_id)
        .where(records.c.phase == phase, counts, within(lie.c.path, paths))
        .subquery()
    )
    sums = (func.count(), func.sum(each.c.confirmed))
    rows = c.execute(select(each.c.path, *sums).group_by(each.c.path))
    return [(ids_of(path), Copies(n, int(confirmed))) for path, n, confirmed in rows]


def total(found: Iterable[tuple[tuple[int, ...], Copies]], unit_id: int | None = None) -> Copies:
    """All of it, or what lies under one unit."""
    mine = [n for path, n in found if unit_id is None or unit_id in path]
    return Copies(sum(n.places for n in mine), sum(n.confirmed for n in mine))


def _counted_then(as_of: datetime) -> ColumnElement[bool]:
    """Copies that counted at a moment, by the history."""
    last = (
        select(history.c.target)
        .where(history.c.record_id == records.c.id, history.c.at <= as_of)
        .order_by(history.c.at.desc(), history.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return and_(last.in_(REGISTERED), replication.is_first(records))
