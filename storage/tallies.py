"""Counts of records by unit one level down, read in one query each, from counters or from history.

Rows of both sources have one shape: unit, category, kind and a number for each status. Where a unit
lies is worked out once for each unit, not for each row: `_places` gives every unit of a tree the
child of the top it belongs to, "" for the top itself. `tree` is where units lie: `units`, or the
tree of a day (`storage.tree`); numbers of today may be read on either.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import add
from typing import Any, TypeAlias

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    or_,
    select,
)

from campaign.plan import Quota
from campaign.units import Unit
from campaign.vietnam import ZONE
from campaign.workflow import REGISTERED, Status
from storage.paths import ids_of, path_of
from storage.tables import arrivals, counters, history, records

Tally: TypeAlias = Counter[tuple[str, str, Status]]  # category, kind, status
Change: TypeAlias = Counter[tuple[str, str]]  # category, kind
_Rows: TypeAlias = Select[Any]
_COUNTED = (Status.SUBMITTED, Status.RETURNED, *REGISTERED)  # the others count nowhere


def now(phase: str) -> _Rows:
    """The counters of a phase."""
    numbers = (counters.c[s.value] for s in _COUNTED)
    return select(counters.c.unit_id, counters.c.category, counters.c.kind, *numbers).where(
        counters.c.phase == phase
    )


def then(tree: FromClause, top: Unit, phase: str, as_of: datetime) -> _Rows:
    """What those counters were under `top`: a status is the target of a record's last line."""
    latest = func.row_number().over(
        partition_by=history.c.record_id, order_by=(history.c.at.desc(), history.c.id.desc())
    )
    last = (
        _lived(select(records, history.c.target, latest.label("place")), tree, top, phase)
        .where(history.c.at <= as_of)
        .subquery()
    )
    numbers = (func.sum(case((last.c.target == s, 1), else_=0)).label(s.value) for s in _COUNTED)
    return (
        select(last.c.unit_id, last.c.category, last.c.kind, *numbers)
        .where(last.c.place == 1)
        .group_by(last.c.unit_id, last.c.category, last.c.kind)
    )


def _lived(asked: _Rows, tree: FromClause, top: Unit, phase: str) -> _Rows:
    """The history of the records of a phase under `top`."""
    return (
        asked.join_from(records, history, history.c.record_id == records.c.id)
        .join(tree, tree.c.id == records.c.unit_id)
        .where(tree.c.path.startswith(path_of(top.path)), records.c.phase == phase)
    )


def by_child(c: Connection, tree: FromClause, top: Unit, source: _Rows) -> dict[int, Tally]:
    """Numbers of records under each child of `top`, and at `top` itself, by unit id."""
    places, rows = _places(c, tree, top), source.subquery()
    key = (places.c.child, rows.c.category, rows.c.kind)
    numbers = (func.sum(rows.c[s.value]) for s in _COUNTED)
    asked = select(*key, *numbers).join(places, places.c.id == rows.c.unit_id).group_by(*key)
    found: dict[int, Tally] = {}
    for child, category, kind, *sums in c.execute(asked):
        tally = found.setdefault(int(child or top.id), Counter())
        for status, n in zip(_COUNTED, sums, strict=True):
            if n:
                tally[category or "", kind or "", status] = int(n)
    return found


def grown(phase: str, after: date) -> _Rows:
    """By how many the registered records of a phase grew after a day, by the day's arrivals."""
    return select(arrivals.c.unit_id, arrivals.c.category, arrivals.c.kind, arrivals.c.n).where(
        arrivals.c.phase == phase, arrivals.c.day > after
    )


def grown_then(tree: FromClause, top: Unit, phase: str, after: date, until: datetime) -> _Rows:
    """What those arrivals were up to `until`, from the history."""
    came, left = history.c.target.in_(REGISTERED), history.c.source.in_(REGISTERED)
    begins = datetime.combine(after + timedelta(days=1), time(), ZONE)
    change = case((came, 1), else_=-1).label("n")
    asked = select(records.c.unit_id, records.c.category, records.c.kind, change)
    return _lived(asked, tree, top, phase).where(
        history.c.at >= begins, history.c.at <= until, or_(and_(came, ~left), and_(left, ~came))
    )


def change_by_child(c: Connection, tree: FromClause, top: Unit, source: _Rows) -> dict[int, Change]:
    """The rows of `grown` summed up under each child of `top`, and at `top` itself."""
    places, rows = _places(c, tree, top), source.subquery()
    key = (places.c.child, rows.c.category, rows.c.kind)
    joined = select(*key, func.sum(rows.c.n)).join(places, places.c.id == rows.c.unit_id)
    found: dict[int, Change] = {}
    for child, category, kind, n in c.execute(joined.group_by(*key)):
        found.setdefault(int(child or top.id), Counter())[category or "", kind or ""] = int(n)
    return found


def having(
    c: Connection, tree: FromClause, top: Unit, source: _Rows, quota: Quota
) -> frozenset[int]:
    """Units under `top` that have registered some of a quota, and every unit above them."""
    rows = source.subquery()
    some = select(rows.c.unit_id).where(
        rows.c.category.in_(quota.categories),
        rows.c.kind.in_(quota.kinds),
        _total(rows.c[s.value] for s in REGISTERED) > 0,
    )
    inside = tree.c.path.startswith(path_of(top.path))
    asked = select(tree.c.path).where(inside, tree.c.id.in_(some))
    return frozenset(id for path in c.execute(asked).scalars() for id in ids_of(path))


def _total(columns: Iterable[ColumnElement[int]]) -> ColumnElement[int]:
    return reduce(add, columns)


def _places(c: Connection, tree: FromClause, top: Unit) -> CTE:
    prefix = path_of(top.path)
    rest = func.substr(tree.c.path, len(prefix) + 1)
    if c.dialect.name == "sqlite":
        child = func.substr(rest, 1, func.instr(rest, "/") - 1)
    else:
        child = func.split_part(rest, "/", 1)
    asked = select(tree.c.id, cast(child, String).label("child"))
    cte = asked.where(tree.c.path.startswith(prefix)).cte("places")
    return cte.prefix_with("MATERIALIZED", dialect="postgresql")
