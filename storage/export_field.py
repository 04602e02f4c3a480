"""What happens around records in the shape of the JSON export: what was seen on the spot, which
records chance picked for it, who wants to learn from whom, and who has nobody to introduce.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, RowMapping, select, true

from storage.export_records import Out
from storage.export_rows import below
from storage.tables import drawn, draws, lessons, nothings, people, spot_checks, units

CHECKS = (
    select(spot_checks, people.c.name.label("by"))
    .join(people, people.c.id == spot_checks.c.person_id)
    .order_by(spot_checks.c.id)
)


def nobody_now(c: Connection, unit_path: str | None, as_of: datetime | None) -> list[Out]:
    """Villages that had nobody to introduce, by term."""
    asked = (
        select(nothings, people.c.name.label("by"))
        .join(units, units.c.id == nothings.c.unit_id)
        .outerjoin(people, people.c.id == nothings.c.person_id)
        .where(_within(units.c.path, unit_path, nothings.c.at, as_of))
        .order_by(nothings.c.unit_id, nothings.c.term)
    )
    return [
        {"unit_id": r.unit_id, "term": r.term, "by": r.by, "at": r.at.isoformat()}
        for r in c.execute(asked)
    ]


def learners(c: Connection, unit_path: str | None, as_of: datetime | None) -> list[Out]:
    """Units that want to learn from an exemplar."""
    asked = (
        select(lessons, people.c.name.label("by"))
        .join(units, units.c.id == lessons.c.unit_id)
        .join(people, people.c.id == lessons.c.person_id)
        .where(_within(units.c.path, unit_path, lessons.c.at, as_of))
        .order_by(lessons.c.id)
    )
    return [
        {"unit_id": r.unit_id, "exemplar": r.record_id, "by": r.by, "at": r.at.isoformat()}
        for r in c.execute(asked)
    ]


def random_lists(c: Connection, unit_path: str | None, as_of: datetime | None) -> list[Out]:
    """Random lists for checks, each with its seed and its records in the order drawn."""
    asked = (
        select(draws, people.c.name.label("by"))
        .join(units, units.c.id == draws.c.unit_id)
        .join(people, people.c.id == draws.c.person_id)
        .where(_within(units.c.path, unit_path, draws.c.at, as_of))
        .order_by(draws.c.id)
    )
    picked: dict[int, list[int]] = {}
    for row in c.execute(select(drawn).order_by(drawn.c.draw_id, drawn.c.place)):
        picked.setdefault(row.draw_id, []).append(row.record_id)
    return [_draw(row, picked) for row in c.execute(asked).mappings()]


def _draw(row: RowMapping, picked: dict[int, list[int]]) -> Out:
    return {
        "unit_id": row["unit_id"], "period": row["period"], "seed": row["seed"], "of": row["of"],
        "exemplars": picked.get(row["id"], []), "by": row["by"], "at": row["at"].isoformat(),
    }  # fmt: skip


def _within(
    path: Column[str], unit_path: str | None, when: Column[Any], as_of: datetime | None
) -> ColumnElement[bool]:
    return below(path, unit_path) & (true() if as_of is None else when <= as_of)
