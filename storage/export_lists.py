"""Closed lists and reports in the shape of the JSON export: each as it was sent."""

from datetime import datetime

from sqlalchemy import Connection, RowMapping, select, true

from campaign.closing import SENT
from storage.export_records import Out, evidence
from storage.export_rows import EVIDENCE, below
from storage.tables import evidence as evidence_table
from storage.tables import lists, people, reports, units

_answerer = people.alias("answerer")
_LISTS = (
    select(lists, people.c.name.label("by"), _answerer.c.name.label("answered_by"))
    .join(units, units.c.id == lists.c.unit_id)
    .outerjoin(people, people.c.id == lists.c.person_id)
    .outerjoin(_answerer, _answerer.c.id == lists.c.answered_by_id)
    .order_by(lists.c.id)
)
_REPORTS = (
    select(reports, people.c.name.label("by"))
    .join(units, units.c.id == reports.c.unit_id)
    .outerjoin(people, people.c.id == reports.c.person_id)
    .order_by(reports.c.id)
)
ON_PAPER = select(reports.c.evidence_id).where(reports.c.evidence_id.is_not(None))


def closed_lists(c: Connection, unit_path: str | None, as_of: datetime | None) -> list[Out]:
    """Every list that was closed; of a later answer nothing is known yet at `as_of`."""
    until = true() if as_of is None else lists.c.at <= as_of
    rows = c.execute(_LISTS.where(below(units.c.path, unit_path), until)).mappings()
    return [_list(row, as_of) for row in rows]


def _list(row: RowMapping, as_of: datetime | None) -> Out:
    at = row["answered_at"]
    known = at is not None and (as_of is None or at <= as_of)
    return {
        "id": row["id"], "unit_id": row["unit_id"], "term": row["term"], "number": row["number"],
        "by": row["by"], "at": row["at"].isoformat(), **row["body"],
        "state": row["state"] if known else SENT, "note": row["note"] if known else "",
        "answered_by": row["answered_by"] if known else None,
        "answered_at": at.isoformat() if known else None,
    }  # fmt: skip


def sent_reports(c: Connection, unit_path: str | None, as_of: datetime | None) -> list[Out]:
    """Every report that somebody said was sent; of several for one duty the last counts."""
    until = true() if as_of is None else reports.c.at <= as_of
    rows = c.execute(_REPORTS.where(below(units.c.path, unit_path), until)).mappings().all()
    shown = EVIDENCE.where(evidence_table.c.id.in_(ON_PAPER))
    papers = {r["id"]: evidence(r) for r in c.execute(shown).mappings()}
    return [
        {
            "id": row["id"], "unit_id": row["unit_id"], "term": row["term"],
            "number": row["number"], "date": row["date"].isoformat(), "by": row["by"],
            "at": row["at"].isoformat(), "evidence": papers.get(row["evidence_id"]),
        }
        for row in rows
    ]  # fmt: skip
