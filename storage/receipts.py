"""What a receipt may say: counted from the rows at the moment it is written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, update

from storage.evidence import REFUSED, STORED, WAITING, called
from storage.outbox import QUEUED
from storage.tables import evidence, outbox


@dataclass(frozen=True, slots=True)
class Told:
    """What a contact sent for one question: how many of each kind, as it is called, and what was
    refused.
    """

    stored: Mapping[str, int]
    waiting: Mapping[str, int]
    refused: Mapping[tuple[str, str], int]  # by kind and cause
    refused_ids: tuple[int, ...]


def tally(
    c: Connection, contact_id: int, record_id: int | None, key: str, queued: int | None
) -> Told:
    """Counts for a receipt. Refusals are those not told yet, or told in the `queued` one only."""
    untold = or_(evidence.c.told_in.is_(None), evidence.c.told_in == queued)
    rows = c.execute(
        select(
            evidence.c.id, evidence.c.kind, evidence.c.media_type, evidence.c.state, evidence.c.why
        ).where(
            evidence.c.contact_id == contact_id,
            evidence.c.record_id.is_not_distinct_from(record_id),
            evidence.c.key == key, or_(evidence.c.state != REFUSED, untold),
        )
    ).all()  # fmt: skip
    every = [(row, called(row.kind, row.media_type)) for row in rows]
    return Told(
        stored=Counter(kind for row, kind in every if row.state == STORED),
        waiting=Counter(kind for row, kind in every if row.state == WAITING),
        refused=Counter((kind, row.why) for row, kind in every if row.state == REFUSED),
        refused_ids=tuple(row.id for row in rows if row.state == REFUSED),
    )


def mark_told(c: Connection, ids: Sequence[int], outbox_id: int) -> None:
    if ids:
        c.execute(update(evidence).where(evidence.c.id.in_(ids)).values(told_in=outbox_id))


def queued(c: Connection, contact_id: int, coalesce: str) -> tuple[int, dict[str, Any]] | None:
    """The receipt that has not left yet and will be replaced: its id and body."""
    row = c.execute(_QUEUED, {"contact": contact_id, "place": coalesce}).one_or_none()
    return (row.id, row.body) if row else None


_QUEUED = select(outbox.c.id, outbox.c.body).where(
    outbox.c.contact_id == bindparam("contact"), outbox.c.coalesce == bindparam("place"),
    outbox.c.state == QUEUED,
)  # fmt: skip
