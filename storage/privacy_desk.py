"""The part of the desk that is about personal data, as far as the asker's rights go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from campaign.people import Person, Verb, may
from campaign.privacy import Consent
from storage import consents, records
from storage.paths import ids_of
from storage.people import Contact


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
        return consents.of_record(self.c, record_id) if self._sees(record_id) else ()

    def _sees(self, record_id: int) -> bool:
        row, me = records.get(self.c, record_id), self.me
        if row is None or me is None:
            return False
        return any(may(post, Verb.VIEW, ids_of(row.path)) for post in me.posts)
