"""Records that chance picks for checks on the spot, fairly over the units, once a quarter.

The hard idea is that nobody may draw until the list suits. A unit has one list a quarter, and its
seed is made of the plan, the unit and the quarter: whoever has the seed and the records it was
drawn from can draw the same list again. Units take turns: none has a second record in the list
before each that has any has one.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from random import Random

from sqlalchemy import Connection, func, insert, select

from campaign.worklists import ALIVE
from storage import finding, spot_checks
from storage.export_rows import below
from storage.paths import ids_of, path_of
from storage.tables import drawn, draws, records
from storage.types import AnyRow
from storage.upsert import insert as upsert


def period_of(today: date) -> str:
    """The quarter of a day: `2022-Q2`."""
    return f"{today.year}-Q{(today.month + 2) // 3}"


def seed_of(plan: str, unit_code: str, period: str) -> str:
    return sha256(f"{plan}/{unit_code}/{period}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Ticket:
    """A record that can be drawn, and the unit it stands for."""

    record_id: int
    unit_id: int


def tickets(c: Connection, path: tuple[int, ...]) -> tuple[Ticket, ...]:
    """What can be drawn at a unit: its live records, each standing for the part of the unit it
    lies in, one level down.
    """
    rows = c.execute(
        select(records.c.id, records.c.path)
        .where(
            below(records.c.path, path_of(path)), records.c.status.in_(ALIVE),
            records.c.discarded.is_(False),
        )
        .order_by(records.c.id)
    )  # fmt: skip
    return tuple(Ticket(row.id, (*ids_of(row.path), path[-1])[len(path)]) for row in rows)


def pick(tickets: Sequence[Ticket], n: int, seed: str) -> tuple[int, ...]:
    """`n` records, or all if there are fewer; the same ones for the same tickets and seed."""
    chance = Random(seed)  # noqa: S311 - a list that anybody can draw again, no secret
    by_unit: dict[int, list[int]] = defaultdict(list)
    for ticket in tickets:
        by_unit[ticket.unit_id].append(ticket.record_id)
    queues = [chance.sample(by_unit[unit], len(by_unit[unit])) for unit in sorted(by_unit)]
    chance.shuffle(queues)
    rounds = max(map(len, queues), default=0)
    turns = [queue[place] for place in range(rounds) for queue in queues if place < len(queue)]
    return tuple(turns[:n])


def draw(  # noqa: PLR0913 - for whom, from what, when
    c: Connection,
    now: datetime,
    *,
    unit_id: int,
    path: tuple[int, ...],
    period: str,
    seed: str,
    n: int,
    person_id: int,
) -> bool:
    """Draw and keep the list of a quarter; False where there is one already."""
    found = tickets(c, path)
    new = upsert(c, draws).values(
        unit_id=unit_id, period=period, seed=seed, of=len(found), person_id=person_id, at=now
    )
    id = c.scalar(new.on_conflict_do_nothing().returning(draws.c.id))
    if id is None:
        return False
    picked = enumerate(pick(found, n, seed), 1)
    rows = [{"draw_id": id, "place": place, "record_id": record} for place, record in picked]
    if rows:
        c.execute(insert(drawn), rows)
    return True


def of_unit(c: Connection, unit_id: int, period: str) -> AnyRow | None:
    asked = select(draws).where(draws.c.unit_id == unit_id, draws.c.period == period)
    return c.execute(asked).one_or_none()


def rows_of(c: Connection, draw_id: int) -> Sequence[AnyRow]:
    """The records of a list as lines, in the order drawn."""
    asked = finding.LISTED.join(drawn, drawn.c.record_id == records.c.id)
    return c.execute(asked.where(drawn.c.draw_id == draw_id).order_by(drawn.c.place)).all()


def seen(c: Connection, draw_id: int, since: date) -> frozenset[int]:
    """The records of a list that somebody has seen on the spot as a whole since."""
    asked = (
        select(drawn.c.record_id)
        .join(records, records.c.id == drawn.c.record_id)
        .where(drawn.c.draw_id == draw_id, spot_checks.seen_since(since))
    )
    return frozenset(c.execute(asked).scalars())


def counted(c: Connection, path: tuple[int, ...]) -> int:
    asked = select(func.count()).where(
        below(records.c.path, path_of(path)), records.c.status.in_(ALIVE),
        records.c.discarded.is_(False),
    )  # fmt: skip
    return int(c.scalar(asked) or 0)
