"""The part of the desk that is about replication, as far as the asker's rights go."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from campaign.clusters import cluster_of
from campaign.exemplar import Value
from campaign.half_year import COPIED
from campaign.people import Person, Post, Role, Verb, may
from campaign.replication import (
    Below,
    Copy,
    Link,
    LinkState,
    Origin,
    Spread,
    counted,
    generations,
)
from campaign.units import Unit
from campaign.vietnam import ZONE, local_day
from campaign.workflow import Status
from storage import half_year, records, replication, units
from storage.once import Once
from storage.paths import ids_of, path_of
from storage.types import AnyRow


class StoredReplication:
    """`campaign.replication.SpreadDesk` over one connection."""

    def __init__(
        self,
        once: Once,
        me: Person | None,
        now: datetime,
        district_above: Callable[[Sequence[int]], bool],
        row: Callable[[int], AnyRow | None],
    ) -> None:
        self._once, self._me, self._now, self._district_above = once, me, now, district_above
        self._row = row  # of a record the person may see

    @property
    def _today(self) -> date:
        return local_day(self._now)

    def origins(self, except_id: int) -> Sequence[Origin]:
        me = self._me
        rows: Sequence[AnyRow] = self._once(replication.origins, me.post) if me else ()
        barred = self._once(replication.family, except_id) if rows and except_id else frozenset()
        return tuple(origin_of(r) for r in rows if r.id not in barred)

    def origin_of(self, record_id: int) -> Link | None:
        """What a record that may be seen was learned from."""
        me, seen = self._me, self._row(record_id) is not None
        return self._link(me.post, record_id) if me and seen else None

    def _link(self, post: Post, record_id: int) -> Link | None:
        mine: AnyRow | None = self._once(replication.told, post, record_id)
        if mine is None or mine.derived_from_id is None:
            return None
        origin = self._once(replication.told, post, mine.derived_from_id)
        return link_of(mine, origin) if origin is not None else None

    def spread(self, record_id: int) -> Spread | None:
        me = self._me
        if me is None:
            return None
        first = self._once(replication.first_of, record_id)
        root = self._once(replication.told, me.post, record_id)
        if root is None or root.number is None or not (root.name or self._row(record_id)):
            return None
        copies = tuple(generations(self._below(me.post, (first,)), first))
        return Spread(origin_of(root), copies, self._visits(record_id))

    def _below(self, post: Post, ids: tuple[int, ...]) -> Below:
        rows, same = self._once(replication.below, post, ids)
        found: dict[int, list[Copy]] = {}
        for row in rows:
            copy = self._copy(row, same[row.derived_from_id])
            found.setdefault(copy.parent, []).append(copy)
        return found

    def _copy(self, r: AnyRow, parent: int) -> Copy:
        return Copy(
            r.id, parent, r.number, r.name, r.unit, r.above or "",
            r.created_at.astimezone(ZONE).year, Status(r.status), LinkState(r.said or "open"),
            self._district_above(ids_of(r.path)),
        )  # fmt: skip

    def _visits(self, record_id: int) -> tuple[str, ...]:
        """The places that the cards of six months name, for those who may read these."""
        row = self._row(record_id)
        if row is None or row.hidden_at is not None:
            return ()
        bodies: Sequence[Mapping[str, Value]] = self._once(half_year.bodies, record_id)
        said = (body.get(COPIED) for body in bodies)
        texts = (str(v["text"]) for v in said if isinstance(v, dict) and "text" in v)
        return tuple(dict.fromkeys(texts))

    def numbered(self, number: int) -> int | None:
        """Of an exemplar that may be seen, or be shown to all."""
        id = self._once(records.numbered, number)
        me = self._me
        if id is None or me is None:
            return None
        told: AnyRow | None = self._once(replication.told, me.post, id)
        shown = self._row(id) is not None or (told is not None and bool(told.name))
        return id if shown or self.link(id) is not None else None

    def link(self, record_id: int) -> Link | None:
        me = self._me
        found = self._link(me.post, record_id) if me else None
        if me is None or found is None:
            return None
        origin = self._once(replication.told, me.post, found.origin.id)
        mine = origin is not None and any(answers_for(p, origin) for p in me.posts)
        return found if mine else None

    def waiting(self) -> Sequence[Link]:
        me = self._me
        if me is None or not may(me.post, Verb.TELL, me.post.path):
            return ()
        rows: Sequence[AnyRow] = self._once(replication.open_to, me.post)
        links = (self._link(me.post, r.id) for r in rows)
        return tuple(link for link in links if link)

    def counts(self, ids: Sequence[int]) -> Mapping[int, tuple[int, int]]:
        me = self._me
        if me is None or not ids:
            return {}
        below = self._below(me.post, tuple(ids))
        return {id: counted(below, id) for id in ids}

    def has_copies(self, record_id: int) -> bool:
        return self._once(replication.has_copies, record_id)

    def places(self, text: str) -> Sequence[Unit]:
        me = self._me
        if me is None:
            return ()
        return self._once(units.named, text, path_of(me.post.path[:1]), self._today)

    def invites(self, record_id: int) -> bool:
        row, me = self._row(record_id), self._me
        if row is None or me is None or cluster_of(me.post.unit_id) is not None:
            return False
        return row.hidden_at is None and any(may(p, Verb.TELL, ids_of(row.path)) for p in me.posts)


def answers_for(post: Post, origin: AnyRow) -> bool:
    """Whether a post says if somebody learned from an exemplar: whoever registered it, or, for a
    village, its commune.
    """
    own = post.role == origin.author_role
    cares = post.role is Role.COMMUNE and origin.author_role == Role.REPORTER
    return (own or cares) and may(post, Verb.TELL, ids_of(origin.path))


def origin_of(row: AnyRow) -> Origin:
    return Origin(row.id, row.number, row.name, row.unit, row.above or "")


def link_of(mine: AnyRow, origin: AnyRow) -> Link:
    """The link between two rows of `storage.replication`."""
    state = LinkState(mine.said or "open")
    return Link(mine.id, mine.number or 0, mine.unit, mine.above or "", origin_of(origin), state)
