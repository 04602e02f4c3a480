"""Counts of records by unit one level down, read in one query each, from counters or from history.

Rows of both sources have one shape: unit, category, kind, status, number. Where a unit lies is
worked out once for each unit, not for each row: `_places` gives every unit of a tree the child of
the top it belongs to, "" for the top itself.
"""

from collections import Counter
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import CTE, Connection, Select, String, and_, case, cast, func, or_, select

from campaign.plan import Quota
from campaign.units import Unit
from campaign.workflow import REGISTERED, Status
from storage.paths import ids_of, path_of
from storage.tables import counters, history, records, units

Tally: TypeAlias = Counter[tuple[str, str, Status]]  # category, kind, status
Change: TypeAlias = Counter[tuple[str, str]]  # category, kind
_Source: TypeAlias = Select[tuple[int, str, str, str, int]]


def now(phase: str) -> _Source:
    """The counters of a phase."""
    return select(
        counters.c.unit_id, counters.c.category, counters.c.kind, counters.c.status, counters.c.n
    ).where(counters.c.phase == phase, counters.c.n > 0)


def then(top: Unit, phase: str, as_of: datetime) -> _Source:
    """What those counters were under `top`: a status is the target of a record's last line."""
    latest = func.row_number().over(
        partition_by=history.c.record_id, order_by=(history.c.at.desc(), history.c.id.desc())
    )
    last = (
        select(records, history.c.target, latest.label("place"))
        .join(history, history.c.record_id == records.c.id)
        .join(units, units.c.id == records.c.unit_id)
        .where(units.c.path.startswith(path_of(top.path)), records.c.phase == phase)
        .where(history.c.at <= as_of)
        .subquery()
    )
    category, kind = func.coalesce(last.c.category, ""), func.coalesce(last.c.kind, "")
    return (
        select(
            last.c.unit_id, category.label("category"), kind.label("kind"),
            last.c.target.label("status"), func.count().label("n"),
        )
        .where(last.c.place == 1, last.c.target != Status.DRAFT)
        .group_by(last.c.unit_id, last.c.category, last.c.kind, last.c.target)
    )  # fmt: skip


def by_child(c: Connection, top: Unit, source: _Source) -> dict[int, Tally]:
    """Numbers of records under each child of `top`, and at `top` itself, by unit id."""
    places = _places(c, top)
    unit_id, category, kind, status, n = source.subquery().c
    asked = (
        select(places.c.child, category, kind, status, func.sum(n).label("number"))
        .join(places, places.c.id == unit_id)
        .group_by(places.c.child, category, kind, status)
    )
    found: dict[int, Tally] = {}
    for row in c.execute(asked):
        key = (row.category, row.kind, Status(row.status))
        found.setdefault(int(row.child or top.id), Counter())[key] = int(row.number)
    return found


def entered(
    c: Connection, top: Unit, phase: str, after: datetime, until: datetime | None
) -> dict[int, Change]:
    """By how many the registered records under each child of `top` grew from `after` on."""
    places = _places(c, top)
    came, left = history.c.target.in_(REGISTERED), history.c.source.in_(REGISTERED)
    grown = func.sum(case((came, 1), else_=-1))
    asked = (
        select(places.c.child, records.c.category, records.c.kind, grown)
        .select_from(history)
        .join(records, records.c.id == history.c.record_id)
        .join(places, places.c.id == records.c.unit_id)
        .where(
            history.c.at > after,
            or_(and_(came, ~left), and_(left, ~came)),
            records.c.phase == phase,
        )
        .group_by(places.c.child, records.c.category, records.c.kind)
    )
    asked = asked.where(history.c.at <= until) if until else asked
    found: dict[int, Change] = {}
    for child, category, kind, n in c.execute(asked):
        found.setdefault(int(child or top.id), Counter())[category or "", kind or ""] = int(n)
    return found


def having(c: Connection, top: Unit, source: _Source, quota: Quota) -> frozenset[int]:
    """Units under `top` that have registered some of a quota, and every unit above them."""
    unit_id, category, kind, status, n = source.subquery().c
    some = select(unit_id).where(
        category.in_(quota.categories), kind.in_(quota.kinds), status.in_(REGISTERED), n > 0
    )
    inside = units.c.path.startswith(path_of(top.path))
    asked = select(units.c.path).where(inside, units.c.id.in_(some))
    return frozenset(id for path in c.execute(asked).scalars() for id in ids_of(path))


def _places(c: Connection, top: Unit) -> CTE:
    prefix = path_of(top.path)
    rest = func.substr(units.c.path, len(prefix) + 1)
    if c.dialect.name == "sqlite":
        child = func.substr(rest, 1, func.instr(rest, "/") - 1)
    else:
        child = func.split_part(rest, "/", 1)
    asked = select(units.c.id, cast(child, String).label("child"))
    cte = asked.where(units.c.path.startswith(prefix)).cte("places")
    return cte.prefix_with("MATERIALIZED", dialect="postgresql")
