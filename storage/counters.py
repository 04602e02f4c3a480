"""How many records are in each status, kept as they move, so that nobody has to count them.

A row stands only where the thing is, never for a unit above: sums climb the tree when they are
read, and two villages never wait for one another. One row holds a number for each status, so that
a move is one row, and a province of a million records is a few thousand rows. `arrivals` keeps by
how many the registered records of a place grew on each day.

Moves are the last statements of a turn and take their rows in the order of the key, so that two
turns cannot deadlock.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table

from campaign.workflow import REGISTERED, Status
from storage.tables import arrivals, counters
from storage.upsert import Insert, insert_in


class Key(NamedTuple):
    """What a row counts; a text is "" where a record that was withdrawn early had none."""

    unit_id: int
    category: str
    kind: str
    phase: str


def add(c: Connection, deltas: Mapping[tuple[Key, Status], int]) -> None:
    """Add to counters, in the order of their keys."""
    rows: dict[Key, dict[str, int]] = defaultdict(dict)
    for (key, status), n in deltas.items():
        rows[key] |= {status.value: n} if n else {}
    for key, numbers in sorted(rows.items()):
        if numbers:
            _add(c, counters, key._asdict(), numbers)


def _add(c: Connection, table: Table, key: Mapping[str, Any], numbers: Mapping[str, int]) -> None:
    c.execute(_growing(c.dialect.name, table, tuple(numbers)), {**key, **numbers})


@cache
def _growing(dialect: str, table: Table, names: tuple[str, ...]) -> Insert:
    new = insert_in(dialect, table)
    grown = {name: table.c[name] + new.excluded[name] for name in names}
    return new.on_conflict_do_update(index_elements=list(table.primary_key), set_=grown)


def moved(  # noqa: PLR0913 - what is counted where, and where the record came from and went
    c: Connection,
    *,
    unit_id: int,
    category: str,
    kind: str,
    phase: str,
    source: Status | None,
    target: Status,
    on: date,
) -> None:
    """A record changed its status on a day; `source` is None for one that was a draft.

    A draft is its author's own and is counted nowhere.
    """
    if source is target:
        return
    key = Key(unit_id, category, kind, phase)
    add(c, {(key, target): 1} | ({(key, source): -1} if source else {}))
    grown = (target in REGISTERED) - (source in REGISTERED)
    if grown:
        _add(c, arrivals, {"day": on, **key._asdict()}, {"n": grown})
