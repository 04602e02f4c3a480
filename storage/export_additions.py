"""What places add beside the plan, in the shape of the JSON export: a list of its own, and with
each record what was answered, apart from the plan's answers.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select, true

from campaign.additions import MODEL_KEY, PREFIX, State
from campaign.exemplar import Value
from storage.export_rows import below
from storage.export_values import by_criterion
from storage.tables import additions, people, units

_settler = people.alias("settler")
_ALL = (
    select(
        additions,
        people.c.name.label("by"),
        _settler.c.name.label("settled_by"),
        units.c.code.label("unit"),
        units.c.name.label("unit_name"),
    )
    .join(units, units.c.id == additions.c.unit_id)
    .join(people, people.c.id == additions.c.person_id)
    .outerjoin(_settler, _settler.c.id == additions.c.settled_by_id)
    .order_by(additions.c.id)
)


def exported(c: Connection, unit_path: str | None, as_of: datetime | None) -> list[dict[str, Any]]:
    """Those of a unit and below, and those that apply there from above."""
    above = [int(id) for id in (unit_path or "").split("/") if id]
    near = true() if unit_path is None else below(units.c.path, unit_path)
    near |= additions.c.unit_id.in_(above) | (additions.c.state == State.ADOPTED)
    until = true() if as_of is None else additions.c.at <= as_of
    return [_addition(row, as_of) for row in c.execute(_ALL.where(near, until)).mappings()]


def _addition(row: RowMapping, as_of: datetime | None) -> dict[str, Any]:
    known = as_of is None or row["settled_at"] is None or row["settled_at"] <= as_of
    return {
        "id": row["id"], "kind": row["kind"], "category": row["category"], "text": row["text"],
        "answer": row["answer"], "photo": row["photo"], "unit_id": row["unit_id"],
        "unit": row["unit"], "unit_name": row["unit_name"],
        "state": row["state"] if known else _state_then(row, as_of), "by": row["by"],
        "at": row["at"].isoformat(), "settled_by": row["settled_by"] if known else None,
        "settled_at": _until(row["settled_at"], as_of), "note": row["note"] if known else "",
        "began_at": _until(row["began_at"], as_of), "ended_at": _until(row["ended_at"], as_of),
    }  # fmt: skip


def _state_then(row: RowMapping, as_of: datetime | None) -> str:
    """Its state before a step that was taken later: of the steps before, only the one that began
    it is kept.
    """
    began = _until(row["began_at"], as_of) is not None
    return (State.APPROVED if began else State.PROPOSED).value


def _until(at: datetime | None, as_of: datetime | None) -> str | None:
    return at.isoformat() if at is not None and (as_of is None or at <= as_of) else None


def of_record(stored: Mapping[str, Value]) -> dict[str, Any]:
    """`{"model": id or None, "answers": {id: value}}` from the answers under local keys."""
    chosen = stored.get(MODEL_KEY)
    model = str(chosen).removeprefix("m")
    values = by_criterion({key: value for key, value in stored.items() if key != MODEL_KEY})
    return {
        "model": int(model) if model.isascii() and model.isdigit() else None,
        "answers": {id.removeprefix(PREFIX): value for id, value in values.items()},
    }
