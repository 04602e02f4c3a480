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

from sqlalchemy import Connection, delete, func, insert, select, update

from campaign.calendar import waking
from campaign.reorganisation import Scheme, scheme
from campaign.reorganisation_file import Change, parse
from campaign.units import Unit
from campaign.vietnam import local_day
from storage import audit, cluster_heirs, handing_over, reform_told, states, tree
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
    known = states.known(c, on)
    if not any(u.stands_on(on - timedelta(days=1)) for u in known):
        return Report((f"There are no units on {on - timedelta(days=1)}.",))
    found = scheme(changes, known, on)
    if found.problems:
        return Report(found.problems)
    id = _keep(c, source, on, now)
    new = states.begin(c, found, {u.id: u for u in known}, on)
    states.write(c, id, found, new, known, on)
    _made(c, id, {"units": sorted(new.values())})
    planned = on > local_day(now)
    if not planned:
        _do(c, id, on, now)
    return _report(c, id, found, known, on, planned=planned)


def do_due(c: Connection, now: datetime) -> int:
    """Do the reorganisations whose day has come; how many."""
    planned = select(reorganisations).where(reorganisations.c.state == PLANNED)
    rows = c.execute(planned.order_by(reorganisations.c.day).with_for_update()).all()
    due = [row for row in rows if row.day <= local_day(now)]
    if due:
        _work_out_again(c, rows)
    for row in due:
        _do(c, row.id, row.day, now)
    return len(due)


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


# --- its day


def _work_out_again(c: Connection, rows: Sequence[AnyRow]) -> None:
    """Take in what has come since plans were loaded, as a village of a commune that is to end.
    What cannot be worked out any more is done as it was planned.
    """
    before = c.begin_nested()
    for row in reversed(rows):
        states.forget(c, row.id, row.day)
    if all(_planned_anew(c, row, rows[place:]) for place, row in enumerate(rows)):
        before.commit()
    else:
        before.rollback()


def _planned_anew(c: Connection, row: AnyRow, coming: Sequence[AnyRow]) -> bool:
    """Whether it could be; `coming` are this and the later ones, whose units are not there yet."""
    begun = select(table.c.code, table.c.id).where(table.c.id.in_(row.made["units"]))
    new = {unit.code: unit.id for unit in c.execute(begun)}
    later = {id for one in coming for id in one.made["units"]}
    known = [u for u in states.known(c, row.day) if u.id not in later]
    found = scheme(parse(row.source, row.file), known, row.day)
    if not found.problems:
        states.write(c, row.id, found, new, known, row.day)
    return not found.problems


def _do(c: Connection, id: int, on: date, now: datetime) -> None:
    states.copy(c, id, on)
    heirs = states.heirs(c, id, on)
    made = handing_over.hand_over(c, heirs, on, now)
    _made(c, id, made)
    reform_told.tell(c, id, made["posts"], now)
    cluster_heirs.tell(c, id, made["clusters"], now, waking(now))
    c.execute(_event(id).values(state=DONE, done_at=now))
    audit.note(c, now, None, "reorganised", "event", id)


# --- undoing


def _take_back(c: Connection, row: AnyRow) -> None:
    handing_over.take_back(c, row.made)
    reform_told.take_back(c, row.id)
    states.copy(c, row.id, row.day - timedelta(days=1))


def _forget(c: Connection, row: AnyRow) -> None:
    states.forget(c, row.id, row.day)
    c.execute(delete(table).where(table.c.id.in_(row.made["units"])))


# --- the report


def _report(  # noqa: PLR0913 - what was loaded, and what it found
    c: Connection, id: int, found: Scheme, known: Sequence[Unit], on: date, *, planned: bool
) -> Report:
    touched = select(unit_states.c.unit_id).where(unit_states.c.reorganisation_id == id)
    lie = select(func.count()).where(records.c.unit_id.in_(touched), records.c.discarded.is_(False))
    by_id = {u.id: u for u in known}
    moved = [i for i, g in found.goes_on.items() if g.parent != by_id[i].parent_id]
    renamed = {i: g for i, g in found.goes_on.items() if g.name != by_id[i].name}
    posts, without = handing_over.posts_of(c, states.heirs(c, id, on), on)
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
