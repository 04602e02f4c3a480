"""Commendations of who is not registered in the shape of the JSON export."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select, true

from campaign.decisions import level_of
from campaign.praise import PAPERS, paper_key
from storage.export_records import Out
from storage.export_records import evidence as exported_evidence
from storage.export_rows import EVIDENCE, below
from storage.tables import evidence, people, praise_words, praises, units


def exported(c: Connection, unit_path: str | None, as_of: datetime | None) -> list[Out]:
    """What lies at a unit or below; of what ended later nothing is known yet at `as_of`."""
    asked = (
        select(praises, people.c.name.label("by"), units.c.name.label("unit"))
        .join(units, units.c.id == praises.c.unit_id)
        .outerjoin(people, people.c.id == praises.c.person_id)
        .where(below(units.c.path, unit_path), true() if as_of is None else praises.c.at <= as_of)
        .order_by(praises.c.id)
    )
    papers, words = _papers(c, as_of), _words(c, as_of)
    return [
        _praise(r, papers[paper_key(r["id"])], words[r["id"]], as_of)
        for r in c.execute(asked).mappings()
    ]


def _papers(c: Connection, as_of: datetime | None) -> defaultdict[str, list[Out]]:
    until = true() if as_of is None else evidence.c.received_at <= as_of
    found: defaultdict[str, list[Out]] = defaultdict(list)
    for row in c.execute(EVIDENCE.where(evidence.c.key.startswith(PAPERS), until)).mappings():
        found[row["key"]].append(exported_evidence(row))
    return found


def _words(c: Connection, as_of: datetime | None) -> defaultdict[int, list[Out]]:
    until = true() if as_of is None else praise_words.c.at <= as_of
    asked = (
        select(praise_words, people.c.name.label("by"))
        .outerjoin(people, people.c.id == praise_words.c.person_id)
        .where(until)
        .order_by(praise_words.c.id)
    )
    found: defaultdict[int, list[Out]] = defaultdict(list)
    for r in c.execute(asked).mappings():
        found[r["praise_id"]].append({
            "at": r["at"].isoformat(), "by": r["by"], "role": r["role"], "verb": r["act"],
            "note": r["why"], "fields": r["fields"],
        })  # fmt: skip
    return found


def _praise(r: RowMapping, papers: list[Out], words: list[Out], as_of: datetime | None) -> Out:
    ended = r["ended_at"] is not None and (as_of is None or r["ended_at"] <= as_of)
    return {
        "id": r["id"], "unit_id": r["unit_id"], "unit": r["unit"], "phase": r["phase"],
        "recipient": {"kind": r["who"], "title": r["title"], "name": r["name"]},
        "form": r["form"], "authority": r["authority"],
        "level": level_of(r["authority"]) or None, "number": r["number"],
        "date": r["date"].isoformat(), "why": r["why"], "naming": r["naming"],
        "counts": not ended, "revoked": r["revoked"] and ended, "mistaken": r["mistaken"] and ended,
        "exemplar": r["record_id"] if ended else None, "erased": r["erased_at"] is not None,
        "recorded_by": {"name": r["by"], "role": r["role"]}, "at": r["at"].isoformat(),
        "evidence": papers, "history": words,
    }  # fmt: skip
