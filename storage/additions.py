"""Local criteria and models as they are kept, and whose they are by now.

Nothing is handed over when units are reorganised: the tree says it all. Below a unit that ended
lies nothing any more, and it lies itself under its heir, so an addition is its heir's by the path
of its unit alone. Where nobody inherits, as when a district ends, it ends with its unit, unless the
whole province has adopted it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    bindparam,
    insert,
    or_,
    select,
    update,
)

from campaign.addition_wishes import MakeAddition
from campaign.additions import (
    IN_FORCE,
    Act,
    Addition,
    Kind,
    State,
    acts,
    at_place,
    waits_for,
)
from campaign.people import Person, Post, Role
from campaign.plan import AnswerKind
from storage.paths import ids_of, path_of
from storage.ranges import Paths, within
from storage.staff import POST_OF
from storage.tables import additions, people, units
from storage.types import AnyRow

UNDECIDED = (State.PROPOSED, State.RAISED)
WITH_ABOVE = 2  # as long is a path with a unit above

_ENDED = units.c.valid_to.is_not(None)  # its additions are its heir's by now, wherever that is


@dataclass(frozen=True, slots=True)
class _Place:
    """A unit as far as an addition is concerned."""

    name: str
    level: str
    valid_to: date | None


def found(
    c: Connection, where: ColumnElement[bool], on: date, lie: FromClause = units
) -> tuple[Addition, ...]:
    """The additions of a condition, the oldest first, and whose they are on a day; `lie` is the
    tree of that day.
    """
    return _found(c, _every(lie).where(where), on, lie)


def _found(
    c: Connection, asked: Select[Any], on: date, lie: FromClause, **said: Collection[int]
) -> tuple[Addition, ...]:
    rows = c.execute(asked, said).all()
    places = _places(c, lie, {id for row in rows for id in ids_of(row.path)})
    return tuple(_addition(row, places, on) for row in rows)


@lru_cache(maxsize=64)
def _every(lie: FromClause) -> Select[Any]:
    return (
        select(additions, lie.c.path, people.c.name.label("by"))
        .join(lie, lie.c.id == additions.c.unit_id)
        .join(people, people.c.id == additions.c.person_id)
        .order_by(additions.c.id)
    )


_CONCERNS = _every(units).where(
    additions.c.state.in_(IN_FORCE),
    or_(
        additions.c.unit_id.in_(bindparam("ids", expanding=True)),
        additions.c.state == State.ADOPTED, _ENDED,
    ),
)  # fmt: skip


def _places(c: Connection, lie: FromClause, ids: Collection[int]) -> Mapping[int, _Place]:
    if not ids:
        return {}
    asked = select(lie.c.id, lie.c.name, lie.c.level, lie.c.valid_to)
    rows = c.execute(asked.where(lie.c.id.in_(ids)))
    return {row.id: _Place(row.name, row.level, row.valid_to) for row in rows}


def _addition(row: AnyRow, places: Mapping[int, _Place], on: date) -> Addition:
    path, inherited = _inherited(ids_of(row.path), places, on)
    state = State(row.state)
    if not inherited and state is not State.ADOPTED:
        state = State.WITHDRAWN
    place = path[0] if state is State.ADOPTED else path[-1]
    judge = path[-2] if len(path) >= WITH_ABOVE else path[-1]
    return Addition(
        id=row.id, version=row.version, kind=Kind(row.kind), category=row.category, text=row.text,
        answer=AnswerKind(row.answer), photo=row.photo, state=state, unit=places[path[-1]].name,
        place=places[place].name, path=path, role=Role(row.role),
        above=POST_OF[places[judge].level], by_id=row.person_id, by=row.by, at=row.at,
        note=row.note, began=row.began_at is not None,
    )  # fmt: skip


def _inherited(
    path: tuple[int, ...], places: Mapping[int, _Place], on: date
) -> tuple[tuple[int, ...], bool]:
    """The path of the unit whose it is on a day, and whether there is one."""
    while _is_over(places[path[-1]], on):
        if len(path) < WITH_ABOVE or places[path[-1]].level != places[path[-2]].level:
            return path, False
        path = path[:-1]
    return path, True


def _is_over(place: _Place, on: date) -> bool:
    return place.valid_to is not None and place.valid_to < on


# --- who looks for what


def at(c: Connection, path: Sequence[int], on: date) -> tuple[Addition, ...]:
    """What is in force at a place, that of the topmost unit first."""
    return at_place(in_force(c, path, on), path)


def in_force(c: Connection, ids: Collection[int], on: date) -> tuple[Addition, ...]:
    """What is in force and may concern one of these units."""
    return _found(c, _CONCERNS, on, units, ids=tuple(ids))


def with_ids(c: Connection, ids: Collection[int], on: date) -> tuple[Addition, ...]:
    """Those of some ids, whatever became of them."""
    return found(c, additions.c.id.in_(ids), on) if ids else ()


def of_post(c: Connection, post: Post, on: date) -> tuple[Addition, ...]:
    """Everything a post has made, or has inherited."""
    theirs = or_(additions.c.unit_id == post.unit_id, _ENDED & within(units.c.path, _below(post)))
    every = found(c, (additions.c.role == post.role) & theirs, on)
    return tuple(one for one in every if one.path[-1] == post.unit_id)


def undecided(c: Connection, inside: Paths, on: date) -> Sequence[tuple[Addition, datetime]]:
    """What waits for anybody's decision at or under some paths, and since when."""
    open_ = additions.c.state.in_(UNDECIDED) & within(units.c.path, inside)
    asked = select(additions.c.id, additions.c.at, additions.c.settled_at).join(
        units, units.c.id == additions.c.unit_id
    )
    rows = c.execute(asked.where(open_)).all()
    since = {row.id: max(row.at, row.settled_at or row.at) for row in rows}
    return [(one, since[one.id]) for one in with_ids(c, since.keys(), on) if one.state in UNDECIDED]


