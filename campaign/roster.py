"""A list of people to invite: unit code, role, name, phone and how they are addressed.

Every line is judged before anybody is invited, and every problem is named with its row and column.
The columns may be called in Vietnamese or in English and stand in any order.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from campaign.people import INVITED, Role
from campaign.phones import plain
from campaign.text import clean, fold

COLUMNS: Mapping[str, tuple[str, ...]] = {  # the first is how messages call it
    "unit": ("unit", "unit code", "code", "gso", "ma don vi", "don vi"),
    "role": ("role", "vai tro", "chuc vu"),
    "name": ("name", "ho ten", "ho va ten"),
    "phone": ("phone", "dien thoai", "so dien thoai", "sdt"),
    "title": ("title", "xung ho", "cach xung ho"),
}
NEEDED = ("unit", "role", "name")
ROLES: Mapping[str, Role] = {
    **{role.value: role for role in INVITED},
    "truong ban cong tac mat tran": Role.REPORTER, "thon": Role.REPORTER, "ban": Role.REPORTER,
    "xa": Role.COMMUNE, "huyen": Role.DISTRICT, "tinh": Role.PROVINCE,
    "nguoi xem": Role.VIEWER, "quan tri": Role.ADMIN,
}  # fmt: skip
TITLES = ("đồng chí", "bác", "ông", "bà", "anh", "chị")
LONGEST_NAME, SHORTEST_PHONE, LONGEST_PHONE = 200, 9, 11


@dataclass(frozen=True, slots=True)
class Entry:
    """One line; `row` is its number in the file, `unit` a code."""

    row: int
    unit: str
    role: Role
    name: str
    phone: str
    title: str


class RosterError(ValueError):
    """A list that cannot be used: one sentence for each problem."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def read(rows: Sequence[Sequence[str]]) -> tuple[Entry, ...]:
    """The entries of a table whose first row names the columns. Raises `RosterError`."""
    places = _places(rows[0] if rows else ())
    problems: list[str] = []
    entries = []
    for number, cells in enumerate(rows[1:], 2):
        said = {c: clean(cells[n]) if n < len(cells) else "" for c, n in places.items()}
        if any(said.values()):
            wrong = list(_mistakes(said))
            problems += [f'row {number}, column "{column}": {why}.' for column, why in wrong]
            entries += [] if wrong else [_entry(number, said)]
    problems += _doubles(entries)
    if problems or not entries:
        raise RosterError(problems or ["the list is empty."])
    return tuple(entries)


def _places(head: Sequence[str]) -> dict[str, int]:
    called = [fold(cell) for cell in head]
    places = {
        column: next(called.index(name) for name in names if name in called)
        for column, names in COLUMNS.items()
        if any(name in called for name in names)
    }
    missing = [f'row 1: the column "{column}" is missing.' for column in NEEDED
               if column not in places]  # fmt: skip
    if missing:
        raise RosterError(missing)
    return places


def _mistakes(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for column in NEEDED:
        if not said[column]:
            yield column, "it is empty"
    if said["role"] and fold(said["role"]) not in ROLES:
        yield "role", f'"{said["role"]}" is none of {", ".join(role.value for role in INVITED)}'
    if len(said["name"]) > LONGEST_NAME:
        yield "name", f"it is longer than {LONGEST_NAME} characters"
    phone = said.get("phone", "")
    if phone and not SHORTEST_PHONE <= len(_phone(phone)) <= LONGEST_PHONE:
        yield "phone", f'"{phone}" is not a phone number'
    title = said.get("title", "").lower()
    if title and title not in TITLES:
        yield "title", f'"{said["title"]}" is none of {", ".join(TITLES)}'


def _phone(said: str) -> str:
    """Excel drops the 0 a number begins with."""
    digits = plain(said)
    return digits if not digits or digits.startswith("0") else f"0{digits}"


def _entry(number: int, said: Mapping[str, str]) -> Entry:
    return Entry(
        number, said["unit"], ROLES[fold(said["role"])], said["name"],
        _phone(said.get("phone", "")), said.get("title", "").lower(),
    )  # fmt: skip


def _doubles(entries: Sequence[Entry]) -> Iterator[str]:
    seen: dict[tuple[str, Role, str], int] = {}
    for entry in entries:
        key = entry.unit, entry.role, fold(entry.name)
        if key in seen:
            yield f'row {entry.row}, column "name": the same as row {seen[key]}.'
        seen.setdefault(key, entry.row)
