"""A reorganisation as a CSV file, line by line; `campaign.reorganisation` judges it as a whole.

One line says what becomes of one unit. Seven columns are needed: `old_gso,old_unit,
old_district_gso,old_district,new_gso,new_unit,kind`. Two more may stand there: `new_parent_gso`
(where the unit lies afterwards; empty means right under the top) and `comment`, which is for people
only. `kind` is one of

- `merged_whole`  the unit ends, all of it goes to the new one
- `unchanged`     the unit goes on; where others join it, it has received them
- `renamed`       the unit goes on under another name, another code, or both
- `moved`         the unit goes on and lies elsewhere
- `split`         the unit ends in several lines; the first line inherits what is its own
- `abolished`     the unit ends and nobody inherits; `new_gso` and `new_unit` are empty

The verbs merge, rename, move and abolish mean the same.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from campaign.text import clean
from campaign.units_file import LONGEST_CODE, LONGEST_NAME, UnitsError

COLUMNS = (
    "old_gso", "old_unit", "old_district_gso", "old_district", "new_gso", "new_unit", "kind",
)  # fmt: skip
PARENT = "new_parent_gso"
MAY_BE_EMPTY = ("old_district_gso", "old_district", "new_gso", "new_unit")


class Kind(StrEnum):
    MERGED = "merged_whole"
    UNCHANGED = "unchanged"
    RENAMED = "renamed"
    MOVED = "moved"
    SPLIT = "split"
    ABOLISHED = "abolished"


VERBS = {
    "merge": Kind.MERGED, "merged": Kind.MERGED, "rename": Kind.RENAMED, "move": Kind.MOVED,
    "abolish": Kind.ABOLISHED,
}  # fmt: skip
KINDS = {kind.value: kind for kind in Kind} | VERBS
GOES_ON = (Kind.UNCHANGED, Kind.RENAMED, Kind.MOVED)


@dataclass(frozen=True, slots=True)
class Change:
    """One line; `place` is how a message calls it. `parent` is None where no column says it."""

    place: str
    old_gso: str
    old_unit: str
    old_parent_gso: str
    new_gso: str
    new_unit: str
    kind: Kind
    parent: str | None = None

    def wrong(self, column: str, why: str) -> str:
        return f'{self.place}, column "{column}": {why}.'


def read_text(path: Path) -> str:
    """The text of a file. Raises UnitsError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnitsError([f"{path}: {error.strerror or 'it cannot be read'}."]) from error
    except UnicodeDecodeError as error:
        raise UnitsError([f"{path.name}: the file is not saved as UTF-8."]) from error


def parse(text: str, name: str) -> tuple[Change, ...]:
    """The lines of `text`; `name` is how errors call the file. Raises UnitsError."""
    reader = csv.DictReader(io.StringIO(text), strict=True)
    changes: list[Change] = []
    problems: list[str] = []
    try:
        missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
        if missing:
            raise UnitsError([f'{name}, line 1: the column "{c}" is missing.' for c in missing])
        for cells in reader:
            change = _change(cells, f"{name}, line {reader.line_num}", problems)
            changes += [change] if change else []
    except csv.Error as error:
        raise UnitsError(
            [f"{name}, after line {reader.line_num}: this is not CSV ({error})."]
        ) from error
    if problems or not changes:
        raise UnitsError(problems or [f"{name}: the list is empty."])
    return tuple(changes)


def _change(cells: Mapping[str, str | None], place: str, problems: list[str]) -> Change | None:
    said = {str(column): clean(cell) for column, cell in cells.items() if isinstance(cell, str)}
    if len(said) < len(cells):
        problems.append(f"{place}: the line does not have one value for each column.")
        return None
    found = list(_mistakes(said))
    problems += [f'{place}, column "{column}": {why}.' for column, why in found]
    if found:
        return None
    return Change(
        place, said["old_gso"], said["old_unit"], said["old_district_gso"], said["new_gso"],
        said["new_unit"], KINDS[said["kind"].lower()], said.get(PARENT),
    )  # fmt: skip


def _mistakes(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Columns of one line that cannot be right whatever the other lines say."""
    kind = KINDS.get(said["kind"].lower())
    if kind is None:
        yield "kind", f'"{said["kind"]}" is none of {", ".join(Kind)}'
    yield from _lengths(said)
    ends = kind is Kind.ABOLISHED
    for column in ("new_gso", "new_unit"):
        if ends and said[column]:
            yield column, "what is abolished has no new unit"
        if not ends and not said[column]:
            yield column, "it is empty"


def _lengths(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for column in COLUMNS:
        if not said[column] and column not in MAY_BE_EMPTY:
            yield column, "it is empty"
    for column, longest in (("new_gso", LONGEST_CODE), ("new_unit", LONGEST_NAME)):
        if len(said[column]) > longest:
            yield column, f"it is longer than {longest} characters"


def repeated(changes: Sequence[Change]) -> Iterator[str]:
    """Units that two lines speak of, other than the parts of one that is split."""
    seen: dict[str, Change] = {}
    for change in changes:
        first = seen.setdefault(change.old_gso, change)
        if first is not change and {first.kind, change.kind} != {Kind.SPLIT}:
            yield change.wrong("old_gso", f"{change.old_gso} stands twice")