def waiting(c: Connection, me: Person, on: date) -> tuple[Addition, ...]:
    """What waits for somebody's decision."""
    open_ = additions.c.state.in_(UNDECIDED)
    every = found(c, open_ & within(units.c.path, _below(me.post)), on)
    return tuple(one for one in every if waits_for(one, me))


def _below(post: Post) -> str:
    return path_of(post.path)


def get(c: Connection, id: int, on: date) -> Addition | None:
    return next(iter(found(c, additions.c.id == id, on)), None)


def near(one: Addition, me: Person) -> bool:
    """Whether somebody may see it: it lies at, above or below one of their posts, or is a draft of
    the post they act in.
    """
    if one.state is State.DRAFT:
        return bool(acts(one, me))
    mine = {p.unit_id for p in me.posts}
    return any(one.scope in p.path for p in me.posts) or not mine.isdisjoint(one.path)


def decided_by(one: Addition) -> tuple[Role, tuple[int, ...]]:
    """The role and unit that an addition waits for."""
    if one.state is State.RAISED:
        return Role.PROVINCE, one.path[:1]
    return one.above, (one.judge,)


# --- what is written


def make(c: Connection, wish: MakeAddition, me: Person, state: State, now: datetime) -> int:
    """A new one; the id."""
    new = {
        "unit_id": me.post.unit_id, "role": me.post.role, "person_id": me.id, "at": now,
        "state": state, **_said(wish),
    }  # fmt: skip
    return int(c.execute(insert(additions).values(new).returning(additions.c.id)).scalar_one())


def rewrite(c: Connection, wish: MakeAddition, me: Person, state: State, now: datetime) -> bool:
    """Write one anew; False where somebody else was first."""
    new = {"state": state, "person_id": me.id, "at": now, "note": "", **_said(wish)}
    return _changed(c, wish.instead, wish.version, new)


def _said(wish: MakeAddition) -> dict[str, object]:
    return {
        "kind": wish.kind, "category": wish.category, "text": wish.text, "answer": wish.answer,
        "photo": wish.photo,
    }  # fmt: skip


def move(  # noqa: PLR0913 - who did what to which version, when and why
    c: Connection, one: Addition, act: Act, target: State, *, by: int, note: str, now: datetime
) -> bool:
    """Take a step; False where somebody else was first."""
    new: dict[str, object] = {"state": target, "settled_by_id": by, "settled_at": now, "note": note}
    if act in (Act.PROPOSE, Act.RAISE):
        new |= {"person_id": by}
    if target is State.APPROVED and not one.began:
        new |= {"began_at": now}
    if target is State.WITHDRAWN:
        new |= {"ended_at": now}
    return _changed(c, one.id, one.version, new)


def _changed(c: Connection, id: int, version: int, new: dict[str, object]) -> bool:
    mine = update(additions).where(additions.c.id == id, additions.c.version == version)
    return c.execute(mine.values(**new, version=version + 1)).rowcount == 1
