"""Which units have done what they owe for a term, and by what.

Nothing is marked as done: a duty is done because the record, the list or the report is there, so it
opens again by itself when more is asked for.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TypeAlias, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from campaign.calendar import Term, level_below
from campaign.closing import MEND, RECEIVED
from campaign.duties import Done, End
from campaign.people import Role
from campaign.plan import Plan
from storage import tree
from storage.tables import lists, nothings, records, reports, units
from storage.types import AnyRow

T = TypeVar("T")
Found: TypeAlias = Mapping[str, dict[int, T]]  # by term and unit


class Ended:
    """Who of the units of `level` under `within`, a path in the tree of a day, has done what for
    which term. What the terms have in common is read once for all of them.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - of which units, for what, on which day
        self, c: Connection, plan: Plan, terms: Iterable[Term], level: str, within: str, today: date
    ) -> None:
        self._c, self._plan, self._level, self._today = c, plan, level, today
        self._terms = [term.id for term in terms]
        lie = tree.on(today)
        self._there = lie.c.path.startswith(within, autoescape=True), lie.c.level == level
        self._inside = units.c.id.in_(select(lie.c.id).where(*self._there))

    def by(self, term: Term) -> dict[int, Done]:
        """By unit, what ended its part of a term."""
        own = self._own(term)
        return own | _inherited(self._over, own)

    def wanted(self, term: Term, unit_id: int) -> str:
        """What the level above wants in the list a unit sent up last."""
        row = self._lists.get(term.id, {}).get(unit_id)
        return row.note if row is not None and row.state == MEND else ""

    def _own(self, term: Term) -> dict[int, Done]:
        role = next(one.role for one in self._plan.levels if one.id == self._level)
        if not term.is_list:
            return self._reports.get(term.id, {})
        if role == Role.REPORTER:
            return self._answered(term)
        if self._level == self._plan.levels[0].id:
            return _received(self._c, self._plan, term, self._inside, self._today)
        lists_ = self._lists.get(term.id, {}).items()
        return {id: _closed(row) for id, row in lists_ if row.state != MEND}

    def _answered(self, term: Term) -> dict[int, Done]:
        """A village answers by introducing somebody, or by saying that there is nobody now."""
        phase = term.deadline.phase
        sent = {id for id, of in self._introduced if phase is None or of == phase}
        return self._nothings.get(term.id, {}) | {id: Done(End.REGISTERED) for id in sent}

    @cached_property
    def _over(self) -> Sequence[AnyRow]:
        """The units that are over, and where each went on."""
        lie, heir = tree.on(self._today), tree.on(self._today, "heir")
        found = (
            select(lie.c.id, lie.c.valid_to, heir.c.id.label("heir"), heir.c.valid_from)
            .join(heir, heir.c.id == lie.c.parent_id)
            .where(*self._there, lie.c.valid_to.is_not(None), heir.c.level == self._level)
            .order_by(heir.c.valid_from)
        )
        return self._c.execute(found).all()

    @cached_property
    def _reports(self) -> Found[Done]:
        found = (
            select(reports)
            .join(units, units.c.id == reports.c.unit_id)
            .where(reports.c.term.in_(self._terms), self._inside)
            .order_by(reports.c.id)  # of several the last one counts
        )
        return _by_term((row, _reported(row)) for row in self._c.execute(found))

    @cached_property
    def _nothings(self) -> Found[Done]:
        found = (
            select(nothings.c.term, nothings.c.unit_id, nothings.c.at)
            .join(units, units.c.id == nothings.c.unit_id)
            .where(nothings.c.term.in_(self._terms), self._inside)
        )
        return _by_term((row, Done(End.NOTHING, row.at)) for row in self._c.execute(found))

    @cached_property
    def _introduced(self) -> Collection[tuple[int, str | None]]:
        """The villages that have introduced somebody, each in a phase."""
        found = (
            select(records.c.author_unit_id, records.c.phase)
            .join(units, units.c.id == records.c.author_unit_id)
            .where(
                records.c.author_role == Role.REPORTER, records.c.number.is_not(None), self._inside
            )
            .distinct()
        )
        return {(row.author_unit_id, row.phase) for row in self._c.execute(found)}

    @cached_property
    def _lists(self) -> Found[AnyRow]:
        rows = self._c.execute(latest_lists(self._terms).where(self._inside))
        return _by_term((row, row) for row in rows)


def ended(  # noqa: PLR0913, PLR0917 - of which units, for what, on which day
    c: Connection, plan: Plan, term: Term, level: str, within: str, today: date
) -> Mapping[int, Done]:
    """The same of one term alone."""
    return Ended(c, plan, [term], level, within, today).by(term)


def _by_term(found: Iterable[tuple[AnyRow, T]]) -> Found[T]:
    """What was found of each unit, by term."""
    by = defaultdict[str, dict[int, T]](dict)
    for row, what in found:
        by[row.term][row.unit_id] = what
    return by


def _reported(row: AnyRow) -> Done:
    return Done(End.REPORT, row.at, row.number, row.date, row.evidence_id is not None)


def _closed(row: AnyRow) -> Done:
    return Done(End.LIST, row.at, str(row.number))


def _inherited(over: Sequence[AnyRow], own: Mapping[int, Done]) -> dict[int, Done]:
    """A unit that began where others ended has done what all of those had done before."""
    done, parts = dict(own), defaultdict[int, list[int]](list)
    for row in over:
        if row.valid_to == row.valid_from - timedelta(days=1):
            parts[row.heir].append(row.id)
    for heir, ids in parts.items():
        if heir not in done and done.keys() >= set(ids):
            done[heir] = Done(done[ids[0]].how)
    return {id: end for id, end in done.items() if id not in own}


def latest_lists(terms: Collection[str]) -> Select[tuple[str, int, int, str, str, datetime]]:
    """The last list of each unit in each term: term, unit_id, number, state, note, at."""
    wanted = lists.c.term.in_(terms)
    last = (
        select(lists.c.term, lists.c.unit_id, func.max(lists.c.number).label("number"))
        .where(wanted)
        .group_by(lists.c.term, lists.c.unit_id)
        .subquery()
    )
    of = lists.c.term == last.c.term, lists.c.unit_id == last.c.unit_id
    return (
        select(
            lists.c.term, lists.c.unit_id, lists.c.number, lists.c.state, lists.c.note, lists.c.at
        )
        .join(last, and_(*of, lists.c.number == last.c.number))
        .join(units, units.c.id == lists.c.unit_id)
        .where(wanted)
    )


def _received(
    c: Connection, plan: Plan, term: Term, inside: ColumnElement[bool], today: date
) -> dict[int, Done]:
    """The top has done its part when it has received the list of every unit one level below it:
    of those that stood on the last day, for what has ended or begun since owes nothing.
    """
    day = min(today, term.last_day or today)
    lie = tree.on(day)
    below = select(lie.c.id, lie.c.level).where(
        lie.c.parent_id.in_(select(units.c.id).where(inside)), tree.standing(lie, day)
    )
    rows = c.execute(below).all()
    level = level_below(plan, plan.levels[0].id, {row.level for row in rows})
    wanted = {row.id for row in rows if level and row.level == level.id}
    lists_ = c.execute(latest_lists([term.id]).where(units.c.id.in_(wanted))).all()
    received = {row.unit_id for row in lists_ if row.state == RECEIVED}
    if not wanted or not wanted <= received:
        return {}
    return {id: Done(End.RECEIVED) for id in c.execute(select(units.c.id).where(inside)).scalars()}
