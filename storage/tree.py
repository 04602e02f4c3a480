"""The tree of units as it is on a day, in the columns of `units`.

The hard idea: `units` holds the tree of today, which everything that happens now reads. What a unit
was before a reorganisation, and what it will be after one that is planned, are its states, one
after another without a gap (`unit_states`, written by `storage.reorganisations`). A unit that no
reorganisation has touched has none and always was as it is. A code is whoever bears it on the day.
"""

from datetime import date
from functools import lru_cache

from sqlalchemy import ColumnElement, FromClause, and_, case, or_, select

from storage.tables import unit_states, units

ALWAYS = date(1, 1, 1)  # since when the first state of a unit is
KEPT = ("code", "name", "folded", "kind", "parent_id", "path", "valid_to")  # in a state


@lru_cache(maxsize=64)  # to make its columns anew takes longer than to read a unit by them
def on(day: date, name: str = "tree") -> FromClause:
    """Every unit as it is on a day, also those that do not stand then; see `standing`."""
    state = unit_states.alias("state")
    known = state.c.unit_id.is_not(None)
    columns = (case((known, state.c[kept]), else_=units.c[kept]).label(kept) for kept in KEPT)
    return (
        select(units.c.id, units.c.level, units.c.valid_from, *columns)
        .outerjoin(state, and_(state.c.unit_id == units.c.id, is_on(state, day)))
        .subquery(name)
    )


def is_on(state: FromClause, day: date) -> ColumnElement[bool]:
    """The states there are on a day."""
    return and_(state.c.since <= day, or_(state.c.until.is_(None), state.c.until >= day))


@lru_cache(maxsize=64)
def standing(tree: FromClause, day: date) -> ColumnElement[bool]:
    """The units there are on a day."""
    ends = tree.c.valid_to
    return and_(tree.c.valid_from <= day, or_(ends.is_(None), ends >= day))
