"""The part of the desk that is about candidates, over one connection."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from campaign.exemplar import Line
from campaign.people import Verb, may
from campaign.survey import FOUND, Candidate, called
from campaign.units import Unit
from campaign.workflow import Status
from storage import finding, survey, tray, units
from storage.once import Once
from storage.seen import Seen
from storage.tables import records
from storage.types import AnyRow

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

    def registered(self, one: Candidate) -> Sequence[Line]:
        if self.candidate(one.id) is None:
            return ()
        rows: Sequence[AnyRow] = self.once(_registered_at, one.unit_id)
        return tray.lines([r for r in rows if called(r.name) == called(one.name)], lambda _: True)

    def waiting(self) -> int:
        me = self.desk.me
        if me is None or not may(me.post, Verb.SURVEY, me.post.path):
            return 0
        return self.once(survey.owed, me.post)

    def suggested(self, record_id: int) -> bool:
        if self.desk.row(record_id) is None:
            return False
        return self.once(survey.is_suggested, record_id)


def _registered_at(c: Connection, unit_id: int) -> Sequence[AnyRow]:
    """Everything that was sent about somebody of a place, and not taken back since."""
    sent = finding.LISTED.where(
        records.c.unit_id == unit_id, records.c.status.not_in((Status.DRAFT, Status.WITHDRAWN)),
        records.c.discarded.is_(False), records.c.hidden_at.is_(None),
    )  # fmt: skip
    return c.execute(sent.order_by(records.c.id)).all()
