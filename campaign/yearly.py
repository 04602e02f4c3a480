"""The sheet of a year: what each village tells once a year, whoever holds its post.

The hard idea is that one sheet has two years. A commitment is signed at the beginning of a year and
told of the year that runs; a rating and the title Gia đình văn hóa are given when a year closes, on
15 December, and told of the last one that has. So each part knows the year it is asked of, and what
was told of the year before is offered as the usual answer.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from campaign.exemplar import Value
from campaign.plan import YEAR_CLOSES
from campaign.units import Unit

MOST_HOUSEHOLDS = 3000  # of one village
VILLAGE, COMMUNE = "village", "commune"
RATINGS = ("excellent", "good", "done", "failed", "unrated")


class Part(StrEnum):
    COMMITTED = "committed"  # households that signed the commitment, of all households
    RATING = "rating"  # of the village's Front committee, or of the commune's Front
    FAMILIES = "families"  # Gia đình văn hóa, of all households


SHARES = (Part.COMMITTED, Part.FAMILIES)
Told: TypeAlias = Mapping[Part, Value]  # {"num", "den"}, or one of RATINGS


def year_of(part: Part, today: date) -> int:
    """The year `part` is asked of."""
    if part is Part.COMMITTED or today >= date(today.year, *YEAR_CLOSES):
        return today.year
    return today.year - 1


def parts_of(level: str, today: date, first: int) -> tuple[Part, ...]:
    """What a unit tells of itself: a village everything, a commune its rating, others nothing.

    Of years before the `first` of the plan nobody is asked.
    """
    parts = {VILLAGE: tuple(Part), COMMUNE: (Part.RATING,)}.get(level, ())
    return tuple(part for part in parts if year_of(part, today) >= first)


def is_sound(part: Part, value: Value) -> bool:
    """Whether `value` can be an answer; checked again where it is kept."""
    if part is Part.RATING:
        return value in RATINGS
    num, den = (value.get("num"), value.get("den")) if isinstance(value, dict) else (None, None)
    return isinstance(num, int) and isinstance(den, int) and 0 <= num <= den <= MOST_HOUSEHOLDS


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a unit has told: of the years that are asked now, and of the years before these."""

    unit: Unit
    asked: tuple[Part, ...]
    now: Told
    before: Told


@dataclass(frozen=True, slots=True)
class Row:
    """One village or commune with what it has told of the years that are asked now."""

    id: int
    name: str
    path: tuple[int, ...]
    is_village: bool
    told: Told


@dataclass(frozen=True, slots=True)
class Share:
    num: int
    den: int
    units: int  # villages that have told it


@dataclass(frozen=True, slots=True)
class Below:
    """A unit one level down: how many of its villages have told everything."""

    unit: Unit
    told: int
    villages: int


@dataclass(frozen=True, slots=True)
class Totals:
    """The sheets of the villages of a unit, summed up."""

    unit: Unit
    asked: tuple[Part, ...]
    villages: int
    shares: Mapping[Part, Share]
    ratings: Mapping[str, int]
    offices: tuple[Row, ...]  # communes below it, with their own ratings
    silent: tuple[str, ...]  # villages that have told nothing yet
    below: tuple[Below, ...]


def total(
    unit: Unit, asked: tuple[Part, ...], children: Sequence[Unit], found: Sequence[Row]
) -> Totals:
    """The sum over the villages and communes `found` in a unit, and by unit one level down."""
    rows = [r for r in found if r.is_village]
    offices = tuple(r for r in found if not r.is_village and r.id != unit.id)
    ratings = Counter(str(r.told[Part.RATING]) for r in rows if Part.RATING in r.told)
    return Totals(
        unit, asked, len(rows), {part: _share(part, rows) for part in SHARES}, ratings, offices,
        tuple(r.name for r in rows if not r.told),
        tuple(_below(u, asked, rows) for u in children),
    )  # fmt: skip


def _share(part: Part, rows: Sequence[Row]) -> Share:
    found = [v for r in rows if isinstance(v := r.told.get(part), dict)]
    return Share(_sum(found, "num"), _sum(found, "den"), len(found))


def _sum(found: Sequence[dict[str, Value]], key: str) -> int:
    return sum(n for v in found if isinstance(n := v[key], int))


def _below(unit: Unit, asked: tuple[Part, ...], rows: Sequence[Row]) -> Below:
    inside = [r for r in rows if unit.id in r.path]
    return Below(unit, sum(set(asked) <= r.told.keys() for r in inside), len(inside))


@dataclass(frozen=True, slots=True)
class KeepSheet:
    """What a unit tells, each part of the year it is asked of today."""

    unit_id: int
    told: Told


@dataclass(frozen=True, slots=True)
class SheetKept:
    """`missing`: parts that are still to be told."""

    unit: str
    told: Told
    missing: tuple[Part, ...]
