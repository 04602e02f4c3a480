"""What a transcript looks up: what was really written about a record, as a person can read it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from campaign.exemplar import Heading, Value
from campaign.gates import readings
from storage import plans, records
from storage.tables import evidence, history, notes, people, units
from storage.tables import records as table
from storage.types import AnyRow
from tests.stage import KEYRING, ZONE


def _row(c: Connection, number: int) -> AnyRow:
    return c.execute(select(table).where(table.c.number == number)).one()


def status(c: Connection, number: int) -> str:
    return str(_row(c, number).status)


def _opened(c: Connection, row: AnyRow) -> dict[str, Value]:
    rows = records.answers_of(c, row.id, row.subject_id)
    return records.opened(rows, KEYRING, restricted=True)


def answers(c: Connection, number: int, now: datetime) -> list[str]:
    """The category and kind, and every stored answer; those of the registration are left out."""
    del now
    row = _row(c, number)
    found = _opened(c, row)
    keys = [key for key in sorted(found) if not key.startswith("R")]
    return [f"({row.category} {row.kind})", *(f"{key}: {said(found[key])}" for key in keys)]


def registration(c: Connection, number: int, now: datetime) -> list[str]:
    """The answers to R1–R10, with units by name."""
    del now
    found = _opened(c, _row(c, number))
    named = {f"u{r.id}": r.name for r in c.execute(select(units.c.id, units.c.name))}
    values = {k: named.get(str(v), v) for k, v in found.items() if k.startswith("R")}
    return [f"{key}: {said(values[key])}" for key in sorted(values)]


def gates(c: Connection, number: int, now: datetime) -> list[str]:
    """Every hard rule as it reads now."""
    row = _row(c, number)
    heading = Heading(row.category, row.kind, row.name, row.unit_id, row.phase)
    found = _opened(c, row)
    today = now.astimezone(ZONE).date()
    return [
        f"{r.criterion.id} {r.verdict}"
        for r in readings(plans.get(c, row.plan_id), heading, found, found.keys(), today)
    ]


def happened(c: Connection, number: int, now: datetime) -> list[str]:
    """What was done to it: when, by whom, from where to where, with which words."""
    del now
    rows = c.execute(
        select(history, people.c.name, notes.c.key, notes.c.text, notes.c.fields)
        .join(people, people.c.id == history.c.person_id)
        .outerjoin(notes, notes.c.history_id == history.c.id)
        .where(history.c.record_id == _row(c, number).id)
        .order_by(history.c.id)
    ).all()
    return [_line(row) for row in rows]


def _line(row: AnyRow) -> str:
    more = [row.key, row.text, *(f"{k}={v}" for k, v in sorted((row.fields or {}).items()))]
    noted = " · ".join(str(m) for m in more if m)
    return f"{row.name}: {row.verb} {row.source} → {row.target}" + (f" ({noted})" if noted else "")


def names(c: Connection, number: int, now: datetime) -> list[str]:
    """Who registered it, who entered it for them, where it came from."""
    del now
    row = _row(c, number)
    known = {r.id: r.name for r in c.execute(select(people.c.id, people.c.name))}
    entered = known.get(row.entered_by_id, "–")
    return [f"author {known[row.author_id]} ({row.author_role}), entered by {entered}"]


def evidence_of(c: Connection, number: int, now: datetime) -> list[str]:
    """What proves it, as the export will have it."""
    del now
    rows = c.execute(
        select(evidence).where(evidence.c.record_id == _row(c, number).id).order_by(evidence.c.id)
    ).all()
    return [f"{r.key}: {r.kind} {_form(r)}{r.state}" for r in rows]


def _form(row: AnyRow) -> str:
    """What a file is; of speech nothing, since each platform hands it on in a form of its own."""
    return "" if row.kind == "voice" else f"{row.media_type} "


def records_in(c: Connection) -> list[str]:
    """Every record there is."""
    rows = c.execute(select(table).order_by(table.c.id)).all()
    return [
        f"{f'YB-{r.number:04d}' if r.number else 'draft'} {r.category} {r.kind} {r.name or '–'}"
        f" {'discarded' if r.discarded else r.status}"
        for r in rows
    ]


def said(value: Value) -> str:
    if isinstance(value, dict):
        if "text" in value:
            return f"“{value['text']}”"
        return ", ".join(f"{k} {said(v)}" for k, v in value.items() if v is not None)
    return " + ".join(value) if isinstance(value, list) else str(value)


TABLES: Mapping[str, Callable[[Connection, int, datetime], list[str]]] = {
    "answers": answers, "registration": registration, "gates": gates, "history": happened,
    "names": names, "evidence": evidence_of,
}  # fmt: skip
