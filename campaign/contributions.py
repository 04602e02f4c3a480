"""What people give: land, money, days of work, and how many gave; noted as it happens, summed up.

Each note is an addition of its own, for an exemplar or for the common works of a place. Nothing is
ever written over, so that a sum can be traced to the evenings on which its parts were told.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from campaign.exemplar import Value

FIELDS = ("people", "land", "money", "days")
MOST = (20_000, 1_000_000, 100_000, 100_000)  # people, m², million đồng, days of work, of one note


@dataclass(frozen=True, slots=True)
class Given:
    """A sum; `notes` is how many were summed up. Land is in m², money in million đồng."""

    people: int = 0
    land: float = 0
    money: float = 0
    days: float = 0
    notes: int = 0

    @property
    def is_any(self) -> bool:
        return self.notes > 0


@dataclass(frozen=True, slots=True)
class Giving:
    """What was given in a unit: in one year, and by each unit one level down in that year."""

    unit: str
    year: int
    total: Given
    below: tuple[tuple[str, Given], ...]


def is_sound(figures: Mapping[str, Value]) -> bool:
    """Whether a note can be: every figure within its bounds, whole people, and not nothing."""
    told = [figures.get(field) for field in FIELDS]
    numbers = [n for n in told if isinstance(n, int | float)]
    within = len(numbers) == len(FIELDS) and all(
        0 <= n <= most for n, most in zip(numbers, MOST, strict=True)
    )
    return within and isinstance(numbers[0], int) and any(n > 0 for n in numbers)


@dataclass(frozen=True, slots=True)
class Contribute:
    """Note what was given; for a record, or for the unit of the post where `record_id` is 0."""

    record_id: int
    figures: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Contributed:
    """`name` is the exemplar's or the unit's; `total` is the unit's this year, with this note."""

    name: str
    total: Given
    year: int
    record_id: int = 0  # 0: for the place itself
