"""Which units have done what they owe for a term, and by what.

Nothing is marked as done: a duty is done because the record, the list or the report is there, so it
opens again by itself when more is asked for.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Select, func, select, true

from campaign.calendar import Term, level_below
from campaign.closing import MEND, RECEIVED
from campaign.duties import Done, End
from campaign.people import Role
from campaign.plan import Plan
from storage import tree
from storage.tables import lists, nothings, records, reports, units
from storage.types import AnyRow


def ended(  # noqa: PLR0913, PLR0917 - of which units, for what, on which day
    c: Connection, plan: Plan, term: Term, level: str, within: str, today: date
) -> Mapping[int, Done]:
    """By unit of `level` under `within`, a path in the tree of a day: who has done theirs."""
    lie = tree.on(today)
    there = lie.c.path.startswith(within, autoescape=True), lie.c.level == level
    done = _own(c, plan, term, level, units.c.id.in_(select(lie.c.id).where(*there)), today)
    heir = tree.on(today, "heir")
    over = (
        select(lie.c.id, lie.c.valid_to, heir.c.id.label("heir"), heir.c.valid_from)
        .join(heir, heir.c.id == lie.c.parent_id)
        .where(*there, lie.c.valid_to.is_not(None), heir.c.level == level)
        .order_by(heir.c.valid_from)
    )
    return done | _inherited(c.execute(over).all(), done)


def _own(  # noqa: PLR0913, PLR0917 - of which units, for what, on which day
    c: Connection, plan: Plan, term: Term, level: str, inside: ColumnElement[bool], today: date
) -> dict[int, Done]:
    role = next(one.role for one in plan.levels if one.id == level)
    if not term.is_list:
        return _reported(c, term, inside)
    if role == Role.REPORTER:
        return _answered(c, term, inside)
    if level == plan.levels[0].id:
        return _received(c, plan, term, inside, today)
    return _closed(c, term, inside)


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


def _reported(c: Connection, term: Term, inside: ColumnElement[bool]) -> dict[int, Done]:
    found = (
        select(reports)
        .join(units, units.c.id == reports.c.unit_id)
        .where(reports.c.term == term.id, inside)
        .order_by(reports.c.id)  # of several the last one counts
    )
    return {
        row.unit_id: Done(End.REPORT, row.at, row.number, row.date, row.evidence_id is not None)
        for row in c.execute(found)
    }


def _answered(c: Connection, term: Term, inside: ColumnElement[bool]) -> dict[int, Done]:
    """A village answers by introducing somebody, or by saying that there is nobody now."""
    none = (
        select(nothings.c.unit_id, nothings.c.at)
        .join(units, units.c.id == nothings.c.unit_id)
        .where(nothings.c.term == term.id, inside)
    )
    sent = (
        select(records.c.author_unit_id)
        .join(units, units.c.id == records.c.author_unit_id)
        .where(
            records.c.author_role == Role.REPORTER, records.c.number.is_not(None), inside,
            true() if term.deadline.phase is None else records.c.phase == term.deadline.phase,
        )
        .distinct()
    )  # fmt: skip
    done = {row.unit_id: Done(End.NOTHING, row.at) for row in c.execute(none)}
    return done | {id: Done(End.REGISTERED) for id in c.execute(sent).scalars()}


def _closed(c: Connection, term: Term, inside: ColumnElement[bool]) -> dict[int, Done]:
    rows = c.execute(latest_lists(term).where(inside))
    return {
        row.unit_id: Done(End.LIST, row.at, str(row.number)) for row in rows if row.state != MEND
    }


def latest_lists(term: Term) -> Select[tuple[int, int, str, str, datetime]]:
    """The last list of each unit in a term: unit_id, number, state, note, at."""
    last = (
        select(lists.c.unit_id, func.max(lists.c.number).label("number"))
        .where(lists.c.term == term.id)
        .group_by(lists.c.unit_id)
        .subquery()
    )
    return (
        select(lists.c.unit_id, lists.c.number, lists.c.state, lists.c.note, lists.c.at)
        .join(last, (last.c.unit_id == lists.c.unit_id) & (last.c.number == lists.c.number))
        .join(units, units.c.id == lists.c.unit_id)
        .where(lists.c.term == term.id)
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
    lists_ = c.execute(latest_lists(term).where(units.c.id.in_(wanted))).all()
    received = {row.unit_id for row in lists_ if row.state == RECEIVED}
    if not wanted or not wanted <= received:
        return {}
    return {id: Done(End.RECEIVED) for id in c.execute(select(units.c.id).where(inside)).scalars()}
