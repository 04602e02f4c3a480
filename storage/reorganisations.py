"""Reorganisations of the tree of units: kept as events, done on their day, undone bit by bit.

The hard idea: an event is written down as states of the units it touches (`storage.tree`) the
moment it is loaded, so that every question about a day has its answer from then on, and the first
of its day copies the states of that day into `units`, where everything that happens now reads the
tree. From a unit's path all else follows: villages lie under their new commune, records move with
the unit they lie at, numbers are summed up along it, and what ended lies under its heir. Only posts
and invites are persons' and are passed on one by one; what that changed stands in `made`. Undoing
copies the states of the day before back. `campaign.reorganisation` works out what becomes of whom.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from campaign.reorganisation import Scheme, scheme
from campaign.reorganisation_file import Change, parse
from campaign.text import fold
from campaign.units import LEVELS, Unit
from campaign.vietnam import local_day
from storage import audit, handing_over, tree, units
from storage.paths import path_of
from storage.tables import records, reorganisations, unit_states
from storage.tables import units as table
from storage.types import AnyRow

PLANNED, DONE, UNDONE = "planned", "done", "undone"


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and who brought it."""

    file: str
    sha256: str
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a reorganisation did or would do; with problems it did nothing."""

    problems: tuple[str, ...] = ()
    before: Mapping[str, int] | None = None  # standing units by level, the day before
    after: Mapping[str, int] | None = None  # and on the day
    new: int = 0
    ended: int = 0
    moved: int = 0  # units that go on and lie elsewhere
    renamed: tuple[str, ...] = ()
    records: int = 0  # that lie elsewhere afterwards
    posts: int = 0  # passed on to an heir
    without: tuple[str, ...] = ()  # people whose post ends with its unit
    planned: bool = False  # the day is still to come


def load(
    c: Connection, source: Source, changes: Sequence[Change], on: date, now: datetime
) -> Report:
    """Keep a reorganisation, and do it where its day has come: all of it or nothing."""
    last = c.scalar(select(func.max(reorganisations.c.day)).where(_kept()))
    if last is not None and last >= on:
        return Report((f"A reorganisation of {last} is kept; undo it first.",))
    known = _known(c, on)
    if not any(u.stands_on(on - timedelta(days=1)) for u in known):
        return Report((f"There are no units on {on - timedelta(days=1)}.",))
    found = scheme(changes, known, on)
    if found.problems:
        return Report(found.problems)
    id = _keep(c, source, on, now)
    new = _begin(c, found, {u.id: u for u in known}, on)
    _write_states(c, id, found, new, known, on)
    _made(c, id, {"units": sorted(new.values())})
    planned = on > local_day(now)
    if not planned:
        _do(c, id, on, now)
    return _report(c, id, found, known, on, planned=planned)


def do_due(c: Connection, now: datetime) -> int:
    """Do the reorganisations whose day has come; how many."""
    due = select(reorganisations.c.id, reorganisations.c.day).where(
        reorganisations.c.state == PLANNED, reorganisations.c.day <= local_day(now)
    )
    rows = c.execute(due.order_by(reorganisations.c.day).with_for_update(skip_locked=True)).all()
    for row in rows:
        _work_out_again(c, row.id, row.day)
        _do(c, row.id, row.day, now)
    return len(rows)


def undo(c: Connection, sha256: str, on: date, now: datetime) -> tuple[str, ...]:
    """Bring back what was before a reorganisation; why that cannot be, one sentence each."""
    row = c.execute(
        select(reorganisations).where(_kept()).order_by(reorganisations.c.day.desc()).limit(1)
    ).one_or_none()
    if row is None or row.day != on:
        return (f"The last reorganisation that is kept is not of {on}.",)
    if row.sha256 != sha256:
        return (f"The reorganisation of {on} was loaded from another file ({row.file}).",)
    written = handing_over.written(c, row.id, row.made)
    if written:
        return written
    if row.state == DONE:
        _take_back(c, row)
    _forget(c, row)
    c.execute(_event(row.id).values(state=UNDONE, undone_at=now))
    audit.note(c, now, None, "reorganise_undo", "event", row.id)
    return ()


def _known(c: Connection, on: date) -> tuple[Unit, ...]:
    """Every unit as it is on the day before."""
    then = tree.on(on - timedelta(days=1))
    return units.listed(c, then.c.id.is_not(None), then)


def _kept() -> Any:  # noqa: ANN401 - a SQL condition
    return reorganisations.c.state != UNDONE


def _event(id: int) -> Any:  # noqa: ANN401 - an UPDATE
    return update(reorganisations).where(reorganisations.c.id == id)


def _keep(c: Connection, source: Source, on: date, now: datetime) -> int:
    new = insert(reorganisations).values(
        day=on, state=PLANNED, file=source.file, sha256=source.sha256, source=source.text,
        by=source.by, at=now, made={},
    )  # fmt: skip
    id = int(c.execute(new.returning(reorganisations.c.id)).scalar_one())
    audit.note(c, now, None, "reorganise", "event", id)
    return id


def _made(c: Connection, id: int, more: Mapping[str, Any]) -> None:
    made = c.execute(select(reorganisations.c.made).where(reorganisations.c.id == id)).scalar_one()
    c.execute(_event(id).values(made={**made, **more}))


# --- the tree


def _begin(c: Connection, found: Scheme, known: Mapping[int, Unit], on: date) -> Mapping[str, int]:
    """Add the units that begin; their ids by code. Paths come with those of the whole tree."""
    made = {}
    for unit in found.new:
        row = insert(table).values(
            code=unit.code, name=unit.name, folded=fold(unit.name), kind=unit.kind,
            level=LEVELS[unit.kind], parent_id=unit.parent, path="", valid_from=on,
        )  # fmt: skip
        id = int(c.execute(row.returning(table.c.id)).scalar_one())
        path = path_of((*known[unit.parent].path, id))
        c.execute(update(table).where(table.c.id == id).values(path=path))
        made[unit.code] = id
    return made


def _write_states(  # noqa: PLR0913, PLR0917 - an event, and the trees before and after it
    c: Connection,
    id: int,
    found: Scheme,
    new: Mapping[str, int],
    known: Sequence[Unit],
    on: date,
) -> None:
    """For each unit that changes, what it was until the day and what it is from then on."""
    after = _after(found, new, known, on)
    changed = [u for u in known if after[u.id] != _state(u)]
    before = on - timedelta(days=1)
    ids = [u.id for u in changed]
    ending = update(unit_states).where(
        unit_states.c.unit_id == bindparam("unit"), unit_states.c.until.is_(None)
    )
    have = set(c.execute(select(unit_states.c.unit_id).distinct()).scalars())
    ended = [{"unit": u, "until": before} for u in ids if u in have]
    if ended:
        c.execute(ending, ended)
    rows = [
        {"unit_id": u.id, "since": tree.ALWAYS, "until": before, **_state(u)}
        for u in changed
        if u.id not in have
    ]
    rows += [{"unit_id": u.id, "since": on, "until": None, **after[u.id]} for u in changed]
    if rows:
        c.execute(insert(unit_states), [{"reorganisation_id": id, **row} for row in rows])


def _state(unit: Unit) -> dict[str, Any]:
    return {
        "code": unit.code, "name": unit.name, "folded": fold(unit.name), "kind": unit.kind,
        "parent_id": unit.parent_id, "path": path_of(unit.path), "valid_to": unit.valid_to,
    }  # fmt: skip


def _after(
    found: Scheme, new: Mapping[str, int], known: Sequence[Unit], on: date
) -> Mapping[int, dict[str, Any]]:
    """The state of every known unit from the day on."""
    after = {u.id: _state(u) for u in known}
    for id, goes in found.goes_on.items():
        parent = new[goes.parent] if isinstance(goes.parent, str) else goes.parent
        after[id] |= {
            "code": goes.code, "name": goes.name, "folded": fold(goes.name), "kind": goes.kind,
            "parent_id": parent,
        }  # fmt: skip
    for id, heir in found.ended.items():
        after[id]["valid_to"] = on - timedelta(days=1)
        if heir is not None:
            after[id]["parent_id"] = new[heir] if isinstance(heir, str) else heir
    above = {id: state["parent_id"] for id, state in after.items()}
    above |= {new[unit.code]: unit.parent for unit in found.new}
    for id, state in after.items():
        state["path"] = path_of(_climb(above, id))
    return after


def _climb(above: Mapping[int, int | None], id: int) -> tuple[int, ...]:
    """The ids from the top down to a unit."""
    found = [id]
    while (parent := above[found[-1]]) is not None:
        found.append(parent)
    return tuple(reversed(found))


# --- its day


def _work_out_again(c: Connection, id: int, on: date) -> None:
    """Take in what has come since a plan was loaded, as a village of a commune that is to end."""
    row = c.execute(select(reorganisations).where(reorganisations.c.id == id)).one()
    begun = select(table.c.code, table.c.id).where(table.c.id.in_(row.made["units"]))
    new = {unit.code: unit.id for unit in c.execute(begun)}
    known = [u for u in _known(c, on) if u.id not in new.values()]
    found = scheme(parse(row.source, row.file), known, on)
    if not found.problems:
        _forget_states(c, id, on)
        _write_states(c, id, found, new, known, on)


def _do(c: Connection, id: int, on: date, now: datetime) -> None:
    _copy(c, id, on)
    heirs = _heirs(c, id, on)
    _made(c, id, handing_over.hand_over(c, heirs, on, now))
    c.execute(_event(id).values(state=DONE, done_at=now))
    audit.note(c, now, None, "reorganised", "event", id)


def _copy(c: Connection, id: int, day: date) -> None:
    """The states of a day become what `units` says, and records lie where their unit lies."""
    touched = select(unit_states.c.unit_id).where(unit_states.c.reorganisation_id == id)
    rows = c.execute(
        select(unit_states).where(unit_states.c.unit_id.in_(touched), tree.is_on(unit_states, day))
    ).all()
    new = [{"unit": r.unit_id} | {f"new_{k}": getattr(r, k) for k in tree.KEPT} for r in rows]
    if new:
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in tree.KEPT}
        c.execute(update(table).where(table.c.id == bindparam("unit")).values(values), new)
    path = select(table.c.path).where(table.c.id == records.c.unit_id).scalar_subquery()
    c.execute(update(records).where(records.c.unit_id.in_(touched)).values(path=path))


def _heirs(c: Connection, id: int, on: date) -> Mapping[int, int | None]:
    """By unit that ended with this event, who inherits."""
    ended = select(unit_states.c.unit_id, unit_states.c.parent_id).where(
        unit_states.c.reorganisation_id == id, unit_states.c.since == on,
        unit_states.c.valid_to == on - timedelta(days=1),
    )  # fmt: skip
    level = {row.id: row.level for row in c.execute(select(table.c.id, table.c.level))}
    rows = c.execute(ended).all()
    return {
        r.unit_id: r.parent_id if level[r.unit_id] == level.get(r.parent_id) else None for r in rows
    }


# --- undoing


def _take_back(c: Connection, row: AnyRow) -> None:
    handing_over.take_back(c, row.made)
    _copy(c, row.id, row.day - timedelta(days=1))


def _forget(c: Connection, row: AnyRow) -> None:
    _forget_states(c, row.id, row.day)
    c.execute(delete(table).where(table.c.id.in_(row.made["units"])))


def _forget_states(c: Connection, id: int, on: date) -> None:
    """The states of an event go; those before it last on."""
    own = unit_states.c.reorganisation_id == id
    touched = select(unit_states.c.unit_id).where(own, unit_states.c.since == on)
    lasting = update(unit_states).where(
        unit_states.c.until == on - timedelta(days=1), unit_states.c.unit_id.in_(touched), ~own
    )
    c.execute(lasting.values(until=None))
    c.execute(delete(unit_states).where(own))


# --- the report


def _report(  # noqa: PLR0913 - what was loaded, and what it found
    c: Connection, id: int, found: Scheme, known: Sequence[Unit], on: date, *, planned: bool
) -> Report:
    touched = select(unit_states.c.unit_id).where(unit_states.c.reorganisation_id == id)
    lie = select(func.count()).where(records.c.unit_id.in_(touched), records.c.discarded.is_(False))
    by_id = {u.id: u for u in known}
    moved = [i for i, g in found.goes_on.items() if g.parent != by_id[i].parent_id]
    renamed = {i: g for i, g in found.goes_on.items() if g.name != by_id[i].name}
    posts, without = handing_over.posts_of(c, _heirs(c, id, on), on)
    return Report(
        before=_levels(c, on - timedelta(days=1)), after=_levels(c, on),
        new=len(found.new), ended=len(found.ended), moved=len(moved),
        renamed=tuple(f"{by_id[i].name} → {g.name}" for i, g in renamed.items()),
        records=int(c.scalar(lie) or 0), posts=posts, without=without, planned=planned,
    )  # fmt: skip


def _levels(c: Connection, day: date) -> Mapping[str, int]:
    then = tree.on(day)
    found = select(then.c.level, func.count()).where(tree.standing(then, day))
    return {level: int(n) for level, n in c.execute(found.group_by(then.c.level))}
