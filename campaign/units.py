"""Units of the territory: a tree whose levels are data and whose nodes live between two dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from campaign.text import fold

# The word people use for a unit, and the level of the tree it stands for.
LEVELS: Mapping[str, str] = {
    "tỉnh": "province",
    "huyện": "district",
    "thị xã": "district",
    "thành phố": "district",
    "xã": "commune",
    "phường": "commune",
    "thị trấn": "commune",
    "thôn": "village",
    "bản": "village",
    "tổ dân phố": "village",
    "khu phố": "village",
}
_WORDS = tuple(sorted((fold(kind) + " " for kind in LEVELS), key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit. `path` holds the ids from the top of the tree down to the unit itself."""

    id: int
    code: str
    name: str
    kind: str  # xã, phường, thôn, bản …: the word people use
    level: str
    parent_id: int | None
    path: tuple[int, ...]
    valid_from: date
    valid_to: date | None

    def stands_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def became_part_of(self, other: "Unit") -> bool:
        """Whether it has ended and `other` is its heir, or its heir's heir."""
        return self.valid_to is not None and self.level == other.level and other.id in self.path


def bare(name: str) -> str:
    """The search key of a name without the word for its kind: `Xã Tân Thịnh` -> `tan thinh`."""
    folded = fold(name)
    return next((folded.removeprefix(w) for w in _WORDS if folded.startswith(w)), folded)


def place_in_list(code: str) -> tuple[tuple[int, str], ...]:
    """Sorts codes as people count: 04249.2 before 04249.10."""
    return tuple((int(p) if p.isascii() and p.isdigit() else 0, p) for p in code.split("."))


def closeness(unit: Unit, said: str) -> int:
    """How well `said` names a unit: 0 in full, 1 but for its kind, 2 its beginning, 3 a part."""
    name, wanted = bare(unit.name), bare(said)
    if fold(unit.name) == fold(said):
        return 0
    if name == wanted:
        return 1
    return 2 if name.startswith(wanted) else 3
