"""The part of the desk that is about records under review, over one connection."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from campaign.clusters import Cluster
from campaign.exemplar import VOICE
from campaign.people import Person, Verb, may
from campaign.privacy import QUESTION
from campaign.reviewing import DESKS, Happened, Inquiry, News, differences
from campaign.trays import Patience
from campaign.units import Unit
from campaign.workflow import Status
from storage import clusters, evidence, inquiries, looks, overdue, records, review
from storage.batches import StoredBatches
from storage.evidence import HEARD_AS
from storage.ground import StoredGround
from storage.once import Once
from storage.paths import ids_of
from storage.seen import Seen
from storage.types import AnyRow

HEARD = 3  # voice notes that are sent with a card


@dataclass(frozen=True, slots=True)
class StoredReviews:
    """`campaign.reviewing.ReviewDesk`; what may not be seen of a record is simply not there."""

    c: Connection
    once: Once
    desk: Seen

    def history(self, record_id: int) -> Sequence[Happened]:
        return tuple(review.step_of(r) for r in self._steps(record_id))

    def pictures(self, record_id: int) -> Sequence[int]:
        return evidence.photos(self._kept(record_id))

    def voices(self, record_id: int) -> Sequence[str]:
        notes = [r for r in self._kept(record_id) if r.kind == VOICE and r.key != QUESTION]
        return tuple(f"{HEARD_AS}{r.id}" for r in notes)[-HEARD:]

    @property
    def patience(self) -> Patience:
        return self.once(overdue.patience)

    @property
    def together(self) -> StoredBatches:
        return StoredBatches(self.c, self.once, self.desk)

    @property
    def ground(self) -> StoredGround:
        return StoredGround(self.c, self.once, self.desk)

    def clusters(self) -> Sequence[Cluster]:
        me = self.desk.me
        if me is None or not may(me.post, Verb.GROUP, me.post.path):
            return ()
        return self.once(clusters.all_of, me.post.unit_id, self.desk.today)

    def communes(self) -> Sequence[Unit]:
        me = self.desk.me
        if me is None or not may(me.post, Verb.GROUP, me.post.path):
            return ()
        return tuple(u for u in self.desk.below(me.post.unit_id) if u.level == "commune")

    def inquiries(self, record_id: int) -> Sequence[Inquiry]:
        if self.desk.row(record_id) is None:
            return ()
        return self.once(inquiries.of_record, record_id)

    def asked_of_me(self) -> Sequence[Inquiry]:
        me = self.desk.me
        if me is None:
            return ()
        return self.once(inquiries.open_to, me.post)

    def news(self, record_id: int) -> News | None:
        me, row = self.desk.me, self._judged(record_id)
        look = self.once(looks.last, me.id, record_id) if me and row is not None else None
        if me is None or row is None or look is None:
            return None
        given = self.once(records.answers_of, record_id, row.subject_id)
        hidden = frozenset(r.key for r in given if r.restricted)
        steps = [r for r in self._steps(record_id) if r.id > look.history_id]
        return News(
            look.at,
            differences(look.seen, looks.seen_in(given), hidden),
            self.once(looks.sent_along, record_id, me.id) - look.evidence,
            tuple(review.step_of(r) for r in steps if r.person_id != me.id),
        )

    def looked(self, record_id: int) -> None:
        """Keep what the card of a record has just shown to whoever decides about it."""
        me, row = self.desk.me, self._judged(record_id)
        if me is None or row is None:
            return
        steps, given = self._steps(record_id), self.once(records.answers_of, row.id, row.subject_id)
        looks.note(
            self.c, self.desk.now, person_id=me.id, record_id=row.id, seen=looks.seen_in(given),
            history_id=steps[-1].id if steps else 0,
            evidence=self.once(looks.sent_along, row.id, me.id),
        )  # fmt: skip

    def _kept(self, record_id: int) -> Sequence[AnyRow]:
        if self.desk.row(record_id) is None:
            return ()
        return self.once(evidence.of_record, record_id)

    def _steps(self, record_id: int) -> Sequence[AnyRow]:
        if self.desk.row(record_id) is None:
            return ()
        return self.once(review.history_of, record_id)

    def _judged(self, record_id: int) -> AnyRow | None:
        """The row of a record that lies before one of my desks."""
        row, me = self.desk.row(record_id), self.desk.me
        if me is None or row is None or row.status == Status.DRAFT:
            return None
        return row if _decides(me, ids_of(row.path)) else None


def _decides(me: Person, path: tuple[int, ...]) -> bool:
    return any(p.role in DESKS and may(p, Verb.RETURN, path) for p in me.posts)
