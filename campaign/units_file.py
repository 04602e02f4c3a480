"""A list of units as a CSV file, read line by line; `campaign.units_check` judges it as a whole.

The columns are `gso,name,kind,parent_gso,valid_from,valid_to`. A code may be borne by different
units at different times, so a row means the unit that has borne its code since `valid_from`.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from campaign.text import clean
from campaign.units import LEVELS

COLUMNS = ("gso", "name", "kind", "parent_gso", "valid_from", "valid_to")
SHIPPED = Path(__file__).parent / "plans" / "units"
LONGEST_CODE, LONGEST_NAME = 32, 200


class UnitsError(ValueError):
    """A list of units that cannot be used: one sentence for each problem, the first is its text."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(problems[0])
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line of the list; `place` is how a message calls it, as `units.csv, line 7`."""

    place: str
    gso: str
    name: str
    kind: str
    parent_gso: str
    valid_from: date
    valid_to: date | None

    @property
    def key(self) -> tuple[str, date]:
        return self.gso, self.valid_from

    @property
    def level(self) -> str:
        return LEVELS[self.kind]

    def bears_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def read_file(path: Path) -> tuple[UnitRow, ...]:
    """The rows of a CSV file. Raises UnitsError."""
    try:
        return parse(path.read_text(encoding="utf-8-sig"), path.name)
    except OSError as error:
        raise UnitsError([f"{path}: {error.strerror or 'it cannot be read'}."]) from error
    except UnicodeDecodeError as error:
        raise UnitsError([f"{path.name}: the file is not saved as UTF-8."]) from error


def parse(text: str, name: str) -> tuple[UnitRow, ...]:
    """The rows written in `text`; `name` is how errors call the file. Raises UnitsError."""
    reader = csv.DictReader(io.StringIO(text), strict=True)
    rows: list[UnitRow] = []
    problems: list[str] = []
    try:
        missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
        if missing:
            raise UnitsError([f'{name}, line 1: the column "{missing[0]}" is missing.'])
        for cells in reader:
            row = _row(cells, f"{name}, line {reader.line_num}", problems)
            rows += [row] if row else []
    except csv.Error as error:
        raise UnitsError(
            [f"{name}, after line {reader.line_num}: this is not CSV ({error})."]
        ) from error
    if problems or not rows:
        raise UnitsError(problems or [f"{name}: the list is empty."])
    return tuple(rows)


def _row(cells: dict[str, str], place: str, problems: list[str]) -> UnitRow | None:
    if None in cells or None in cells.values():
        problems.append(f"{place}: the line does not have one value for each column.")
        return None
    said = {column: clean(cells[column]) for column in COLUMNS}
    found = list(_mistakes(said))
    problems += [f'{place}, column "{column}": {why}.' for column, why in found]
    if found:
        return None
    ends = said["valid_to"]
    return UnitRow(
        place, said["gso"], said["name"], said["kind"].lower(), said["parent_gso"],
        date.fromisoformat(said["valid_from"]), date.fromisoformat(ends) if ends else None,
    )  # fmt: skip


def _mistakes(said: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Columns of one line that cannot be right whatever the other lines say."""
    for column, longest in (("gso", LONGEST_CODE), ("name", LONGEST_NAME)):
        if not said[column]:
            yield column, "it is empty"
        if len(said[column]) > longest:
            yield column, f"it is longer than {longest} characters"
    if said["kind"].lower() not in LEVELS:
        yield "kind", f'"{said["kind"]}" is none of {", ".join(LEVELS)}'
    for column in ("valid_from", "valid_to"):
        if (said[column] or column == "valid_from") and not _is_date(said[column]):
            yield column, f'"{said[column]}" is not a date like 2020-02-01'


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
