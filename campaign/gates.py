"""The hard rules of the plan, read from the answers: passed, failed or no result yet, no score.

A yearly rule is read over the closed years of the phase only; what is not known is no failure.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from campaign.asking import key_of
from campaign.exemplar import Heading, Value, is_state
from campaign.plan import Criterion, Gate, Plan, Test


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    PENDING = "pending"
    HIDDEN = "hidden"  # recorded, but not for the asker's eyes


@dataclass(frozen=True, slots=True)
class Reading:
    """One rule on one record; `years` tells each closed year's verdict where the rule is yearly."""

    criterion: Criterion
    verdict: Verdict
    years: tuple[tuple[int, Verdict], ...] = ()


def readings(
    plan: Plan,
    heading: Heading,
    answers: Mapping[str, Value],
    answered: Collection[str],
    today: date,
) -> tuple[Reading, ...]:
    """Every rule that applies to a record, in the order of the plan."""
    if heading.category is None or heading.kind is None or heading.phase is None:
        return ()
    phase = plan.phase(heading.phase)
    closed = phase.closed_years(today)
    over = len(closed) == len(phase.years())
    return tuple(
        _reading(criterion, criterion.gate, answers, answered, closed, over=over)
        for criterion in plan.criteria
        if criterion.gate and criterion.applies(heading.category, heading.kind)
        if _concerns(plan, criterion, answers)
    )


UNDISCLOSED = "undisclosed"  # a screening answer that leaves the rule open, for a reviewer


def _concerns(plan: Plan, criterion: Criterion, answers: Mapping[str, Value]) -> bool:
    """A rule for officials or Party members concerns only whom the screening says it does; where
    nobody has said yet, it stays open.
    """
    source = plan.criterion(criterion.gate.source) if criterion.gate else criterion
    for when in (criterion.when, source.when):
        if when is None:
            continue
        key = key_of(when.criterion, when.part or "", None)
        value = answers.get(key)
        if value is not None and value != UNDISCLOSED and value not in when.among:
            return False
    return True


def _reading(  # noqa: PLR0913 - the rule and everything it is read from
    criterion: Criterion,
    gate: Gate,
    answers: Mapping[str, Value],
    answered: Collection[str],
    closed: tuple[int, ...],
    *,
    over: bool,
) -> Reading:
    def verdict(year: int | None) -> Verdict:
        key = key_of(gate.source, "", year)
        value = answers.get(key)
        if value is None:
            return Verdict.HIDDEN if key in answered else Verdict.PENDING
        if is_state(value) or value in gate.pending:
            return Verdict.PENDING
        return Verdict.PASSED if value in gate.passes else Verdict.FAILED

    if gate.test is Test.VALUE:
        return Reading(criterion, verdict(None))
    years = tuple((year, verdict(year)) for year in closed)
    seen = [v for _, v in years]
    whole = _each(seen) if gate.test is Test.EACH_YEAR else _some(seen, over=over)
    return Reading(criterion, whole, years)


def _each(seen: list[Verdict]) -> Verdict:
    for worst in (Verdict.FAILED, Verdict.HIDDEN, Verdict.PENDING):
        if worst in seen:
            return worst
    return Verdict.PASSED if seen else Verdict.PENDING


def _some(seen: list[Verdict], *, over: bool) -> Verdict:
    for best in (Verdict.PASSED, Verdict.HIDDEN, Verdict.PENDING):
        if best in seen:
            return best
    return Verdict.FAILED if over else Verdict.PENDING
