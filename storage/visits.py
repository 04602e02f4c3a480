"""Planned visits: the day an officer named when they noted what they had seen.

The hard idea: nothing is ever ticked off. A visit is over once a check of a later day was noted,
or another day was named; so it cannot stay open that somebody has been there.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from campaign.field import AHEAD, Visit
from campaign.half_year import FOLLOWED
from campaign.people import Post, Role
from storage.clusters import paths_of
from storage.paths import ids_of
from storage.ranges import Paths, within
from storage.tables import records, spot_checks, units
from storage.types import AnyRow

_later = spot_checks.alias("later")
_OVER = (
    select(_later.c.id)
    .where(
        _later.c.record_id == spot_checks.c.record_id,
        or_(
            _later.c.day > spot_checks.c.day,
            and_(_later.c.next_visit.is_not(None), _later.c.id > spot_checks.c.id),
        ),
    )
    .exists()
)
OPEN = and_(spot_checks.c.next_visit.is_not(None), ~_OVER)
_VISITED = and_(
    records.c.status.in_(FOLLOWED), records.c.hidden_at.is_(None), records.c.discarded.is_(False)
)


def planned_by(day: date) -> ColumnElement[bool]:
    """Records that somebody means to visit on that day or before."""
    mine = select(spot_checks.c.id).where(
        spot_checks.c.record_id == records.c.id, spot_checks.c.next_visit <= day, OPEN
    )
    return _VISITED & mine.exists()


FIRST = (  # the day on which somebody means to see a record
    select(func.min(spot_checks.c.next_visit))
    .where(spot_checks.c.record_id == records.c.id, OPEN)
    .correlate(records)
    .scalar_subquery()
)


def count(c: Connection, post: Post, roles: Sequence[Role], today: date) -> int:
    """How many records wait for a visit of these roles under a post."""
    near = (
        select(func.count(records.c.id.distinct()))
        .join(spot_checks, spot_checks.c.record_id == records.c.id)
        .where(
            spot_checks.c.next_visit <= today + timedelta(days=AHEAD), OPEN, _VISITED,
            spot_checks.c.role.in_(roles), within(records.c.path, paths_of(post)),
        )
    )  # fmt: skip
    return int(c.scalar(near) or 0)


def waiting(
    c: Connection, today: date, inside: Paths = "/", *, districts: bool
) -> tuple[Visit, ...]:
    """Every visit under some paths that is near or was not made, the first one first; what a
    district had planned before districts ended is the province's.
    """
    rows = c.execute(
        select(
            records.c.id, records.c.number, records.c.name, records.c.path,
            units.c.name.label("unit"), spot_checks.c.next_visit, spot_checks.c.role,
        )
        .join(units, units.c.id == records.c.unit_id)
        .join(spot_checks, spot_checks.c.record_id == records.c.id)
        .where(
            spot_checks.c.next_visit <= today + timedelta(days=AHEAD), OPEN, _VISITED,
            within(records.c.path, inside),
        )
        .order_by(spot_checks.c.next_visit, records.c.id)
    ).all()  # fmt: skip
    return tuple(_visit(row, districts=districts) for row in rows)


def _visit(row: AnyRow, *, districts: bool) -> Visit:
    role = Role(row.role)
    role = Role.PROVINCE if role is Role.DISTRICT and not districts else role
    return Visit(
        row.id, row.number or 0, row.name, row.unit, ids_of(row.path), role, row.next_visit
    )
