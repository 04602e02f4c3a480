"""What is a person's goes with the unit: posts and invites of a unit that ends pass to its heir,
and a commune comes into the cụm of those it was made of (`storage.cluster_heirs`).

An old post ends as the day begins and the heir's begins, so that who held what on any day can still
be told. Where nobody inherits, as when a district ends, the post ends with it. What is changed is
said in `made`, and undone from there.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, func, insert, select, update

from campaign.vietnam import ZONE
from storage import cluster_heirs
from storage.tables import (
    cluster_units,
    history,
    invites,
    metadata,
    people,
    posts,
    records,
    unit_states,
    units,
)
from storage.types import AnyRow

OWN = {"units", "unit_states"}  # tables that are the event's own


def hand_over(
    c: Connection, heirs: Mapping[int, int | None], on: date, now: datetime
) -> dict[str, Any]:
    """Pass on the posts, invites and cụm of the units that ended; what `take_back` needs."""
    begins = datetime.combine(on, time(), ZONE)
    passed = [_pass_on(c, row, heirs[row.unit_id], begins) for row in _held(c, heirs)]
    last = c.scalar(select(func.max(history.c.id))) or 0
    return {
        "posts": passed, "invites": _readdress(c, heirs, now), "history": last,
        "clusters": cluster_heirs.hand_over(c, heirs),
    }  # fmt: skip


def _held(c: Connection, heirs: Mapping[int, int | None]) -> Sequence[AnyRow]:
    held = select(posts).where(posts.c.unit_id.in_(heirs), posts.c.until.is_(None))
    return c.execute(held.order_by(posts.c.id)).all()


def _pass_on(c: Connection, row: AnyRow, heir: int | None, begins: datetime) -> list[int | None]:
    """The ids of the post that ended and of the one that began."""
    c.execute(update(posts).where(posts.c.id == row.id).values(until=max(begins, row.since)))
    if heir is None:
        return [row.id, None]
    new = {"person_id": row.person_id, "role": row.role, "unit_id": heir}
    same = select(posts.c.id).where(
        *(posts.c[name] == value for name, value in new.items()), posts.c.until.is_(None)
    )
    if c.scalar(same) is not None:
        return [row.id, None]
    made = insert(posts).values(**new, since=max(begins, row.since)).returning(posts.c.id)
    return [row.id, int(c.execute(made).scalar_one())]


def _readdress(c: Connection, heirs: Mapping[int, int | None], now: datetime) -> list[list[Any]]:
    """Invites that are open go to the heir; without one they expire. Their id, unit and expiry."""
    open_ = select(invites).where(
        invites.c.unit_id.in_(heirs), invites.c.used_at.is_(None), invites.c.expires_at > now
    )
    rows = c.execute(open_.order_by(invites.c.id)).all()
    for row in rows:
        heir = heirs[row.unit_id]
        new = {"expires_at": now} if heir is None else {"unit_id": heir}
        c.execute(update(invites).where(invites.c.id == row.id).values(new))
    return [[row.id, row.unit_id, row.expires_at.isoformat()] for row in rows]


def take_back(c: Connection, made: Mapping[str, Any]) -> None:
    """Posts, invites and cụm as they were before `hand_over`."""
    cluster_heirs.take_back(c, made.get("clusters", ()))
    for old, new in made["posts"]:
        c.execute(update(posts).where(posts.c.id == old).values(until=None))
        if new is not None:
            c.execute(delete(posts).where(posts.c.id == new))
    for id, unit_id, expires in made["invites"]:
        was = {"unit_id": unit_id, "expires_at": datetime.fromisoformat(expires)}
        c.execute(update(invites).where(invites.c.id == id).values(was))


def posts_of(
    c: Connection, heirs: Mapping[int, int | None], on: date
) -> tuple[int, tuple[str, ...]]:
    """How many posts pass to an heir, and whose end with their unit, by name and unit."""
    ends = datetime.combine(on, time(), ZONE)
    rows = c.execute(
        select(posts.c.unit_id, people.c.name, units.c.name.label("unit"))
        .join(people, people.c.id == posts.c.person_id)
        .join(units, units.c.id == posts.c.unit_id)
        .where(posts.c.unit_id.in_(heirs), posts.c.until.is_(None) | (posts.c.until >= ends))
        .order_by(posts.c.id)
    ).all()
    without = tuple(f"{r.name} ({r.unit})" for r in rows if heirs[r.unit_id] is None)
    return len(rows) - len(without), without


# --- whether it can still be undone


def written(c: Connection, event: int, made: Mapping[str, Any]) -> tuple[str, ...]:
    """What has been written on the new units since, one sentence each."""
    found = []
    for table, column in _referring():
        n = c.scalar(_since(table, column, made)) or 0
        if n:
            found.append(f"It cannot be undone: {n} rows of {table.name} belong to its new units.")
    touched = select(unit_states.c.unit_id).where(unit_states.c.reorganisation_id == event)
    steps = (
        select(func.count())
        .join_from(history, records, records.c.id == history.c.record_id)
        .where(history.c.id > made.get("history", 2**62), records.c.unit_id.in_(touched))
    )
    taken = c.scalar(steps) or 0
    if taken:
        found.append(f"It cannot be undone: {taken} steps were taken with records there since.")
    changed = select(func.count()).where(
        posts.c.id.in_([new for _, new in made.get("posts", ()) if new]), posts.c.until.is_not(None)
    )
    if c.scalar(changed):
        found.append("It cannot be undone: posts that were passed on have been given up since.")
    used = [id for id, *_ in made.get("invites", ())]
    if c.scalar(select(func.count()).where(invites.c.id.in_(used), invites.c.used_at.is_not(None))):
        found.append("It cannot be undone: invites that were passed on have been used since.")
    return tuple(found)


def _referring() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that names a unit, whatever table it stands in."""
    for table in metadata.sorted_tables:
        if table.name not in OWN:
            for key in table.foreign_keys:
                if key.column.table is units:
                    yield table, key.parent


def _since(table: Table, column: Column[Any], made: Mapping[str, Any]) -> Any:  # noqa: ANN401 - SQL
    """How many rows name a new unit, but for those that the event itself has passed on."""
    own = {
        posts: (posts.c.id, [new for _, new in made.get("posts", ()) if new]),
        invites: (invites.c.id, [id for id, *_ in made.get("invites", ())]),
        cluster_units: (cluster_units.c.unit_id, [heir for heir, *_ in made.get("clusters", ())]),
    }.get(table)
    rows = select(func.count()).where(column.in_(made["units"]))
    return rows if own is None else rows.where(own[0].not_in(own[1]))
