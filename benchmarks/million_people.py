"""A province with as many people as one likes, and a message of it to all or to few of them."""

from sqlalchemy import Connection, text, update

from benchmarks.crowd import CHANNEL, NOW
from bot import cast
from bot.setup import set_up
from campaign.broadcasts import Segment, State
from storage import broadcasts, units
from storage.tables import broadcasts as table
from storage.tables import metadata

FIRST = 10_000_000  # before the ids of people, posts and contacts
SPOKEN_TO = 90  # of them, who get replies
ALL, FEW = "15", "04300"  # the province, and a commune where one in a hundred of them is

_FILL = (
    """INSERT INTO people (id, name, created_at)
    SELECT :first + n, 'Giàng A Pao', :now FROM generate_series(1, :people) AS n""",
    """INSERT INTO posts (id, person_id, unit_id, role, since)
    SELECT :first + n, :first + n,
           CASE WHEN n % 100 = 0 THEN few.id ELSE v.ids[1 + n % cardinality(v.ids)] END,
           CASE WHEN n % 100 = 0 THEN 'commune' ELSE 'reporter' END, :now
    FROM generate_series(1, :people) AS n, (SELECT id FROM units WHERE code = :few) AS few,
         (SELECT array_agg(id ORDER BY id) AS ids FROM units WHERE level = 'village') AS v""",
    """INSERT INTO contacts (id, channel, address, person_id, created_at, seen_at)
    SELECT :first + n, :channel, 'crowd-' || n, :first + n, :now, :now
    FROM generate_series(1, :people) AS n""",
)


def settle(c: Connection, people: int) -> None:
    """The schema, the territory and so many people with posts."""
    metadata.create_all(c)
    set_up(c, "yenbai-2021-2025", NOW)
    cast.add_villages(c, NOW.date())
    cast.join(c, NOW)
    given = {"first": FIRST, "people": people, "few": FEW, "channel": CHANNEL, "now": NOW}
    c.exec_driver_sql("SET LOCAL session_replication_role = replica")
    for statement in _FILL:
        c.execute(text(statement), given)


def approve(c: Connection, code: str) -> int:
    """A message to everybody at a unit and below it, ready to leave; its id."""
    author = c.execute(text("SELECT id FROM people WHERE name = 'Đỗ Quang Tính'")).scalar_one()
    place = units.by_code(c, code, NOW.date())
    if place is None:
        raise LookupError(code)
    id = broadcasts.write(
        c, NOW, person_id=author, unit_id=place.id, segment=Segment(place.id), term="",
        text=f"Mời họp {code}.",
    )  # fmt: skip
    c.execute(update(table).where(table.c.id == id).values(state=State.APPROVED))
    return id
