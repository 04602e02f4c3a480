"""Counts of records held against the quotas of the plan; no number here is made up or rounded.

A record is counted in one category and as one kind of subject. What a quota owes is its figure
times the number of units it is counted for inside the unit that is summed up: a village owes
nothing of a quota that is counted per commune. Where a reorganisation has ended every unit that
held a quota, its figures stay those of the holders' last day, and nobody is short of them.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from campaign.plan import Plan, Quota
from campaign.summary import QuotaLine
from campaign.units import Unit
from campaign.workflow import REGISTERED, SELECTED, Status, waits_for

Counts: TypeAlias = Mapping[tuple[str, str, Status], int]  # category, kind of subject, status
RECOGNISED = (Status.RECOGNISED, Status.CLOSED)  # a decision that was revoked changes the status
WAITING = tuple(s for s in Status if waits_for(s) is not None and s is not Status.DRAFT)


def of_phase(plan: Plan, phase: str) -> tuple[Quota, ...]:
    """The quotas of a phase; where it has none, those of the plan without their figures."""
    own = tuple(q for q in plan.quotas if q.phase == phase)
    return own or tuple(replace(q, phase=phase, min=0, target=0, until=None) for q in plan.quotas)


def counts_for(quota: Quota, category: str, kind: str) -> bool:
    return category in quota.categories and kind in quota.kinds


def line(  # noqa: PLR0913, PLR0917 - all that a line is read from
    quota: Quota,
    counts: Counts,
    unit: Unit,
    inside: Mapping[str, int],
    missing: tuple[str, ...] = (),
    frozen: date | None = None,
    verified: int = 0,
) -> QuotaLine:
    """One quota held against the counts of `unit`.

    `inside` says how many units of each level lie in it, itself included, and `missing` which of
    them have registered none. `frozen` is the last day there was a holder.
    """
    times = inside.get(quota.counted_per, 0)
    recognised, selected = _number(quota, counts, RECOGNISED), _number(quota, counts, SELECTED)
    return QuotaLine(
        id=quota.id, category="+".join(quota.categories), holder=quota.holder,
        counted=quota.counted_per, min=quota.min * times, target=quota.target * times,
        registered=_number(quota, counts, REGISTERED), selected=selected, recognised=recognised,
        counts_as_done=recognised if quota.counts == "recognised" else selected,
        missing=missing if quota.missing_list else (), frozen=frozen, verified=verified,
        uncovered=uncovered(quota, counts) if unit.level == quota.holder else (),
    )  # fmt: skip


def _number(quota: Quota, counts: Counts, statuses: Collection[Status]) -> int:
    return sum(
        n
        for (category, kind, status), n in counts.items()
        if status in statuses and counts_for(quota, category, kind)
    )


def uncovered(quota: Quota, counts: Counts) -> tuple[str, ...]:
    """Categories of a coverage rule that nothing registered is in.

    Silent until there are enough records to cover them all: one person cannot be of two groups.
    """
    covered = {
        category: _number(replace(quota, categories=(category,)), counts, REGISTERED)
        for category in quota.coverage
    }
    if sum(covered.values()) < len(covered):
        return ()
    return tuple(category for category, n in covered.items() if n == 0)


def others(plan: Plan, phase: str, counts: Counts) -> dict[str, int]:
    """Registered records that no quota counts, by category in the order of the plan."""
    quotas = of_phase(plan, phase)
    found: dict[str, int] = {}
    for category in plan.categories:
        n = sum(
            n
            for (its, kind, status), n in counts.items()
            if its == category.id
            and status in REGISTERED
            and not any(counts_for(q, its, kind) for q in quotas)
        )
        found |= {category.id: n} if n else {}
    return found


def waiting(counts: Counts) -> dict[str, int]:
    """Records that lie on somebody's desk, by status in the order of the workflow."""
    found = {s: sum(n for (_, _, its), n in counts.items() if its == s) for s in WAITING}
    return {str(status): n for status, n in found.items() if n}


def by_quota(plan: Plan, phase: str, counts: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """Any counts by category and kind, summed for each quota of the phase."""
    return {
        q.id: sum(n for key, n in counts.items() if counts_for(q, *key))
        for q in of_phase(plan, phase)
    }
