"""How many registered records answer what a place adds, apart from every number of the plan.

Nothing is kept for this: answers under local keys are few, and an index holds them alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Text,
    case,
    false,
    func,
    or_,
    select,
    text,
    type_coerce,
)

from campaign.addition_wishes import LocalLine
from campaign.additions import MODEL_KEY, Addition, Kind, State
from campaign.plan import AnswerKind
from campaign.units import Unit
from campaign.vietnam import local_day
from campaign.workflow import REGISTERED
from storage import additions as rows
from storage import clusters, tree
from storage.paths import ids_of, path_of
from storage.ranges import within
from storage.tables import additions, answers, history, records, units
from storage.tables.additions import LOCAL_KEYS

_Rows: TypeAlias = Select[Any]
_WRITTEN = type_coerce(answers.c.value, Text)  # as JSON
_IS_STATE = _WRITTEN.startswith('{"state"')
_IS_MODEL = answers.c.key == MODEL_KEY


@dataclass(frozen=True, slots=True)
class _Count:
    records: int
    yes: int


def lines(
    c: Connection, top: Unit, phase: str, as_of: datetime | None, now: datetime
) -> tuple[LocalLine, ...]:
    """What is, or was, in force in a unit or a cụm, or below it: the topmost unit's first."""
    at, below = as_of or now, _paths(c, top, as_of or now)
    lie = tree.on(local_day(at)) if as_of else units
    maybe = _under(lie, below) | additions.c.unit_id.in_(top.path)
    maybe |= (additions.c.state == State.ADOPTED) | lie.c.valid_to.is_not(None)
    begun = rows.found(c, (additions.c.began_at <= at) & maybe, local_day(at), lie)
    near = [a for a in begun if _is_near(a, top, below)]
    if not near:
        return ()
    counted, over = _counts(c, below, phase, as_of), _ended(c, at)
    made = [_line(a, top, counted, in_force=a.id not in over) for a in near]
    return tuple(line for line in made if line.in_force or line.count)


def _paths(c: Connection, top: Unit, at: datetime) -> tuple[str, ...]:
    if top.id > 0:
        return (path_of(top.path),)
    return tuple(path_of(u.path) for u in clusters.members(c, -top.id, local_day(at)))


def _under(lie: FromClause, below: tuple[str, ...]) -> ColumnElement[bool]:
    return or_(false(), *(lie.c.path.startswith(path) for path in below))


def _is_near(one: Addition, top: Unit, below: tuple[str, ...]) -> bool:
    inside = any(ids_of(path)[-1] in one.path for path in below)
    return one.scope in top.path or inside


def _ended(c: Connection, at: datetime) -> frozenset[int]:
    return frozenset(c.scalars(select(additions.c.id).where(additions.c.ended_at <= at)))


def _line(
    one: Addition, top: Unit, counted: Mapping[tuple[str, str], _Count], *, in_force: bool
) -> LocalLine:
    is_model = one.kind is Kind.MODEL
    found = counted.get((MODEL_KEY, one.option) if is_model else (one.key, ""), _Count(0, 0))
    asks_yes = not is_model and one.answer is AnswerKind.YES_PARTLY_NO
    return LocalLine(
        one.id, one.kind, one.category, one.text, one.place, found.records,
        found.yes if asks_yes else None, in_force, one.scope in top.path,
    )  # fmt: skip


def _counts(
    c: Connection, below: tuple[str, ...], phase: str, as_of: datetime | None
) -> dict[tuple[str, str], _Count]:
    """By key, for models also by the one that was chosen."""
    chosen = case((_IS_MODEL, _WRITTEN), else_="").label("chosen")
    yes = func.sum(case((answers.c.value == "yes", 1), else_=0))
    asked = (
        select(answers.c.key, chosen, func.count(), yes)
        .join(records, records.c.id == answers.c.record_id)
        .where(text(f"answers.{LOCAL_KEYS}"), ~_IS_STATE, records.c.phase == phase)
        .group_by(answers.c.key, chosen)
    )
    asked = _now(asked, below) if as_of is None else _then(asked, below, as_of)
    return {
        (key, which.strip('"')): _Count(int(n), int(y or 0))
        for key, which, n, y in c.execute(asked)
    }


def _now(asked: _Rows, below: tuple[str, ...]) -> _Rows:
    return asked.where(records.c.status.in_(REGISTERED), within(records.c.path, below))


def _then(asked: _Rows, below: tuple[str, ...], as_of: datetime) -> _Rows:
    """By the last step of each record until then, where its unit lay on that day."""
    lie = tree.on(local_day(as_of))
    last = (
        select(history.c.target)
        .where(history.c.record_id == records.c.id, history.c.at <= as_of)
        .order_by(history.c.at.desc(), history.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return asked.join(lie, lie.c.id == records.c.unit_id).where(
        last.in_(REGISTERED), answers.c.at <= as_of, _under(lie, below)
    )
