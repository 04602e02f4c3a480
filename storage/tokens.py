"""The pair of tokens an account speaks with, kept sealed: one row for each account.

The hard idea: a refresh token works once, so the row says before a request that it is under way
(RENEWING in `broken`). Whoever finds that and nobody at it knows that the token may be used up.
"""

from dataclasses import dataclass, field
from functools import cache

from sqlalchemy import Connection, bindparam, select, update

from storage.clock import from_now
from storage.tables import tokens
from storage.upsert import Insert, insert_in

RENEWING = "renewing"

_of_name = tokens.c.name == bindparam("of_name")
_of_seed = tokens.c.seed == bindparam("of_seed")  # not one that an operator has just replaced
_ROW = select(
    tokens.c.pair, tokens.c.seed, tokens.c.renewed_at, tokens.c.broken, from_now().label("now")
).where(_of_name)
_MARK = update(tokens).where(_of_name, _of_seed)
_SAVE = (
    update(tokens)
    .where(_of_name, _of_seed)
    .values(before=tokens.c.pair, renewed_at=from_now(), broken="")
)
_BREAK = update(tokens).where(_of_name, _of_seed, tokens.c.broken == RENEWING)


@dataclass(frozen=True, slots=True)
class Stored:
    """`broken` is empty, RENEWING, or the sentence why nothing can be sent."""

    pair: str = field(repr=False)
    seed: str
    age: float  # seconds
    broken: str


def read(c: Connection, name: str) -> Stored | None:
    row = c.execute(_ROW, {"of_name": name}).one_or_none()
    if row is None:
        return None
    return Stored(row.pair, row.seed, (row.now - row.renewed_at).total_seconds(), row.broken)


def seed(c: Connection, name: str, seed: str, pair: str) -> bool:
    """Keep the pair an operator gave; nothing happens where it is the one given last."""
    new = {"name": name, "seed": seed, "pair": pair}
    return c.execute(_seeding(c.dialect.name), new).rowcount == 1


def mark(c: Connection, name: str, seed: str, broken: str) -> None:
    """RENEWING before a request; what was there before when it surely did not leave."""
    c.execute(_MARK, {"of_name": name, "of_seed": seed, "broken": broken})


def save(c: Connection, name: str, seed: str, pair: str) -> bool:
    """Keep the pair that came from the stored one; False when an operator gave another."""
    return c.execute(_SAVE, {"of_name": name, "of_seed": seed, "pair": pair}).rowcount == 1


def give_up(c: Connection, name: str, seed: str, why: str) -> bool:
    """Nothing can be sent any more; False when that was known, or has changed meanwhile."""
    return c.execute(_BREAK, {"of_name": name, "of_seed": seed, "broken": why}).rowcount == 1


@cache
def _seeding(dialect: str) -> Insert:
    fresh = insert_in(dialect, tokens).values(renewed_at=from_now(), broken="")
    kept = ("pair", "seed", "renewed_at", "broken")
    return fresh.on_conflict_do_update(
        index_elements=[tokens.c.name],
        set_={column: fresh.excluded[column] for column in kept},
        where=tokens.c.seed != fresh.excluded.seed,
    )
