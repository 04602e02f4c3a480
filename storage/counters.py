"""How many records are in each status, kept as they move, so that nobody has to count them.

A row stands only where the thing is, never for a unit above: sums climb the tree when they are
read, and two villages never wait for one another. Moves are the last statements of a turn and take
their rows in the order of the key, so that two turns cannot deadlock.
"""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from campaign.workflow import Status
from storage.tables import counters
from storage.upsert import insert


class Key(NamedTuple):
    """What a counter counts; a text is "" where a record that was withdrawn early had none."""

    unit_id: int
    category: str
    kind: str
    phase: str
    status: str


def add(c: Connection, deltas: Mapping[Key, int]) -> None:
    """Add to counters, in the order of their keys."""
    rows = [{**key._asdict(), "n": n} for key, n in sorted(deltas.items()) if n]
    if not rows:
        return
    new = insert(c, counters).values(rows)
    c.execute(
        new.on_conflict_do_update(
            index_elements=list(counters.primary_key), set_={"n": counters.c.n + new.excluded.n}
        )
    )


def moved(  # noqa: PLR0913 - the key of a counter, and where the record came from and went
    c: Connection,
    *,
    unit_id: int,
    category: str,
    kind: str,
    phase: str,
    source: Status | None,
    target: Status,
) -> None:
    """A record changed its status; `source` is None for one that was a draft.

    A draft is its author's own and is counted nowhere.
    """
    deltas = Counter({Key(unit_id, category, kind, phase, target): 1})
    if source is not None:
        deltas[Key(unit_id, category, kind, phase, source)] -= 1
    add(c, deltas)
