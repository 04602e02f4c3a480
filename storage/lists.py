"""Closed lists, and the one that a unit would close now: read here, written by `list_effects`.

A list is kept as it was (`storage.snapshots`), so nothing that happens to a record later changes
it.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, select

from campaign.calendar import Term, last_day
from campaign.closing import Closed, Draft
from campaign.people import Person, Verb, may
from campaign.plan import Plan
from campaign.vietnam import local_day
from storage import duties
from storage.snapshots import from_json, snapshot
from storage.tables import lists, people, units
from storage.terms import all_of, given
from storage.types import AnyRow

_author, _answerer = people.alias("author"), people.alias("answerer")
_before, _newer = lists.alias("before"), lists.alias("newer")
FOLLOWED = exists().where(
    _newer.c.unit_id == lists.c.unit_id, _newer.c.term == lists.c.term,
    _newer.c.number > lists.c.number,
)  # fmt: skip
_LISTS = (
    select(
        lists, units.c.name.label("unit"), _author.c.name.label("author"),
        _answerer.c.name.label("answerer"), _before.c.body.label("before"),
        FOLLOWED.label("followed"),
    )
    .join(units, units.c.id == lists.c.unit_id)
    .outerjoin(_author, _author.c.id == lists.c.person_id)
    .outerjoin(_answerer, _answerer.c.id == lists.c.answered_by_id)
    .outerjoin(
        _before,
        and_(
            _before.c.unit_id == lists.c.unit_id, _before.c.term == lists.c.term,
            _before.c.number == lists.c.number - 1,
        ),
    )
    .order_by(units.c.name, lists.c.number)
)  # fmt: skip


class StoredLists:
    """`campaign.closing.Lists` over one connection; it lives until the turn changes something."""

    def __init__(self, c: Connection, plan: Plan, me: Person | None, now: datetime) -> None:
        self._c, self._plan, self._me, self._now = c, plan, me, now
        self._drafts: dict[str, Draft | None] = {}

    def terms(self) -> Sequence[Term]:
        place, set_ = self._place(Verb.CLOSE_LIST), given(self._c, self._plan)
        if place is None:
            return ()
        return [t for t in self._every() if last_day(self._plan, t, place.level, set_)]

    def draft(self, term: str) -> Draft | None:
        if term not in self._drafts:
            self._drafts[term] = self._draft(term)
        return self._drafts[term]

    def _draft(self, key: str) -> Draft | None:
        place, me = self._place(Verb.CLOSE_LIST), self._me
        term = next((t for t in self.terms() if t.key == key), None)
        if place is None or me is None or term is None:
            return None
        now = snapshot(self._c, self._plan, term, place, me.post.role, self._now)
        mine = _read(self._c, _last(term) & (lists.c.unit_id == place.id))
        return Draft(term, place.name, now, mine[0] if mine else None)

    def received(self, term: str) -> Sequence[Closed]:
        place, found = self._place(Verb.ANSWER_LIST), self._term(term)
        if place is None or found is None:
            return ()
        return _read(self._c, _last(found) & self._below(place))

    def silent(self, term: str) -> Sequence[str]:
        place, found = self._place(Verb.ANSWER_LIST), self._term(term)
        if place is None or found is None:
            return ()
        sent = {one.unit for one in self.received(term)}
        open_ = duties.silent(self._c, self._plan, found, place, local_day(self._now))
        return tuple(unit for unit in open_ if unit not in sent)

    def closed(self, id: int) -> Closed | None:
        place = self._place(Verb.ANSWER_LIST)
        if place is None:
            return None
        found = _read(self._c, (lists.c.id == id) & self._below(place))
        return found[0] if found else None

    def _every(self) -> Sequence[Term]:
        return [t for t in all_of(self._c, self._plan) if t.is_list and t.last_day]

    def _term(self, key: str) -> Term | None:
        return next((t for t in self._every() if t.key == key), None)

    def _place(self, verb: Verb) -> duties.Place | None:
        """Where the present post acts; None where it may not."""
        me = self._me
        if me is None or not may(me.post, verb, me.post.path):
            return None
        return duties.place_of(self._plan, me.post)

    def _below(self, place: duties.Place) -> ColumnElement[bool]:
        """Lists of the units one level down, and of no others."""
        level = duties.level_under(self._c, self._plan, place, local_day(self._now))
        return and_(units.c.parent_id == place.id, units.c.level == (level.id if level else ""))


def by_id(c: Connection, id: int) -> Closed:
    return _read(c, lists.c.id == id)[0]


def _last(term: Term) -> ColumnElement[bool]:
    return and_(lists.c.term == term.id, ~FOLLOWED)


def _read(c: Connection, where: ColumnElement[bool]) -> tuple[Closed, ...]:
    return tuple(_closed(row) for row in c.execute(_LISTS.where(where)))


def _closed(row: AnyRow) -> Closed:
    return Closed(
        id=row.id, term=row.term.partition(":")[2], number=row.number, unit_id=row.unit_id,
        unit=row.unit, state=row.state, snapshot=from_json(row.body), by=row.author or "",
        at=row.at, before=from_json(row.before) if row.before else None, note=row.note,
        answered_by=row.answerer or "", answered_at=row.answered_at, is_last=not row.followed,
    )  # fmt: skip
