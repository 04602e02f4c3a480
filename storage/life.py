"""The part of the desk that is about records after their registration."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Integer, String, cast, exists, select

from campaign.decisions import paper_key
from campaign.exemplar import Line
from campaign.people import Person, Verb, may
from storage import records, tray
from storage.evidence import REFUSED
from storage.paths import path_of
from storage.tables import decisions, evidence
from storage.tables import records as table

LISTED = 50


class StoredLife:
    """`campaign.life.LifeDesk` over one connection."""

    def __init__(self, c: Connection, me: Person | None, now: datetime) -> None:
        self._c = c
        self._me = me
        self._now = now

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
