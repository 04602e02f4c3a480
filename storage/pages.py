"""What the chat page asks of the database besides its messages."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, select

from campaign.people import Verb, may
from storage import exemplars, people, praise_desk
from storage.evidence import STORED
from storage.paths import ids_of
from storage.tables import contacts, evidence, posts, records, units
from storage.tables import people as persons
from storage.types import AnyRow

CHANNEL = "web"


def contact_id(c: Connection, address: str) -> int | None:
    found: int | None = c.scalar(
        select(contacts.c.id).where(contacts.c.channel == CHANNEL, contacts.c.address == address)
    )
    return found


def has_person(c: Connection, address: str) -> bool:
    """Whether somebody has joined there."""
    found = select(contacts.c.person_id)
    here = and_(contacts.c.channel == CHANNEL, contacts.c.address == address)
    return c.scalar(found.where(here)) is not None


def greeted(c: Connection, address: str, now: datetime) -> people.Contact:
    """Who opens a page there."""
    return people.take(c, CHANNEL, address, now)


def kinds(c: Connection, evidence_ids: Collection[int]) -> Mapping[int, str]:
    """Photo, voice or file: as it is known by now."""
    rows = c.execute(select(evidence.c.id, evidence.c.kind).where(evidence.c.id.in_(evidence_ids)))
    return {row.id: row.kind for row in rows}


def stored_for(c: Connection, contact_id: int, evidence_id: int) -> AnyRow | None:
    """Stored evidence that this contact's person sent, or may see now: of a record or commendation
    of their place, or of an exemplar that may be shown to everybody.
    """
    row = c.execute(
        select(evidence, records.c.path)
        .outerjoin(records, evidence.c.record_id == records.c.id)
        .where(evidence.c.id == evidence_id, evidence.c.state == STORED)
    ).one_or_none()
    if row is None or row.contact_id == contact_id:
        return row
    person = people.find(c, contact_id).person
    if person is None:
        return None
    if row.path is None:
        return row if praise_desk.shows(c, person, row.key) else None
    seen = any(may(post, Verb.VIEW, ids_of(row.path)) for post in person.posts)
    return row if seen or exemplars.shows(c, evidence_id) else None


def demo_people(c: Connection) -> Sequence[AnyRow]:
    """The demo's people: address, name, role, unit."""
    return c.execute(
        select(contacts.c.address, persons.c.name, posts.c.role, units.c.name.label("unit"))
        .join(persons, contacts.c.person_id == persons.c.id)
        .join(posts, and_(posts.c.person_id == persons.c.id, posts.c.until.is_(None)))
        .join(units, posts.c.unit_id == units.c.id)
        .where(contacts.c.channel == CHANNEL, persons.c.demo)
        .order_by(contacts.c.id, posts.c.id)
    ).all()
