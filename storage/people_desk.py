"""The part of the desk that is about people: who holds posts below, who is to lose one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from campaign.people import Person, Verb, may
from campaign.people_wishes import Holder, Request, Staff
from campaign.vietnam import local_day
from storage import pasted, people, staff, units
from storage.helping import StoredHelping
from storage.once import Once
from storage.people import Contact
from storage.privacy_desk import StoredPrivacy
from storage.types import AnyRow


@dataclass(frozen=True, slots=True)
class StoredPeople:
    """`campaign.people_wishes.PeopleDesk` over one connection; `once` reads a thing once a turn."""

    c: Connection
    once: Once
    contact: Contact
    now: datetime
    row: Callable[[int], AnyRow | None]

    @property
    def me(self) -> Person | None:
        return self.contact.person

    def staff(self, unit_id: int) -> Sequence[Staff]:
        unit, me = units.get(self.c, unit_id), self.me
        if unit is None or me is None or not any(may(p, Verb.INVITE, unit.path) for p in me.posts):
            return ()
        return self.once(staff.below_of, unit_id, local_day(self.now), self.now)

    def holders(self, unit_id: int) -> Sequence[Holder]:
        me = self.me
        if me is None:
            return ()
        return tuple(
            h
            for h in staff.holders(self.c, unit_id)
            if h.person_id != me.id and staff.granting(me, h.post.role, h.post.path)
        )

    def requests(self) -> Sequence[Request]:
        return staff.requests(self.c, self.me) if self.me else ()

    def former(self) -> str:
        return "" if self.me else people.former_unit(self.c, self.contact.id)

    def pasted(self, evidence_id: int) -> Sequence[str] | None:
        return pasted.lines_of(self.c, evidence_id, self.contact.id)

    @property
    def privacy(self) -> StoredPrivacy:
        return StoredPrivacy(self.c, self.contact, self.now)

    @property
    def helping(self) -> StoredHelping:
        return StoredHelping(self.c, self.once, self.me, self.now, self.row)
