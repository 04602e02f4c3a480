"""Units and where they lie: an id means one unit for ever, a code whoever bears it on a day.

What takes a day reads the tree of that day (`storage.tree`), the rest that of today.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    and_,
    bindparam,
    insert,
    select,
    update,
)

from campaign.calendar import level_of
from campaign.people import Role
from campaign.plan import Plan
from campaign.text import clean, fold
from campaign.units import LEVELS, Unit, bare, closeness, place_in_list
from campaign.units_check import check
from campaign.units_file import UnitRow
from storage import tree
from storage.paths import ids_of, path_of
from storage.tables import units

FOUND = 50  # as many as a search gives
LONGEST_ID = 18  # digits that surely fit the column


@dataclass(frozen=True, slots=True)
class Report:
    """What a list of units did, or would do; with problems it did nothing."""

    problems: tuple[str, ...]
    added: int = 0
    changed: int = 0
    same: int = 0


def load(c: Connection, rows: Sequence[UnitRow], plan: Plan, *, dry_run: bool) -> Report:
    """Add the units of a list and update what is known of the others: all of it or nothing."""
    known = tuple(_unit(r) for r in c.execute(select(units)))
    problems = check(rows, known, plan)
    if problems:
        return Report(problems)
    before = {(u.code, u.valid_from): u for u in known}
    new = [r for r in rows if r.key not in before]
    changed = [r for r in rows if r.key in before and _differs(r, before[r.key])]
    if not dry_run:
        for row in changed:
            _update(c, before[row.key].id, row)
        levels = [level.id for level in plan.levels]
        for row in sorted(new, key=lambda r: levels.index(r.level)):
            _add_row(c, row)
    return Report((), len(new), len(changed), len(rows) - len(new) - len(changed))


def _differs(row: UnitRow, unit: Unit) -> bool:
    return (row.name, row.kind, row.valid_to) != (unit.name, unit.kind, unit.valid_to)


def _update(c: Connection, id: int, row: UnitRow) -> None:
    kept = {"name": row.name, "folded": fold(row.name), "kind": row.kind, "valid_to": row.valid_to}
    c.execute(update(units).where(units.c.id == id).values(kept))


def _add_row(c: Connection, row: UnitRow) -> None:
    parent = by_code(c, row.parent_gso, row.valid_from) if row.parent_gso else None
    _add(c, row.gso, row.name, row.kind, parent, row.valid_from, row.valid_to)


def _add(  # noqa: PLR0913, PLR0917 - everything a unit is
    c: Connection,
    code: str,
    name: str,
    kind: str,
    parent: Unit | None,
    valid_from: date,
    valid_to: date | None = None,
) -> int:
    new = insert(units).values(
        code=code, name=name, folded=fold(name), kind=kind, level=LEVELS[kind], path="",
        parent_id=parent.id if parent else None, valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip
    id = int(c.execute(new.returning(units.c.id)).scalar_one())
    path = path_of((*(parent.path if parent else ()), id))
    c.execute(update(units).where(units.c.id == id).values(path=path))
    return id


def add_village(c: Connection, commune_id: int, name: str, kind: str, on: date) -> Unit:
    """A new village of a commune, with the next code `<commune>.<n>`.

    A code is never given twice, so the commune is locked until the transaction ends.
    """
    commune = hold(c, commune_id)
    given = select(units.c.code).where(units.c.code.startswith(commune.code + ".", autoescape=True))
    endings = [code.removeprefix(commune.code + ".") for code in c.execute(given).scalars()]
    number = max((int(e) for e in endings if e.isascii() and e.isdigit()), default=0) + 1
    code = f"{commune.code}.{number}"
    id = _add(c, code, clean(name), kind, commune, on)
    return _one(c, units.c.id == id)


def hold(c: Connection, id: int) -> Unit:
    """A unit below which nobody else adds another before the end of the transaction."""
    locked = select(units).where(units.c.id == id).with_for_update(key_share=True)
    return _unit(c.execute(locked).one())


def get(c: Connection, id: int) -> Unit | None:
    row = c.execute(_BY_ID, {"unit": id}).one_or_none()
    return _unit(row) if row else None


_BY_ID = select(units).where(units.c.id == bindparam("unit"))


def get_on(c: Connection, id: int, on: date) -> Unit | None:
    """A unit as it is on a day, whether or not it stands then."""
    then = tree.on(on)
    row = c.execute(select(then).where(then.c.id == id)).one_or_none()
    return _unit(row) if row else None


def by_code(c: Connection, code: str, on: date) -> Unit | None:
    """The unit that bears `code` on a day, as it is then; `id:N` is the unit N whatever the day."""
    if code.startswith("id:"):
        number = code.removeprefix("id:")
        is_id = number.isascii() and number.isdigit() and len(number) <= LONGEST_ID
        return get_on(c, int(number), on) if is_id else None
    then = tree.on(on)
    found = select(then).where(then.c.code == code, tree.standing(then, on))
    row = c.execute(found).one_or_none()
    return _unit(row) if row else None


def top(c: Connection, on: date) -> Unit | None:
    """The unit above all others on a day."""
    then = tree.on(on)
    found = select(then).where(then.c.parent_id.is_(None), tree.standing(then, on))
    row = c.execute(found.order_by(then.c.id).limit(1)).one_or_none()
    return _unit(row) if row else None


def below(c: Connection, id: int, on: date) -> tuple[Unit, ...]:
    """The units one level down that stand on a day, in the order of their codes."""
    then = tree.on(on)
    return listed(c, and_(then.c.parent_id == id, tree.standing(then, on)), then)


def subtree(c: Connection, id: int, on: date) -> tuple[Unit, ...]:
    """The unit and everything under it that stands on a day, each unit after the one above it."""
    top = get_on(c, id, on)
    then = tree.on(on)
    within = then.c.path.startswith(path_of(top.path) if top else "none")
    found = listed(c, and_(within, tree.standing(then, on)), then)
    return tuple(sorted(found, key=lambda u: len(u.path)))


def named(c: Connection, text: str, within_path: str, on: date) -> tuple[Unit, ...]:
    """Units under `within_path` whose name holds `text`, whatever the accents; the closest first.

    The word for the kind (xã, bản …) may be left out.
    """
    wanted = bare(text)
    if not wanted:
        return ()
    found = listed(
        c,
        and_(
            units.c.folded.contains(wanted, autoescape=True),
            units.c.path.startswith(within_path, autoescape=True),
            standing(on),
        ),
    )
    return tuple(sorted(found, key=lambda u: closeness(u, text)))[:FOUND]


def of_level(c: Connection, level: str, on: date) -> frozenset[int]:
    """The ids of the units of a level that stand on a day."""
    return frozenset(c.scalars(_of_level(level, on)))


@lru_cache(maxsize=64)
def _of_level(level: str, on: date) -> Select[Any]:
    return select(units.c.id).where(units.c.level == level, standing(on))


def has_districts(c: Connection, plan: Plan, on: date) -> bool:
    """Whether anything stands at the level of districts."""
    level = level_of(plan, Role.DISTRICT)
    return level is not None and bool(of_level(c, level.id, on))


def standing(on: date) -> ColumnElement[bool]:
    """The units of today's tree that stand on a day."""
    return tree.standing(units, on)


def listed(c: Connection, where: ColumnElement[bool], of: FromClause = units) -> tuple[Unit, ...]:
    """The units of a condition, on today's tree or that of a day, in the order of their codes."""
    found = (_unit(row) for row in c.execute(select(of).where(where)))
    return tuple(sorted(found, key=lambda u: place_in_list(u.code)))


def _one(c: Connection, where: ColumnElement[bool]) -> Unit:
    return _unit(c.execute(select(units).where(where)).one())


def _unit(row: Row[Any]) -> Unit:
    return Unit(
        id=row.id, code=row.code, name=row.name, kind=row.kind, level=row.level,
        parent_id=row.parent_id, path=ids_of(row.path), valid_from=row.valid_from,
        valid_to=row.valid_to,
    )  # fmt: skip
