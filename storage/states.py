"""The states of units that a reorganisation touches: worked out, kept, copied into today's tree.

`storage.reorganisations` explains what they are for, `storage.tree` how they are read.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from campaign.reorganisation import Scheme
from campaign.text import fold
from campaign.units import LEVELS, Unit
from storage import tree, units
from storage.paths import path_of
from storage.tables import records, unit_states
from storage.tables import units as table


def known(c: Connection, on: date) -> tuple[Unit, ...]:
    """Every unit as it is on the day before."""
    then = tree.on(on - timedelta(days=1))
    return units.listed(c, then.c.id.is_not(None), then)


def begin(c: Connection, found: Scheme, known: Mapping[int, Unit], on: date) -> Mapping[str, int]:
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


def write(  # noqa: PLR0913, PLR0917 - an event, and the trees before and after it
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


def copy(c: Connection, id: int, day: date) -> None:
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


def heirs(c: Connection, id: int, on: date) -> Mapping[int, int | None]:
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


def forget(c: Connection, id: int, on: date) -> None:
    """The states of an event go; those before it last on."""
    own = unit_states.c.reorganisation_id == id
    touched = select(unit_states.c.unit_id).where(own, unit_states.c.since == on)
    lasting = update(unit_states).where(
        unit_states.c.until == on - timedelta(days=1), unit_states.c.unit_id.in_(touched), ~own
    )
    c.execute(lasting.values(until=None))
    c.execute(delete(unit_states).where(own))
