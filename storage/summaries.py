"""The numbers of a unit and of each unit one level down, whatever the number of records."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, or_, text

from campaign import quotas
from campaign.plan import Plan, Quota
from campaign.summary import Summary
from campaign.units import Unit
from campaign.vietnam import local_day
from campaign.workflow import Status
from storage import tallies
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
    counts: Mapping[int, tallies.Tally]
    changes: Mapping[int, tallies.Change]
    having: Mapping[str, frozenset[int]]  # by quota, the units that have registered some


def summary(  # noqa: PLR0913, PLR0917 - what, where, which phase and when
    c: Connection, plan: Plan, unit_id: int, phase: str, as_of: datetime | None, now: datetime
) -> Summary:
    """The summary of a unit in a phase, now or as it was at `as_of`.

    Raises LookupError for an unknown unit.
    """
    top = unit_rows.get(c, unit_id)
    if top is None:
        msg = f"no unit {unit_id}"
        raise LookupError(msg)
    if c.dialect.name == "postgresql":
        c.execute(_PLANNING)
    at, asked = as_of or now, quotas.of_phase(plan, phase)
    source = tallies.then(top, phase, as_of) if as_of else tallies.now(phase)
    since = local_day(at) - WEEK
    week = tallies.grown_then(top, phase, since, as_of) if as_of else tallies.grown(phase, since)
    found = _Found(
        plan, phase, at, _units(c, top, asked, local_day(at)),
        tallies.by_child(c, top, source),
        tallies.change_by_child(c, top, week),
        {q.id: tallies.having(c, top, source, q) for q in asked if q.missing_list and q.min},
    )  # fmt: skip
    children = [_part(found, u, (u.id,)) for u in found.units if u.parent_id == top.id]
    whole = _part(found, top, tuple(found.counts.keys() | found.changes.keys()))
    return replace(whole, children=tuple(children))


def _units(c: Connection, top: Unit, asked: Sequence[Quota], day: date) -> tuple[Unit, ...]:
    """The top, its children, and every unit under it that a quota is counted for."""
    counted = {q.counted_per for q in asked}
    wanted = or_(
        units.c.id == top.id, units.c.parent_id == top.id, units.c.level.in_(sorted(counted))
    )
    return unit_rows.listed(
        c, units.c.path.startswith(path_of(top.path)) & wanted & unit_rows.standing(day)
    )


def _part(found: _Found, unit: Unit, ids: Sequence[int]) -> Summary:
    """The summary of `unit`, to which the numbers found under `ids` belong."""
    counts, change = Counter[tuple[str, str, Status]](), Counter[tuple[str, str]]()
    for id in ids:
        counts.update(found.counts.get(id, {}))
        change.update(found.changes.get(id, {}))
    inside = [u for u in found.units if unit.id in u.path]
    levels = Counter(u.level for u in inside)
    lines = tuple(
        quotas.line(q, counts, unit, levels, _missing(found, unit, q, inside))
        for q in quotas.of_phase(found.plan, found.phase)
    )
    grown = quotas.by_quota(found.plan, found.phase, change)
    return Summary(
        as_of=found.at, unit=unit, phase=found.phase, quotas=lines,
        others=quotas.others(found.plan, found.phase, counts), waiting=quotas.waiting(counts),
        last_week={line.id: line.registered - grown[line.id] for line in lines},
    )  # fmt: skip


def _missing(found: _Found, unit: Unit, quota: Quota, inside: Sequence[Unit]) -> tuple[str, ...]:
    """Units under `unit` that have registered none of a quota that is counted for each of them."""
    if quota.id not in found.having:
        return ()
    having = found.having[quota.id]
    below = (u for u in inside if u.level == quota.counted_per and u.id != unit.id)
    return tuple(u.name for u in below if u.id not in having)
