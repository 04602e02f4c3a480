"""What people gave, as it is kept and summed up."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, FromClause, bindparam, func, insert, select

from campaign.contributions import FIELDS, Given, Giving
from campaign.exemplar import Value
from campaign.units import Unit
from campaign.vietnam import ZONE
from storage.paths import ids_of, path_of
from storage.ranges import within
from storage.tables import contributions, units


def add(  # noqa: PLR0913, PLR0917 - what was given where, and who says so
    c: Connection,
    unit_id: int,
    record_id: int,
    told: Mapping[str, Value],
    by: int,
    now: datetime,
) -> int:
    new = insert(contributions).values(
        unit_id=unit_id, record_id=record_id or None, person_id=by, at=now,
        **{field: told[field] for field in FIELDS},
    )  # fmt: skip
    return int(c.execute(new.returning(contributions.c.id)).scalar_one())


def giving(
    c: Connection, unit: Unit, tops: Sequence[Unit], until: datetime, lie: FromClause = units
) -> Giving:
    """What was given in the year of `until`, up to it, under a unit and under each of `tops`, the
    units one level down, in the tree `lie`.
    """
    year = until.astimezone(ZONE).year
    here = [path_of(unit.path)] if unit.id > 0 else [path_of(top.path) for top in tops]
    rows = _by_place(c, lie, tuple(here), datetime(year, 1, 1, tzinfo=ZONE), until)
    below = tuple((top.name, _sum(g for path, g in rows if top.id in path)) for top in tops)
    return Giving(unit.name, year, _sum(given for _, given in rows), below)


def for_record(c: Connection, record_id: int) -> Given:
    """Everything that was ever given for an exemplar."""
    r = c.execute(_FOR_RECORD, {"record": record_id}).one()
    return Given(int(r.people), r.land, r.money, r.days, r.notes)


_FOR_RECORD = select(
    *(func.coalesce(func.sum(contributions.c[field]), 0).label(field) for field in FIELDS),
    func.count().label("notes"),
).where(contributions.c.record_id == bindparam("record"))


def _by_place(
    c: Connection, lie: FromClause, paths: tuple[str, ...], since: datetime, until: datetime
) -> list[tuple[tuple[int, ...], Given]]:
    sums = [func.sum(contributions.c[field]).label(field) for field in FIELDS]
    found = (
        select(lie.c.path, *sums, func.count().label("notes"))
        .join(lie, lie.c.id == contributions.c.unit_id)
        .where(within(lie.c.path, paths), contributions.c.at >= since, contributions.c.at <= until)
        .group_by(lie.c.path)
    )
    return [
        (ids_of(r.path), Given(int(r.people), r.land, r.money, r.days, r.notes))
        for r in c.execute(found)
    ]


def _sum(parts: Iterable[Given]) -> Given:
    found = list(parts)
    return Given(
        sum(g.people for g in found), sum(g.land for g in found), sum(g.money for g in found),
        sum(g.days for g in found), sum(g.notes for g in found),
    )  # fmt: skip
