"""The part of the desk that is about candidates, over one connection."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from campaign.people import Verb, may
from campaign.survey import FOUND, Candidate
from campaign.units import Unit
from storage import survey, units
from storage.once import Once
from storage.seen import Seen

EVERYWHERE = "/"


@dataclass(frozen=True, slots=True)
class StoredSurvey:
    """`campaign.survey.SurveyDesk`; what may not be seen is simply not there."""

    c: Connection
    once: Once
    desk: Seen

    def start(self) -> Unit | None:
        me = self.desk.me
        if me is not None:
            return self.desk.unit(me.post.seat)
        return self.once(units.top, self.desk.today)

    def places(self, text: str) -> Sequence[Unit]:
        found: Sequence[Unit] = self.once(units.named, text, EVERYWHERE, self.desk.today)
        return found[:FOUND]

    def full(self) -> bool:
        here, nobodys = self.desk.contact, self.desk.me is None
        return self.once(survey.is_full, here.id, here.channel, self.desk.now, stranger=nobodys)

    def given(self) -> int:
        return self.once(survey.kept_of, self.desk.contact.id)

    def open(self) -> Sequence[Candidate]:
        me = self.desk.me
        return self.once(survey.open_under, me.post) if me else ()

    def counts(self) -> tuple[int, int]:
        me = self.desk.me
        return self.once(survey.counted, me.post) if me else (0, 0)

    def candidate(self, id: int) -> Candidate | None:
        me = self.desk.me
        one: Candidate | None = self.once(survey.get, id) if me else None
        if me is None or one is None:
            return None
        return one if any(may(p, Verb.VIEW, one.path) for p in me.posts) else None

    def waiting(self) -> int:
        me = self.desk.me
        if me is None or not may(me.post, Verb.SURVEY, me.post.path):
            return 0
        return self.once(survey.owed, me.post)

    def suggested(self, record_id: int) -> bool:
        if self.desk.row(record_id) is None:
            return False
        return self.once(survey.is_suggested, record_id)
