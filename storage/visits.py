"""Planned visits: the day an officer named when they noted what they had seen.

The hard idea: nothing is ever ticked off. A visit is over once a check of a later day was noted,
or another day was named; so it cannot stay open that somebody has been there.
"""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from campaign.calendar import level_of
from campaign.field import AHEAD, Visit
from campaign.people import Role
from campaign.plan import Plan
from campaign.worklists import ALIVE
from storage import tables, units
from storage.paths import ids_of
from storage.ranges import Paths, within
from storage.tables import records, spot_checks
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
_OPEN = and_(spot_checks.c.next_visit.is_not(None), ~_OVER)
_VISITED = and_(
    records.c.status.in_(ALIVE), records.c.hidden_at.is_(None), records.c.discarded.is_(False)
)


def of_record(c: Connection, record_id: int) -> date | None:
    mine = select(spot_checks.c.next_visit).where(spot_checks.c.record_id == record_id, _OPEN)
    found: date | None = c.scalar(mine.order_by(spot_checks.c.id.desc()).limit(1))
    return found


def planned_by(day: date) -> ColumnElement[bool]:
    """Records that somebody means to visit on that day or before."""
    mine = select(spot_checks.c.id).where(
        spot_checks.c.record_id == records.c.id, spot_checks.c.next_visit <= day, _OPEN
    )
    return _VISITED & mine.exists()


def waiting(c: Connection, plan: Plan, today: date, inside: Paths = "/") -> tuple[Visit, ...]:
    """Every visit under some paths that is near or was not made, the first one first."""
    rows = c.execute(
        select(
            records.c.id, records.c.number, records.c.name, records.c.path,
            tables.units.c.name.label("unit"), spot_checks.c.next_visit, spot_checks.c.role,
        )
        .join(tables.units, tables.units.c.id == records.c.unit_id)
        .join(spot_checks, spot_checks.c.record_id == records.c.id)
        .where(
            spot_checks.c.next_visit <= today + timedelta(days=AHEAD), _OPEN, _VISITED,
            within(records.c.path, inside),
        )
        .order_by(spot_checks.c.next_visit, records.c.id)
    ).all()  # fmt: skip
    districts = bool(rows) and _districts(c, plan, today)
    return tuple(_visit(row, districts=districts) for row in rows)


def _districts(c: Connection, plan: Plan, today: date) -> bool:
    level = level_of(plan, Role.DISTRICT)
    return level is not None and bool(units.of_level(c, level.id, today))


def _visit(row: AnyRow, *, districts: bool) -> Visit:
    """What a district had planned before districts ended is the province's."""
    role = Role(row.role)
    role = Role.PROVINCE if role is Role.DISTRICT and not districts else role
    return Visit(
        row.id, row.number or 0, row.name, row.unit, ids_of(row.path), role, row.next_visit
    )
