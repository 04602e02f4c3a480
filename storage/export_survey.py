"""Candidates in the shape of the JSON export: no registration, and beside all of these."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select, true

from campaign.survey import Origin, State
from storage.export_records import Out
from storage.export_rows import below
from storage.tables import candidate_notes, candidates, people, units


def exported(c: Connection, unit_path: str | None, as_of: datetime | None) -> Out:
    """`suggestions` of the people and `candidates` of surveys, at a unit or below; of what became
    of one after `as_of` nothing is known yet. What was erased has no name any more.
    """
    until = true() if as_of is None else candidates.c.at <= as_of
    rows = c.execute(
        select(candidates, people.c.name.label("by"), units.c.name.label("unit"))
        .join(units, units.c.id == candidates.c.unit_id)
        .outerjoin(people, people.c.id == candidates.c.person_id)
        .where(below(units.c.path, unit_path), until)
        .order_by(candidates.c.id)
    ).mappings().all()  # fmt: skip
    notes = _notes(c, [row["id"] for row in rows], as_of)
    made = [(row["origin"], _candidate(row, notes[row["id"]], as_of)) for row in rows]
    return {
        "suggestions": [one for origin, one in made if origin == Origin.PEOPLE],
        "candidates": [one for origin, one in made if origin == Origin.SURVEY],
    }


def _notes(
    c: Connection, ids: Iterable[int], as_of: datetime | None
) -> dict[int, list[RowMapping]]:
    until = true() if as_of is None else candidate_notes.c.at <= as_of
    asked = (
        select(candidate_notes, people.c.name.label("by"))
        .outerjoin(people, people.c.id == candidate_notes.c.person_id)
        .where(candidate_notes.c.candidate_id.in_(ids), until)
        .order_by(candidate_notes.c.id)
    )
    found: dict[int, list[RowMapping]] = defaultdict(list)
    for row in c.execute(asked).mappings():
        found[row["candidate_id"]].append(row)
    return found


def _candidate(row: RowMapping, notes: Iterable[RowMapping], as_of: datetime | None) -> Out:
    known = as_of is None or row["changed_at"] <= as_of
    first = State.NEW if row["origin"] == Origin.PEOPLE else State.LISTED
    return {
        "id": row["id"], "unit_id": row["unit_id"], "unit": row["unit"], "name": row["name"],
        "guess": row["guess"] or None, "state": row["state"] if known else first.value,
        "why": row["why"] if known else "", "by": row["by"], "by_role": row["by_role"] or None,
        "signed": row["signed"], "record": row["record_id"] if known else None,
        "at": row["at"].isoformat(), "notes": [_note(note) for note in notes],
    }  # fmt: skip


def _note(row: RowMapping) -> Out:
    return {
        "by": row["by"], "at": row["at"].isoformat(), "text": row["text"],
        "evidence": row["evidence_id"],
    }  # fmt: skip
