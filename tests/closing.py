"""Lists of units nobody on the stage speaks for: closed and answered by the same wishes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from campaign.closing import RECEIVED
from campaign.closing_wishes import AnswerList, CloseList, ListAnswered, ListClosed
from campaign.people import Role
from storage import people
from storage.desk import StoredDesk
from storage.doing import Doing
from storage.effects import perform
from storage.people import Contact
from storage.tables import contacts, posts, units
from tests.stage import KEYRING

LIST = "D1"


def doing(c: Connection, who: Contact, now: datetime) -> Doing:
    return Doing(c, KEYRING, StoredDesk(c, KEYRING, who, now), now, {}, lambda _: {})


def officer(c: Connection, unit_id: int, role: Role, now: datetime) -> Contact:
    """Somebody new in a post, without a channel that would hear anything."""
    person_id = people.add(c, f"Cán bộ {unit_id}", now)
    people.appoint(c, person_id, unit_id, role, now)
    address = {"channel": "none", "address": f"{role}-{unit_id}-{person_id}"}
    new = insert(contacts).values(**address, person_id=person_id, created_at=now, reachable=False)
    return people.find(c, int(c.execute(new.returning(contacts.c.id)).scalar_one()))


def close(c: Connection, who: Contact, now: datetime) -> int:
    """The list of somebody's unit goes up; its id."""
    do = doing(c, who, now)
    draft = do.desk.lists.draft(LIST)
    assert draft
    came = perform(do, CloseList(LIST, draft.number, draft.snapshot.mark))
    assert isinstance(came, ListClosed)
    return came.closed.id


def others_received(c: Connection, now: datetime) -> None:
    """Every district whose list has not come closes one, and the province receives it."""
    province = _holder(c, Role.PROVINCE)
    for unit_id in _silent(c, province, now):
        id = close(c, officer(c, unit_id, Role.DISTRICT, now), now)
        came = perform(doing(c, province, now), AnswerList(id, RECEIVED))
        assert isinstance(came, ListAnswered)


def _holder(c: Connection, role: Role) -> Contact:
    held = select(contacts.c.id).join(posts, posts.c.person_id == contacts.c.person_id)
    return people.find(c, int(c.execute(held.where(posts.c.role == role)).scalar_one()))


def _silent(c: Connection, province: Contact, now: datetime) -> Sequence[int]:
    names = doing(c, province, now).desk.lists.silent(LIST)
    found = select(units.c.id).where(units.c.level == "district", units.c.name.in_(names))
    return c.execute(found.order_by(units.c.id)).scalars().all()
