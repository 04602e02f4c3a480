"""Photos, voice notes and files: what was received, where it belongs, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from storage.tables import evidence
from storage.types import AnyRow

WAITING, STORED, REFUSED = "waiting", "stored", "refused"


def received(  # noqa: PLR0913 - one row, all of it known at once
    c: Connection,
    now: datetime,
    *,
    contact_id: int,
    person_id: int | None,
    kind: str,
    ref: dict[str, Any],
    album: str = "",
    caption: str = "",
) -> int:
    """Note evidence that came in; `ref` says where its bytes are to be had. The id."""
    new = insert(evidence).values(
        contact_id=contact_id, person_id=person_id, kind=kind, state=WAITING, ref=ref,
        album=album, caption=caption, received_at=now,
    )  # fmt: skip
    return int(c.execute(new.returning(evidence.c.id)).scalar_one())


def link(c: Connection, ids: Sequence[int], record_id: int, key: str) -> None:
    """Say which question of which record evidence belongs to."""
    c.execute(update(evidence).where(evidence.c.id.in_(ids)).values(record_id=record_id, key=key))


def loose(c: Connection, contact_id: int) -> Sequence[AnyRow]:
    """What came out of the blue from a contact and belongs to nothing yet."""
    return c.execute(
        select(evidence.c.id, evidence.c.caption)
        .where(
            evidence.c.contact_id == contact_id, evidence.c.record_id.is_(None),
            evidence.c.state != REFUSED,
        )
        .order_by(evidence.c.id)
    ).all()  # fmt: skip


_COUNTS = (
    select(evidence.c.key, evidence.c.state, func.count())
    .where(evidence.c.record_id == bindparam("record"), evidence.c.state != REFUSED)
    .group_by(evidence.c.key, evidence.c.state)
)


def counts(c: Connection, record_id: int) -> dict[str, tuple[int, int]]:
    """For each question of a record: how many are stored, how many are still on their way."""
    rows = c.execute(_COUNTS, {"record": record_id}).all()
    found: dict[str, tuple[int, int]] = {}
    for key, state, n in rows:
        stored, waiting = found.get(key, (0, 0))
        found[key] = (stored + n, waiting) if state == STORED else (stored, waiting + n)
    return found


def kept_as(c: Connection, id: int) -> str | None:
    """The hash under which a stored photo lies."""
    stored = select(evidence.c.sha256).where(evidence.c.id == id, evidence.c.state == STORED)
    found: str | None = c.scalar(stored.where(evidence.c.kind == "photo"))
    return found


def of_record(c: Connection, record_id: int) -> Sequence[AnyRow]:
    return c.execute(
        select(evidence).where(evidence.c.record_id == record_id, evidence.c.state == STORED)
        .order_by(evidence.c.id)
    ).all()  # fmt: skip


def by_state(c: Connection) -> dict[str, int]:
    """How much there is in each state; every state is there, also with 0."""
    rows = c.execute(select(evidence.c.state, func.count()).group_by(evidence.c.state))
    return dict.fromkeys((WAITING, STORED, REFUSED), 0) | {row[0]: row[1] for row in rows}
