"""Messages to many in the shape of the JSON export: what became of each recipient."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select, true

from storage.broadcast_results import FATE, joined
from storage.export_rows import below
from storage.tables import broadcasts, outbox, people, recipients, units

_RECIPIENTS = (
    select(
        recipients.c.broadcast_id, people.c.name.label("person"), recipients.c.unit_id,
        outbox.c.channel, FATE.label("state"), outbox.c.why, outbox.c.sent_at,
    )
    .select_from(
        joined()
        .join(people, people.c.id == recipients.c.person_id)
        .join(units, units.c.id == recipients.c.unit_id)
    )
    .order_by(recipients.c.id)
)  # fmt: skip


def exported(c: Connection, unit_path: str | None, as_of: datetime | None) -> list[dict[str, Any]]:
    """Of a unit those of its own and those that reached somebody there, with these recipients."""
    found: dict[int, list[RowMapping]] = defaultdict(list)
    for row in c.execute(_RECIPIENTS.where(below(units.c.path, unit_path))).mappings():
        found[row["broadcast_id"]].append(row)
    since = true() if as_of is None else broadcasts.c.created_at <= as_of
    own = below(units.c.path, unit_path) | broadcasts.c.id.in_(list(found) if unit_path else [])
    wanted = (
        select(broadcasts.c.id, broadcasts.c.lane)
        .join(units, units.c.id == broadcasts.c.unit_id)
        .where(since, own)
        .order_by(broadcasts.c.id)
    )
    return [_broadcast(row.id, row.lane, found[row.id]) for row in c.execute(wanted)]


def _broadcast(id: int, lane: str, rows: list[RowMapping]) -> dict[str, Any]:
    counts = Counter(str(row["state"]) for row in rows)
    return {"id": id, "lane": lane, "counts": dict(sorted(counts.items())),
            "recipients": [_recipient(row) for row in rows]}  # fmt: skip


def _recipient(row: RowMapping) -> dict[str, Any]:
    return {
        "person": row["person"], "unit_id": row["unit_id"], "channel": row["channel"],
        "state": str(row["state"]), "reason": row["why"] or None,
        "at": row["sent_at"].isoformat() if row["sent_at"] else None,
    }  # fmt: skip
