"""Which questions of the plan apply to one record on one day, in the order they are asked.

A year that is not closed is never asked. A conditional question appears once the answer it depends
on makes it apply.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from campaign.exemplar import Heading, Value
from campaign.plan import Condition, Criterion, Part, Plan


@dataclass(frozen=True, slots=True)
class Item:
    """One message's worth of asking: a part of a criterion, for a year where it is yearly."""

    criterion: Criterion
    part: Part
    year: int | None

    @property
    def key(self) -> str:
        return key_of(self.criterion.id, self.part.id, self.year)


def key_of(criterion: str, part: str, year: int | None) -> str:
    """The key an answer is stored under: `M2B.7`, `GC1/count`, `GC6@2021`."""
    return criterion + (f"/{part}" if part else "") + (f"@{year}" if year else "")


def items(
    plan: Plan, heading: Heading, answers: Mapping[str, Value], today: date
) -> tuple[Item, ...]:
    """Everything to be asked of anybody about this record, in order, answered or not."""
    if heading.category is None or heading.kind is None or heading.phase is None:
        return ()
    closed = plan.phase(heading.phase).closed_years(today)
    return tuple(
        Item(criterion, part, year)
        for criterion in plan.asked(heading.category, heading.kind)
        for year in (closed if criterion.yearly else (None,))
        if holds(criterion.when, criterion, year, answers)
        for part in criterion.parts
        if holds(part.when, criterion, year, answers)
    )


def holds(
    when: Condition | None, criterion: Criterion, year: int | None, answers: Mapping[str, Value]
) -> bool:
    if when is None:
        return True
    same_year = year if when.criterion == criterion.id else None
    value = answers.get(key_of(when.criterion, when.part or "", same_year))
    if value is None and year is not None:
        value = answers.get(key_of(when.criterion, when.part or "", year))
    return _positive(value) if when.positive else _among(value, when.among)


def _among(value: Value, options: tuple[str, ...]) -> bool:
    said = value if isinstance(value, list) else [value]
    return any(v in options for v in said)


def _positive(value: Value) -> bool:
    if isinstance(value, dict):
        return any(_positive(v) for v in value.values())
    return isinstance(value, int | float) and value > 0
