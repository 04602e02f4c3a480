"""People a message to many goes to who are on no channel: the post above is told in their place.

It climbs until somebody can be written to. Whoever wrote the message is not told of it: they read
in its result who was not reached.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from campaign.broadcasts import Broadcast, Silent
from campaign.people import Post, Role
from storage import people as people_rows
from storage.paths import ids_of
from storage.tables import people, posts, recipients, units
from storage.types import AnyRow

_ABOVE = {Role.REPORTER: Role.COMMUNE, Role.COMMUNE: Role.DISTRICT}


@dataclass(frozen=True, slots=True)
class Instead:
    """Somebody who is told for others, and those others."""

    person_id: int
    contact_id: int
    channel: str
    language: str
    missed: tuple[Silent, ...]


def chosen(c: Connection, found: Broadcast) -> tuple[Instead, ...]:
    """Who is to be told; that they are is noted here, so a second look finds nobody."""
    told: dict[int, AnyRow] = {}
    missed: defaultdict[int, list[Silent]] = defaultdict(list)
    known: dict[tuple[Role, str], AnyRow | None] = {}
    for row in _unreached(c, found.id):
        key = (Role(row.role), row.path)
        if key not in known:
            known[key] = _above(c, *key, found.author_id)
        who = known[key]
        if who is not None:
            told[who.id] = who
            missed[who.id].append(Silent(row.name, row.unit))
            _note(c, row.id, who.id)
    return tuple(
        Instead(who.id, who.contact_id, who.channel, who.language, tuple(missed[who.id]))
        for who in told.values()
    )


def _unreached(c: Connection, id: int) -> Sequence[AnyRow]:
    """Recipients without a contact for whom nobody was told, by the post they got it in."""
    mine = (posts.c.person_id == recipients.c.person_id) & (posts.c.unit_id == recipients.c.unit_id)
    return c.execute(
        select(recipients.c.id, people.c.name, units.c.name.label("unit"), units.c.path,
               posts.c.role)
        .join(people, people.c.id == recipients.c.person_id)
        .join(units, units.c.id == recipients.c.unit_id)
        .join(posts, mine & posts.c.until.is_(None))
        .where(
            recipients.c.broadcast_id == id, recipients.c.contact_id.is_(None),
            recipients.c.told_id.is_(None),
        )
        .order_by(units.c.path, people.c.name, recipients.c.id)
    ).all()  # fmt: skip


def _above(c: Connection, role: Role, path: str, author_id: int) -> AnyRow | None:
    """The nearest one above who can be written to; of several the first who came."""
    place = ids_of(path)
    while len(place) > 1:
        held = people_rows.above(c, Post(0, role, place[-1], "", place))
        here = [who for who in held if who.contact_id is not None]
        if here:
            return here[0] if here[0].id != author_id else None
        place, role = place[:-1], _ABOVE.get(role, Role.PROVINCE)
    return None


def _note(c: Connection, recipient_id: int, person_id: int) -> None:
    mine = update(recipients).where(recipients.c.id == recipient_id, recipients.c.told_id.is_(None))
    c.execute(mine.values(told_id=person_id))
