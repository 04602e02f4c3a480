"""The part of the desk that is about personal data, as far as the asker's rights go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, func, select

from campaign.people import Person, Verb, may
from campaign.privacy import Consent, DataRequest, Held, Mine
from storage import consents, data_requests, plans, records
from storage.evidence import ERASED, REFUSED
from storage.paths import ids_of
from storage.people import Contact
from storage.tables import answers, contacts, evidence, people
from storage.tables import records as table
from storage.types import AnyRow


@dataclass(frozen=True, slots=True)
class StoredPrivacy:
    """`campaign.privacy.PrivacyDesk` over one connection."""

    c: Connection
    contact: Contact
    now: datetime

    @property
    def me(self) -> Person | None:
        return self.contact.person

    def consents(self, record_id: int) -> Sequence[Consent]:
        seen = self._seen(record_id) is not None
        return consents.of_record(self.c, record_id) if seen else ()

    def held(self, record_id: int) -> Held:
        row = self._seen(record_id)
        if row is None:
            return Held(0, erased=False)
        theirs = evidence.c.record_id == record_id
        there = theirs & evidence.c.state.not_in((REFUSED, ERASED))
        return Held(self._count(evidence.c.id, there), erased=row.erased_at is not None)

    def mine(self) -> Mine | None:
        me = self.me
        if me is None:
            return None
        who = self.c.execute(select(people).where(people.c.id == me.id)).one()
        channels = select(contacts.c.channel).where(contacts.c.person_id == me.id)
        theirs = (table.c.author_id == me.id) | (table.c.entered_by_id == me.id)
        return Mine(
            who.phone, tuple(self.c.scalars(channels.distinct().order_by(contacts.c.channel))),
            self._count(table.c.id, theirs & table.c.discarded.is_(False)),
            self._count(answers.c.key, answers.c.person_id == me.id),
            self._count(evidence.c.id, evidence.c.person_id == me.id), who.created_at,
        )  # fmt: skip

    def requests(self) -> Sequence[DataRequest]:
        me, plan = self.me, plans.current(self.c)
        if me is None or plan is None:
            return ()
        mine = {post.unit_id for post in me.posts if post.role in data_requests.SECONDS}
        found = data_requests.waiting(self.c, plan)
        return tuple(r for r in found if not mine.isdisjoint(r.path))

    def settles(self, request: DataRequest) -> bool:
        return self.me is not None and data_requests.may_settle(self.me, request)

    def _seen(self, record_id: int) -> AnyRow | None:
        """The row of a record that may be seen."""
        row, me = records.get(self.c, record_id), self.me
        if row is None or me is None:
            return None
        seen = any(may(post, Verb.VIEW, ids_of(row.path)) for post in me.posts)
        return row if seen else None

    def _count(self, column: Column[Any], where: Any) -> int:  # noqa: ANN401 - a condition
        return int(self.c.scalar(select(func.count(column)).where(where)) or 0)
