"""The people of the rehearsal of 2021: when each takes up a post, and when each does their part.

Chance is seeded, so that every rehearsal is the same one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import Connection, select, update

from bot.setup import set_up
from campaign.people import Role
from storage import people, units
from storage.tables import posts
from storage.tables import units as table
from tests.stage import BUILT, PLAN, ZONE

CHANNEL = "rehearsal"
FIRST_DAY, LAST_DAY = date(2021, 3, 1), date(2021, 4, 30)
INVITED_UNTIL = date(2021, 3, 30)
ROLES = {
    "village": Role.REPORTER, "commune": Role.COMMUNE, "district": Role.DISTRICT,
    "province": Role.PROVINCE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and its one officer: when they join, and when the unit's part is done; None: never."""

    id: int
    level: str
    above: int | None
    joins: datetime | None = None
    done: datetime | None = None

    @property
    def address(self) -> str:
        return f"unit-{self.id}"


def build(c: Connection, villages: int) -> None:
    """The plan, all units and so many villages, spread over the communes; nobody is there yet."""
    set_up(c, PLAN, BUILT)
    c.execute(update(posts).values(until=BUILT))
    there = c.execute(select(table.c.id, table.c.level).order_by(table.c.id)).all()
    communes = [row.id for row in there if row.level == "commune"]
    for n in range(villages - sum(row.level == "village" for row in there)):
        name = f"Thôn {n // len(communes) + 1}"
        units.add_village(c, communes[n % len(communes)], name, "thôn", BUILT.date())


def cast(c: Connection, district: str | None) -> list[Unit]:
    """Every unit with what becomes of it; with `district` only that one has officers."""
    chance = Random(20210420)
    rows = c.execute(select(table).order_by(table.c.id)).all()
    home = next((row.path for row in rows if row.code == district), "/")
    return [
        _officer(chance, row.id, row.level, row.parent_id)
        if row.path.startswith(home) or row.level == "province"
        else Unit(row.id, row.level, row.parent_id)
        for row in rows
    ]


def _officer(chance: Random, id: int, level: str, above: int | None) -> Unit:
    """Most have joined long ago, some join late, also after their last day, and some never."""
    luck = chance.random()
    never, late = {"village": (0.06, 0.16), "commune": (0.05, 0.2)}.get(level, (0, 0.15))
    long_ago = datetime(2021, 2, 20, 9, 0, tzinfo=ZONE)
    joins = _moment(chance, date(2021, 3, 2), date(2021, 4, 18)) if luck < late else long_ago
    done = _done(chance, level)
    if luck < never:
        return Unit(id, level, above)
    if level == "village" and joins.date() > INVITED_UNTIL:
        return Unit(id, level, above, joins)  # is not asked any more, and so has no answer to give
    return Unit(id, level, above, joins, max(done, joins + timedelta(hours=1)) if done else None)


def _done(chance: Random, level: str) -> datetime | None:
    """Most do their part in time, some late, and some not at all."""
    first, last, share = {
        "village": (date(2021, 3, 10), date(2021, 4, 9), 0.8),
        "commune": (date(2021, 3, 20), date(2021, 4, 13), 0.85),
        "district": (date(2021, 3, 30), date(2021, 4, 18), 0.9),
        "province": (date(2021, 4, 20), date(2021, 4, 20), 0.0),
    }[level]
    when = _moment(chance, first, last)
    return when if chance.random() < share else None


def _moment(chance: Random, first: date, last: date) -> datetime:
    """By day, a few minutes beside the hours of reminders."""
    day = first + timedelta(days=chance.randrange((last - first).days + 1))
    minute = chance.randrange(6 * 60, 21 * 60) // 30 * 30 + chance.randrange(2, 28)
    return datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=ZONE)


def days() -> Iterator[date]:
    """From the first one to the last."""
    return (FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1))


def take_up(c: Connection, unit: Unit, at: datetime) -> None:
    """Its officer joins, on a channel that can only send."""
    id = people.add(c, f"Cán bộ {unit.id}", at)
    contact = people.take(c, CHANNEL, unit.address, at)
    people.attach(c, contact.id, id)
    people.appoint(c, id, unit.id, ROLES[unit.level], at)


def events(cast: Sequence[Unit]) -> Iterator[tuple[datetime, int, Unit]]:
    """What happens, in any order: 0 somebody joins, 1 a unit has done its part."""
    for unit in cast:
        if unit.joins is not None:
            yield unit.joins, 0, unit
        if unit.done is not None:
            yield unit.done, 1, unit
