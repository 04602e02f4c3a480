"""Which messages were taken already. The platform's own message id is the key; kept for 30 days."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, delete, select

from storage.tables import inbox
from storage.types import AnyRow
from storage.upsert import Insert, insert, insert_in

KEPT = timedelta(days=30)
DONE, FAILED = "done", "failed"


def fresh(c: Connection, key: str, now: datetime) -> bool:
    """Note a message; False when it was taken before."""
    new = {"key": key, "at": now, "state": DONE}
    return c.execute(_noting(c.dialect.name), new).rowcount == 1


@cache
def _noting(dialect: str) -> Insert:
    return insert_in(dialect, inbox).on_conflict_do_nothing()


def known(c: Connection, key: str) -> bool:
    return c.scalar(select(inbox.c.key).where(inbox.c.key == key)) is not None


def failed(c: Connection, key: str, raw: dict[str, Any], error: str, now: datetime) -> bool:
    """Keep a message whose turn failed, with its error; False when it is known already."""
    new = insert(c, inbox).values(key=key, at=now, state=FAILED, raw=raw, error=error)
    return c.execute(new.on_conflict_do_nothing()).rowcount == 1


def failures(c: Connection) -> Sequence[AnyRow]:
    return c.execute(select(inbox).where(inbox.c.state == FAILED).order_by(inbox.c.at)).all()


def reopen(c: Connection, key: str) -> dict[str, Any] | None:
    """Make a failed message fresh again, to be replayed; its raw form, or None if there is none."""
    row = c.execute(
        select(inbox.c.raw).where(inbox.c.key == key, inbox.c.state == FAILED)
    ).one_or_none()
    if row is None:
        return None
    c.execute(delete(inbox).where(inbox.c.key == key))
    raw: dict[str, Any] = row.raw
    return raw


def forget(c: Connection, now: datetime) -> int:
    """Drop the keys of messages no platform sends again; how many."""
    old = inbox.c.at < now - KEPT
    return c.execute(delete(inbox).where(old, inbox.c.state == DONE)).rowcount
