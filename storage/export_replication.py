"""Who learned from whom in the shape of the JSON export: the link, and all that was said of it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import RowMapping, select

from campaign.replication import LinkState
from storage.tables import derivations, people

DERIVATIONS = (
    select(derivations, people.c.name.label("by"))
    .outerjoin(people, people.c.id == derivations.c.person_id)
    .order_by(derivations.c.id)
)


def derivation(rows: Iterable[RowMapping], origin_id: int | None) -> dict[str, Any]:
    """`state` of the link that stands, null where there is none; `words` tells of others too."""
    words = [_word(r) for r in rows]
    if origin_id is None and not words:
        return {"derivation": None}
    about = [w["state"] for w in words if w["origin"] == origin_id]
    state = about[-1] if about else LinkState.OPEN.value
    return {"derivation": {"state": state if origin_id is not None else None, "words": words}}


def _word(row: RowMapping) -> dict[str, Any]:
    return {
        "origin": row["origin_id"], "state": row["state"], "by": row["by"], "role": row["role"],
        "at": row["at"].isoformat(),
    }  # fmt: skip
