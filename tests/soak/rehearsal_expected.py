"""Who hears what and when in the rehearsal of 2021, worked out by hand from the words of the plan.

"Trước ngày 20/4/2021": the province has until 19/4, a district until 14/4, a commune until 7/4, and
a village is invited until 30/3. Nothing here knows the product's calendar.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.soak.rehearsal_people import Unit, days
from tests.stage import ZONE

LAST = {
    "village": date(2021, 3, 30), "commune": date(2021, 4, 7), "district": date(2021, 4, 14),
    "province": date(2021, 4, 19),
}  # fmt: skip
BEFORE = {  # no holiday lies on one of these
    "village": ("16/3", "23/3", "27/3", "29/3", "30/3"),
    "commune": ("24/3", "31/3", "4/4", "6/4", "7/4"),
    "district": ("31/3", "7/4", "11/4", "13/4", "14/4"),
    "province": ("5/4", "12/4", "16/4", "18/4", "19/4"),
}
LATE = {
    "village": (), "commune": ("8/4", "10/4"), "district": ("15/4", "17/4"),
    "province": ("20/4", "22/4"),
}  # fmt: skip
HOUR = {"village": (18, 30), "commune": (7, 30), "district": (7, 30), "province": (7, 30)}
BELOW = {"commune": "village", "district": "commune", "province": "district"}


@dataclass(frozen=True, slots=True)
class Heard:
    """One digest: when, to whom, how many below have not done theirs, how many are named as late.

    `waiting` is 0 where one's own duty is not spoken of.
    """

    at: datetime
    address: str
    waiting: int
    late: int


def expected(cast: Sequence[Unit]) -> set[Heard]:
    below = defaultdict[int | None, list[Unit]](list)
    for unit in cast:
        below[unit.above].append(unit)
    return {heard for unit in cast for heard in _heard(unit, below)}


def _heard(unit: Unit, below: Mapping[int | None, Sequence[Unit]]) -> Iterator[Heard]:
    """All that the officer of one unit hears."""
    last = LAST[unit.level]
    for day in days():
        hour, minute = HOUR[unit.level]
        at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)
        if unit.joins is None or unit.joins > at:
            continue
        joined = unit.joins.astimezone(ZONE).date()
        left = [one for one in below[unit.id] if _open(one, at)]
        owes = joined <= last and _open(unit, at)
        called = owes and _said(day) in (*BEFORE[unit.level], *LATE[unit.level])
        late = _late(unit, joined, day) and left
        if called or (late and _said(day) in LATE[BELOW[unit.level]]):
            speaks = owes and _is_near(unit.level, day)
            waiting = len(left) if speaks else 0
            yield Heard(at, unit.address, waiting, len(left) if late else 0)


def _late(unit: Unit, joined: date, day: date) -> bool:
    """Whether who is late below is named: from the day after their last one to the third."""
    level = BELOW.get(unit.level, "village")
    late = LAST[level] < day <= LAST[level] + timedelta(days=3)
    return late and bool(LATE[level]) and joined <= LAST[level]


def _is_near(level: str, day: date) -> bool:
    days_late = 3 if LATE[level] else 0
    return LAST[level] - timedelta(14) <= day <= LAST[level] + timedelta(days_late)


def _open(unit: Unit, at: datetime) -> bool:
    return unit.done is None or unit.done > at


def _said(day: date) -> str:
    return f"{day.day}/{day.month}"
