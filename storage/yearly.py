"""The sheets of the years as they are kept."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from campaign.clusters import cluster_of
from campaign.exemplar import Value
from campaign.units import Unit
from campaign.vietnam import local_day
from campaign.yearly import (
    COMMUNE,
    VILLAGE,
    Part,
    Row,
    Sheet,
    Told,
    Totals,
    parts_of,
    total,
    year_of,
)
from storage import clusters
from storage import units as unit_rows
from storage.paths import path_of
from storage.ranges import within
from storage.tables import units, yearly
from storage.types import AnyRow
from storage.upsert import insert


def sheet(c: Connection, unit: Unit, today: date, first: int) -> Sheet:
    """What a unit has told of the years that are asked today, and of those before."""
    found: Mapping[int, dict[Part, Value]] = {0: {}, 1: {}}
    for row in c.execute(select(yearly).where(yearly.c.unit_id == unit.id)):
        ago = year_of(Part(row.part), today) - row.year
        if ago in found:
            found[ago][Part(row.part)] = _value(row)
    return Sheet(unit, parts_of(unit.level, today, first), found[0], found[1])


def _value(row: AnyRow) -> Value:
    return row.rating if row.rating is not None else {"num": row.num, "den": row.den}


def totals(c: Connection, unit: Unit, today: date, first: int) -> Totals:
    """The sheets of all villages that lie in a unit or a cụm today."""
    asked = parts_of(VILLAGE, today, first)
    cluster = cluster_of(unit.id)
    if cluster is None:
        children = unit_rows.below(c, unit.id, today)
        return total(unit, asked, children, _rows(c, [unit], today))
    children = clusters.members(c, cluster, today)
    return total(unit, asked, children, _rows(c, children, today))


def _rows(c: Connection, tops: Sequence[Unit], today: date) -> Sequence[Row]:
    """Every village and commune under `tops`, by code, with what it has told."""
    inside = within(units.c.path, tuple(path_of(top.path) for top in tops))
    inside &= units.c.level.in_((VILLAGE, COMMUNE))
    told: dict[int, dict[Part, Value]] = defaultdict(dict)
    asked = select(yearly).join(units, units.c.id == yearly.c.unit_id)
    for row in c.execute(asked.where(inside, _asked(today))):
        told[row.unit_id][Part(row.part)] = _value(row)
    found = unit_rows.listed(c, inside & unit_rows.standing(today))
    return [Row(u.id, u.name, u.path, u.level == VILLAGE, told[u.id]) for u in found]


def _asked(today: date) -> ColumnElement[bool]:
    return or_(*(and_(yearly.c.part == p, yearly.c.year == year_of(p, today)) for p in Part))


def told_parts(c: Connection, unit_id: int, today: date) -> frozenset[Part]:
    """What a unit has told of the years that are asked today."""
    mine = select(yearly.c.part).where(yearly.c.unit_id == unit_id, _asked(today))
    return frozenset(Part(part) for part in c.scalars(mine))


def told_all(parts: Sequence[Part], today: date) -> ColumnElement[bool]:
    """Units that have told each of these parts, which are some."""
    told = select(yearly.c.part).where(yearly.c.unit_id == units.c.id, _asked(today))
    return and_(*(told.where(yearly.c.part == part).exists() for part in parts))


def ratings_of(c: Connection, unit_id: int) -> dict[int, str]:
    """By year, the ratings a unit has told."""
    mine = select(yearly.c.year, yearly.c.rating).where(
        yearly.c.unit_id == unit_id, yearly.c.part == Part.RATING
    )
    return {row.year: row.rating for row in c.execute(mine)}


def keep(c: Connection, unit_id: int, told: Told, person_id: int, now: datetime) -> None:
    """Write down each part of the year it is asked of now; what was told before gives way."""
    for part, value in told.items():
        keep_one(c, unit_id, part, year_of(part, local_day(now)), value, person_id, now)


def keep_one(  # noqa: PLR0913, PLR0917 - one row, all of it known at once
    c: Connection, unit_id: int, part: Part, year: int, value: Value, person_id: int, now: datetime
) -> None:
    share = value if isinstance(value, dict) else {}
    said = {"num": share.get("num"), "den": share.get("den"), "person_id": person_id,
            "rating": value if part is Part.RATING else None, "at": now}  # fmt: skip
    new = insert(c, yearly).values(unit_id=unit_id, part=part, year=year, **said)
    key = [yearly.c.unit_id, yearly.c.part, yearly.c.year]
    c.execute(new.on_conflict_do_update(index_elements=key, set_=said))
