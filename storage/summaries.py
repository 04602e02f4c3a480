"""The numbers of a unit and of each unit one level down, whatever the number of records."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, FromClause, case, func, or_, select, text

from campaign import quotas
from campaign.calendar import level_of
from campaign.clusters import cluster_of
from campaign.people import Role
from campaign.plan import Plan, Quota
from campaign.summary import QuotaLine, Summary
from campaign.units import Unit
from campaign.vietnam import local_day
from campaign.workflow import Status
from storage import (
    clusters,
    contributions,
    local_figures,
    praises,
    replication_figures,
    spot_checks,
    tallies,
    tree,
)
from storage import units as unit_rows
from storage.paths import path_of
from storage.tables import units

WEEK = timedelta(days=7)
# After five runs PostgreSQL would take one plan for every unit, far slower for a whole province.
_PLANNING = text("SET LOCAL plan_cache_mode = force_custom_plan")


@dataclass(frozen=True, slots=True)
class _Found:
    """What the queries gave: numbers by unit one level down, the top's own under its id."""

    plan: Plan
    phase: str
    at: datetime
    units: Sequence[Unit]  # the top, its children and the units quotas are counted for
    frozen: Mapping[str, date]  # by level that has ended, its last day
    district: bool  # there are any
    counts: Mapping[int, tallies.Tally]
    changes: Mapping[int, tallies.Change]
    verified: Mapping[int, tallies.Change]
    having: Mapping[str, frozenset[int]]  # by quota, the units that have registered some


def summary(  # noqa: PLR0913, PLR0917 - what, where, which phase and when
    c: Connection, plan: Plan, unit_id: int, phase: str, as_of: datetime | None, now: datetime
) -> Summary:
    """The summary of a unit or a cụm in a phase, now or as it was at `as_of`.

    Raises LookupError for an unknown unit.
    """
    cluster = clusters.as_place(c, unit_id) if cluster_of(unit_id) is not None else None
    unit_id = cluster.path[-2] if cluster else unit_id
    at, asked = as_of or now, quotas.of_phase(plan, phase)
    day = local_day(at)
    top = unit_rows.get_on(c, unit_id, day) if as_of else unit_rows.get(c, unit_id)
    if top is None:
        msg = f"no unit {unit_id}"
        raise LookupError(msg)
    if c.dialect.name == "postgresql":
        c.execute(_PLANNING)
    lie = tree.on(day) if as_of else units
    source = tallies.then(lie, top, phase, as_of) if as_of else tallies.now(phase)
    since = day - WEEK
    week = (
        tallies.grown_then(lie, top, phase, since, as_of) if as_of else tallies.grown(phase, since)
    )
    found = _Found(
        plan, phase, at, _units(c, lie, top, asked), _frozen(c, lie, asked, day),
        _are_districts(c, lie, plan, day),
        tallies.by_child(c, lie, top, source),
        tallies.change_by_child(c, lie, top, week),
        tallies.change_by_child(c, lie, top, spot_checks.verified(phase, as_of)),
        {q.id: tallies.having(c, lie, top, source, q) for q in asked if q.missing_list and q.min},
    )  # fmt: skip
    if cluster is not None:
        found, top = _only(c, found, top, cluster, day)
    below = (u for u in found.units if u.parent_id == unit_id and u.stands_on(day))
    parts = clusters.members(c, -cluster.id, day) if cluster else ()
    paths = tuple(path_of(u.path) for u in parts) if cluster else path_of(top.path)
    copies = replication_figures.found(c, lie, paths, phase, as_of)
    children = [
        replace(_part(found, u, (u.id,)), copies=replication_figures.total(copies, u.id))
        for u in below
    ]
    whole = _part(found, top, tuple(found.counts.keys() | found.changes.keys()))
    local = local_figures.lines(c, cluster or top, phase, as_of, now)
    given = contributions.giving(c, cluster or top, parts, at, lie)
    return replace(
        whole, children=tuple(children), local=local, giving=given,
        copies=replication_figures.total(copies),
        praises=praises.counted(c, lie, paths, phase, as_of),
    )  # fmt: skip


