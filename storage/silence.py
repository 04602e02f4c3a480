"""Villages that have not answered the round of a phase. They are invited, and never late."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, and_

from campaign.calendar import Term, last_day, level_of, terms
from campaign.people import Role
from campaign.plan import Plan
from campaign.units import Unit
from storage import tree
from storage import units as rows
from storage.ended import ended
from storage.ranges import within
from storage.tables import units
from storage.terms import given


def villages(
    c: Connection, plan: Plan, phase: str, paths: Sequence[str], today: date
) -> tuple[Unit, ...]:
    """Those under one of the paths that stand today and stood when the round ended."""
    level, term = level_of(plan, Role.REPORTER), _round(c, plan, phase, today)
    if level is None or term is None:
        return ()
    done = [ended(c, plan, term, level.id, path, today) for path in paths]
    found = rows.listed(c, and_(
        within(units.c.path, tuple(paths)), units.c.level == level.id,
        tree.standing(units, min(today, term.last_day or today)), tree.standing(units, today),
    ))  # fmt: skip
    return tuple(unit for unit in found if not any(unit.id in one for one in done))


def _round(c: Connection, plan: Plan, phase: str, today: date) -> Term | None:
    """The round of a phase that villages are asked in now: the next to end, else the last one."""
    level, set_ = level_of(plan, Role.REPORTER), given(c, plan)
    mine = [
        term
        for term in terms(plan, set_)
        if term.is_list and term.deadline.phase == phase
        if level and last_day(plan, term, level.id, set_) is not None
    ]
    coming = [term for term in mine if term.last_day and term.last_day >= today]
    return next(iter(coming), mine[-1] if mine else None)
