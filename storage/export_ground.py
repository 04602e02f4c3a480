"""Work on the ground in the shape of the JSON export."""

from datetime import datetime

from sqlalchemy import Connection, RowMapping, Select, Table, select, true

from campaign.contributions import FIELDS
from storage.export_records import Out
from storage.export_rows import below
from storage.export_values import by_criterion
from storage.tables import (
    contributions,
    half_cards,
    helps,
    mentors,
    people,
    problems,
    records,
    units,
    village_cards,
    yearly,
)


def exported(c: Connection, unit_path: str | None, as_of: datetime | None) -> Out:
    """What lies at a unit or below; of a sheet that was told anew only the last word is kept."""
    sheets = _of(yearly, unit_path, as_of).order_by(yearly.c.unit_id, yearly.c.year, yearly.c.part)
    given = (
        _of(contributions, unit_path, as_of)
        .add_columns(records.c.name)
        .outerjoin(records, records.c.id == contributions.c.record_id)
        .order_by(contributions.c.id)
    )
    raised = _of(problems, unit_path, as_of).order_by(problems.c.id)
    villages = _of(village_cards, unit_path, as_of).order_by(
        village_cards.c.half, village_cards.c.unit_id
    )
    return {
        "yearly": [_yearly(row) for row in c.execute(sheets).mappings()],
        "cards": [_card(row) for row in c.execute(_cards(unit_path, as_of)).mappings()],
        "contributions": [_given(row) for row in c.execute(given).mappings()],
        "mentors": [
            _mentor(row) for row in c.execute(_about(mentors, unit_path, as_of)).mappings()
        ],
        "helps": [_help(row) for row in c.execute(_about(helps, unit_path, as_of)).mappings()],
        "village_cards": [_village(row) for row in c.execute(villages).mappings()],
        "problems": [_problem(row, as_of) for row in c.execute(raised).mappings()],
    }


def _of(table: Table, unit_path: str | None, as_of: datetime | None) -> Select[tuple[object, ...]]:
    until = true() if as_of is None else table.c.at <= as_of
    return (
        select(table, people.c.name.label("by"), units.c.name.label("unit"))
        .join(units, units.c.id == table.c.unit_id)
        .outerjoin(people, people.c.id == table.c.person_id)
        .where(below(units.c.path, unit_path), until)
    )


def _yearly(row: RowMapping) -> Out:
    share = {"num": row["num"], "den": row["den"]}
    return {
        "unit_id": row["unit_id"], "unit": row["unit"], "part": row["part"], "year": row["year"],
        "value": share if row["rating"] is None else row["rating"], "by": row["by"],
        "at": row["at"].isoformat(),
    }  # fmt: skip


def _problem(row: RowMapping, as_of: datetime | None) -> Out:
    """Of an answer that came later nothing is known yet at `as_of`."""
    at = row["answered_at"]
    known = at is not None and (as_of is None or at <= as_of)
    return {
        "unit_id": row["unit_id"], "unit": row["unit"], "by": row["by"],
        "by_role": row["by_role"], "at": row["at"].isoformat(), "text": row["text"],
        "role": row["role"], "answer": row["answer"] if known else "",
        "answered_at": at.isoformat() if known else None,
    }  # fmt: skip


def _cards(unit_path: str | None, as_of: datetime | None) -> Select[tuple[object, ...]]:
    until = true() if as_of is None else half_cards.c.at <= as_of
    return (
        select(half_cards, records.c.number, records.c.name, people.c.name.label("by"))
        .join(records, records.c.id == half_cards.c.record_id)
        .outerjoin(people, people.c.id == half_cards.c.person_id)
        .where(below(records.c.path, unit_path), until)
        .order_by(half_cards.c.half, half_cards.c.record_id)
    )


def _card(row: RowMapping) -> Out:
    return {
        "id": row["record_id"], "number": row["number"], "name": row["name"],
        "half": row["half"], "answers": by_criterion(row["body"]), "by": row["by"],
        "at": row["at"].isoformat(),
    }  # fmt: skip


def _village(row: RowMapping) -> Out:
    return {
        "unit_id": row["unit_id"], "unit": row["unit"], "half": row["half"],
        "fresh": bool(row["fresh"]), "stuck": bool(row["stuck"]), "by": row["by"],
        "at": row["at"].isoformat(),
    }  # fmt: skip


def _about(
    table: Table, unit_path: str | None, as_of: datetime | None
) -> Select[tuple[object, ...]]:
    """What was told of records, oldest first."""
    until = true() if as_of is None else table.c.at <= as_of
    return (
        select(table, records.c.number, records.c.name.label("record"), people.c.name.label("by"))
        .join(records, records.c.id == table.c.record_id)
        .outerjoin(people, people.c.id == table.c.person_id)
        .where(below(records.c.path, unit_path), until)
        .order_by(table.c.id)
    )


def _mentor(row: RowMapping) -> Out:
    return _told(row) | {"mentor": row["name"]}


def _help(row: RowMapping) -> Out:
    return _told(row) | {
        "date": row["day"].isoformat(), "what": row["what"], "whose": row["whose"]
    }  # fmt: skip


def _told(row: RowMapping) -> Out:
    return {
        "id": row["record_id"], "number": row["number"], "name": row["record"], "by": row["by"],
        "at": row["at"].isoformat(),
    }  # fmt: skip


def _given(row: RowMapping) -> Out:
    return {
        "unit_id": row["unit_id"], "unit": row["unit"], "record": row["record_id"],
        "name": row["name"],
        **{field: row[field] for field in FIELDS}, "by": row["by"], "at": row["at"].isoformat(),
    }  # fmt: skip