def _only(c: Connection, found: _Found, top: Unit, cluster: Unit, day: date) -> tuple[_Found, Unit]:
    """What was found in the communes of a cụm, which takes the place of the top."""
    ids = {u.id for u in clusters.members(c, -cluster.id, day)}
    inside = tuple(u for u in found.units if not ids.isdisjoint(u.path))
    counts = {id: n for id, n in found.counts.items() if id in ids}
    changes = {id: n for id, n in found.changes.items() if id in ids}
    return replace(found, units=inside, counts=counts, changes=changes), replace(
        top, name=cluster.name, level=cluster.level, kind=cluster.kind
    )


def _units(c: Connection, lie: FromClause, top: Unit, asked: Sequence[Quota]) -> tuple[Unit, ...]:
    """The top, its children, and every unit under it that a quota is counted for, also ended."""
    counted = {q.counted_per for q in asked}
    wanted = or_(lie.c.id == top.id, lie.c.parent_id == top.id, lie.c.level.in_(sorted(counted)))
    return unit_rows.listed(c, lie.c.path.startswith(path_of(top.path)) & wanted, lie)


def _frozen(
    c: Connection, lie: FromClause, asked: Sequence[Quota], day: date
) -> Mapping[str, date]:
    """The last days of those levels that hold quotas and have no unit any more."""
    owing = sorted({q.holder for q in asked if q.min or q.target})
    if not owing:
        return {}
    stands = func.max(case((tree.standing(lie, day), 1), else_=0))
    levels = (
        select(lie.c.level, func.max(lie.c.valid_to).label("last"))
        .where(lie.c.level.in_(owing), lie.c.valid_from <= day)
        .group_by(lie.c.level)
        .having(stands == 0)
    )
    return {row.level: row.last for row in c.execute(levels)}


def _are_districts(c: Connection, lie: FromClause, plan: Plan, day: date) -> bool:
    level = level_of(plan, Role.DISTRICT)
    found = select(lie.c.id).where(lie.c.level == (level and level.id), tree.standing(lie, day))
    return c.scalar(found.limit(1)) is not None


def _part(found: _Found, unit: Unit, ids: Sequence[int]) -> Summary:
    """The summary of `unit`, to which the numbers found under `ids` belong."""
    counts, change = Counter[tuple[str, str, Status]](), Counter[tuple[str, str]]()
    seen = Counter[tuple[str, str]]()
    for id in ids:
        counts.update(found.counts.get(id, {}))
        change.update(found.changes.get(id, {}))
        seen.update(found.verified.get(id, {}))
    asked = quotas.of_phase(found.plan, found.phase)
    verified = quotas.by_quota(found.plan, found.phase, seen)
    lines = tuple(_line(found, unit, quota, counts, verified[quota.id]) for quota in asked)
    grown = quotas.by_quota(found.plan, found.phase, change)
    return Summary(
        as_of=found.at, unit=unit, phase=found.phase, quotas=lines,
        others=quotas.others(found.plan, found.phase, counts), waiting=quotas.waiting(counts),
        last_week={line.id: line.registered - grown[line.id] for line in lines},
        district=found.district,
    )  # fmt: skip


def _line(
    found: _Found, unit: Unit, quota: Quota, counts: quotas.Counts, verified: int
) -> QuotaLine:
    frozen = found.frozen.get(quota.holder)
    day = frozen or local_day(found.at)
    inside = [u for u in found.units if unit.id in u.path and u.stands_on(day)]
    missing = () if frozen else _missing(found, unit, quota, inside)
    levels = Counter(u.level for u in inside)
    return quotas.line(quota, counts, unit, levels, missing, frozen, verified)


def _missing(found: _Found, unit: Unit, quota: Quota, inside: Sequence[Unit]) -> tuple[str, ...]:
    """Units under `unit` that have registered none of a quota that is counted for each of them."""
    if quota.id not in found.having:
        return ()
    having = found.having[quota.id]
    below = (u for u in inside if u.level == quota.counted_per and u.id != unit.id)
    return tuple(u.name for u in below if u.id not in having)
