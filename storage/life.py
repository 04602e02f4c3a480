"""The part of the desk that is about records after their registration."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Integer, String, cast, exists, select

from campaign.amendments import ACCEPTED, Amendment, open_of
from campaign.decisions import paper_key
from campaign.exemplar import Line
from campaign.people import Person, Verb, may
from campaign.renewal import Renewable, Tie
from campaign.vietnam import local_day
from storage import amendments, records, renewals, tray
from storage.addition_desk import StoredAdditions
from storage.evidence import REFUSED
from storage.once import Once
from storage.paths import path_of
from storage.praise_desk import StoredPraises
from storage.tables import decisions, evidence
from storage.tables import records as table

LISTED = 50


class StoredLife:
    """`campaign.life.LifeDesk` over one connection; `once` reads a thing once a turn."""

    def __init__(self, c: Connection, once: Once, me: Person | None, now: datetime) -> None:
        self._c, self._once, self._me = c, once, me
        self.local = StoredAdditions(once, me, local_day(now))
        self.praises = StoredPraises(c, once, me)

    def amendment(self, record_id: int) -> Amendment | None:
        return open_of(self._once(amendments.of_record, record_id))

    def accepted(self, record_id: int) -> Sequence[Amendment]:
        asked = self._once(amendments.of_record, record_id)
        return tuple(a for a in asked if a.state == ACCEPTED)

    def renewable(self, following: Mapping[str, str]) -> Sequence[Renewable]:
        me = self._me
        return renewals.renewable(self._c, me.post, following) if me else ()

    def ties(self, record_id: int) -> Sequence[Tie]:
        return self._once(renewals.ties, record_id)

    def stopped(self, record_id: int) -> str:
        return self._once(renewals.stopped, record_id)

    def amendments(self) -> Sequence[Line]:
        me = self._me
        waiting = self._once(amendments.waiting, me.post, LISTED) if me else ()
        return tray.lines(waiting, lambda _: True)

    def unshown(self) -> Sequence[Line]:
        """Records below my post with a decision that counts and of which there is no photo."""
        me = self._me
        if me is None or not may(me.post, Verb.CORRECT, me.post.path):
            return ()
        shown = exists().where(
            evidence.c.record_id == table.c.id, evidence.c.state != REFUSED,
            evidence.c.key == paper_key(0)[:-1] + cast(cast(decisions.c.id, Integer), String),
        )  # fmt: skip
        without = select(decisions.c.record_id).where(
            decisions.c.record_id == table.c.id, decisions.c.revoked.is_(False), ~shown
        )
        rows = records.oldest(self._c, path_of(me.post.path), without.exists(), LISTED)
        return tray.lines(rows, lambda _: True)
