"""Quotas in the shape of the JSON export: what was declared, and what was verified on the spot.

The numbers are those of the summary of the exported unit and of each unit one level below it.
"""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import Connection

from campaign.plan import Plan
from campaign.summary import QuotaLine, Summary
from campaign.vietnam import local_day
from storage import summaries, units
from storage.export_records import Out
from storage.paths import ids_of


def totals(  # noqa: PLR0913, PLR0917 - of which unit, for which phase, when
    c: Connection,
    plan: Plan | None,
    unit_path: str | None,
    phase: str | None,
    as_of: datetime | None,
    now: datetime,
) -> list[Out]:
    """A line for each phase, unit and quota; nothing without a plan or units."""
    id = ids_of(unit_path)[-1] if unit_path else _top(c, local_day(as_of or now))
    if plan is None or id is None:
        return []
    phases = [one.id for one in plan.phases if phase in {None, one.id}]
    summed = (summaries.summary(c, plan, id, one, as_of, now) for one in phases)
    return [line for summary in summed for line in _lines(summary)]


def _top(c: Connection, day: date) -> int | None:
    top = units.top(c, day)
    return top.id if top else None


def _lines(summary: Summary) -> Iterator[Out]:
    for part in (summary, *summary.children):
        for line in part.quotas:
            yield {"phase": part.phase, "unit_id": part.unit.id, **quota(line)}


def quota(line: QuotaLine) -> Out:
    """`declared` is what was registered, `verified` what of it was found right on the spot."""
    numbers = {
        "id": line.id, "category": line.category, "holder": line.holder, "counted": line.counted,
        "min": line.min, "target": line.target, "registered": line.registered,
        "selected": line.selected, "recognised": line.recognised,
        "counts_as_done": line.counts_as_done, "declared": line.registered,
        "verified": line.verified,
    }  # fmt: skip
    return numbers | ({"frozen": line.frozen.isoformat()} if line.frozen else {})
