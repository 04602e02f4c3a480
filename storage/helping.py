"""What is seen of entering for village heads: which villages, whom for, and who entered what."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, select

from campaign.helping import Village, helps
from campaign.people import Person, Post, Role
from campaign.people_wishes import Holder, Staff
from campaign.units import Unit
from campaign.vietnam import local_day
from storage import people, records, staff, units
from storage.once import Once
from storage.paths import ids_of
from storage.tables import contacts, posts
from storage.tables import people as people_table
from storage.tables import records as table
from storage.types import AnyRow


@dataclass(frozen=True, slots=True)
class StoredHelping:
    """`campaign.helping.HelpDesk` over one connection; `row` is a record the asker may see."""

    c: Connection
    once: Once
    me: Person | None
    now: datetime
    row: Callable[[int], AnyRow | None]

    def villages(self) -> Sequence[Village]:
        return self.once(villages, self.me, self.now) if self.me else ()

    def author(self, record_id: int) -> Person | None:
        row, me = self.row(record_id), self.me
        if row is None or me is None or not entered(row, me):
            return None
        village = units.get(self.c, row.author_unit_id)
        if village is None or not any(helps(p, village.path) for p in me.posts):
            return None
        return Person(row.author_id, row.author, me.title, me.language, (post_of(village),))


def entered(row: AnyRow, me: Person) -> bool:
    """Whether somebody entered a village's record for its author."""
    other = row.author_id != me.id and row.entered_by_id == me.id
    return bool(other and row.author_role == Role.REPORTER)


def post_of(village: Unit) -> Post:
    """The post of a village as its head holds it, or will."""
    return Post(0, Role.REPORTER, village.id, village.name, village.path)


# --- whose villages


def villages(c: Connection, me: Person, now: datetime) -> tuple[Village, ...]:
    """A commune's all; of one's own village where somebody else holds its post too."""
    found: dict[int, Village] = {}
    for post in me.posts:
        if post.role is Role.COMMUNE:
            found |= {v.unit_id: v for v in _of_commune(c, post.unit_id, now)}
        elif post.role is Role.REPORTER:
            found |= {v.unit_id: v for v in _of_colleague(c, me, post)}
    return tuple(found.values())


def _of_commune(c: Connection, unit_id: int, now: datetime) -> list[Village]:
    held = staff.below_of(c, unit_id, local_day(now), now)
    before = named(c, [s.unit_id for s in held if not s.name])
    return [_village(s, before) for s in held]


def _village(held: Staff, named_before: dict[int, AnyRow]) -> Village:
    if held.name:
        return Village(held.unit_id, held.unit, held.name, joined=True)
    before = named_before.get(held.unit_id)
    return Village(held.unit_id, held.unit, before.name if before else "")


def _of_colleague(c: Connection, me: Person, post: Post) -> list[Village]:
    other = head_of(c, me, post.unit_id)
    return [Village(post.unit_id, post.unit, other.name, joined=True)] if other else []


def head_of(c: Connection, me: Person, unit_id: int) -> Holder | None:
    """Who holds the post of a village, beside the asker; of several whoever took it up last."""
    held = [h for h in staff.holders(c, unit_id) if h.post.role is Role.REPORTER]
    return next((h for h in reversed(held) if h.person_id != me.id), None)


def named(c: Connection, unit_ids: Sequence[int]) -> dict[int, AnyRow]:
    """Who was named for villages whose head had not come yet: unit, id and name; the last one."""
    came = exists().where(contacts.c.person_id == people_table.c.id)
    held = exists().where(posts.c.person_id == people_table.c.id)
    rows = c.execute(
        select(table.c.author_unit_id, people_table.c.id, people_table.c.name)
        .join(people_table, people_table.c.id == table.c.author_id)
        .where(
            table.c.author_unit_id.in_(unit_ids), table.c.author_role == Role.REPORTER,
            table.c.entered_by_id.is_not(None), ~came, ~held,
        )
        .order_by(table.c.id)
    )  # fmt: skip
    return {row.author_unit_id: row for row in rows}


def helper_of(c: Connection, record_id: int) -> Sequence[AnyRow]:
    """Where whoever entered a record is written to, as `people.posted` tells it, as long as they
    hold a post by which they might.
    """
    row = records.get(c, record_id)
    if row is None or row.entered_by_id is None:
        return ()
    held = staff.posts_of(c, row.entered_by_id)
    if not any(helps(h.post, ids_of(row.path)) for h in held):
        return ()
    return people.reached(c, [row.entered_by_id])
