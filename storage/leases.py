"""What only one process may do at a time, as polling a platform: whoever holds the lease does it.

A holder renews its lease well before it runs out. One that died is followed by whoever asks first
once the lease is over; all of it is on the database's clock, so no process's own clock matters.
"""

from functools import cache

from sqlalchemy import Connection, Float, bindparam, delete, or_
from sqlalchemy.sql.dml import ReturningInsert

from storage.clock import from_now
from storage.tables import leases
from storage.upsert import insert_in

_DROP = delete(leases).where(
    leases.c.name == bindparam("lease"), leases.c.holder == bindparam("held_by")
)


def hold(c: Connection, name: str, holder: str, seconds: float) -> bool:
    """Take a lease, or renew one's own; False when another holds it."""
    asked = {"name": name, "holder": holder, "seconds": seconds}
    return c.scalar(_holding(c.dialect.name), asked) is not None


def drop(c: Connection, name: str, holder: str) -> None:
    """Give a lease back early; nothing happens when it is somebody else's by now."""
    c.execute(_DROP, {"lease": name, "held_by": holder})


@cache
def _holding(dialect: str) -> ReturningInsert[tuple[str]]:
    fresh = insert_in(dialect, leases).values(
        name=bindparam("name"), holder=bindparam("holder"),
        until=from_now(bindparam("seconds", type_=Float())),
    )  # fmt: skip
    mine_or_over = or_(leases.c.holder == fresh.excluded.holder, leases.c.until <= from_now())
    return fresh.on_conflict_do_update(
        index_elements=[leases.c.name],
        set_={"holder": fresh.excluded.holder, "until": fresh.excluded.until},
        where=mine_or_over,
    ).returning(leases.c.name)
