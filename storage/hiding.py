"""A record whose consent was withdrawn: what tells of the person leaves the tables, numbers stay.

The hard idea: nothing has to remember to leave a withdrawn name out. The name, the stories, voice
notes and restricted answers are taken out of the rows that cards, lists, searches, summaries and
exports read, and lie sealed in a vault, from which a new consent brings them back. Copies that were
made of them before (lists that were closed, what was sent up, messages) lose the name as well:
`storage.scrubbing`. What remains counts as before: place, category, kind, phase, status, figures.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Date, RowMapping, Table, Update, delete, insert, select, update

from campaign.decisions import PAPERS
from campaign.exemplar import Value
from campaign.privacy import NAMELESS, QUESTION
from campaign.text import fold
from storage import plans, scrubbing, survey
from storage.evidence import HIDDEN, STORED, WAITING
from storage.secrets import Keyring
from storage.tables import (
    amendments,
    answers,
    evidence,
    facts,
    half_cards,
    helps,
    inquiries,
    looks,
    records,
    subjects,
    vaults,
)
from storage.types import AnyRow, Instant

TELLING = frozenset({"text", "voice", "photo"})  # what an answer in somebody's own words holds
PICTURES = ("photo", "file")  # kinds of evidence that may show somebody; a video is a file
PROVES = (evidence.c.key == QUESTION) | evidence.c.key.startswith(PAPERS)  # a signed paper
TOLD = (inquiries, amendments, helps)  # what was asked, answered and told of the person besides
OFFICERS = frozenset({"R6", "R6/mentor"})  # names of officers, not of the person praised


def same_subject(c: Connection, record: AnyRow) -> Sequence[AnyRow]:
    """The record itself, and the others about the same person or household."""
    mine = records.c.id == record.id
    if record.subject_id is not None and _is_personal(c, record):
        mine |= records.c.subject_id == record.subject_id
    return c.execute(select(records).where(mine).order_by(records.c.id)).all()


def hide(c: Connection, keyring: Keyring, record: AnyRow, now: datetime) -> None:
    """Take out of a record, and out of its copies, what tells of the person."""
    if record.hidden_at is not None:
        return
    personal = _is_personal(c, record)
    names = scrubbing.swap(c, record, NAMELESS)
    kept: dict[str, Any] = {
        "name": record.name,
        "answers": _taken(c, answers, answers.c.record_id == record.id),
        "facts": _taken(c, facts, facts.c.subject_id == record.subject_id) if personal else [],
        "half_years": _half_years(c, record.id),
        **{str(t.name): _lifted(c, t, record.id) for t in TOLD},
    }
    c.execute(insert(vaults).values(record_id=record.id, body=keyring.seal(kept), at=now))
    c.execute(delete(looks).where(looks.c.record_id == record.id))  # they hold answers, too
    hide_evidence(c, record.id)
    if personal:
        scrubbing.name(c, keyring, record, names)
    survey.blank_of(c, record.id)
    scrubbing.half_years(c, record, _untold)
    scrubbing.answers(c, record, {r["key"] for r in kept["answers"]})
    named = {"name": NAMELESS, "folded": ""} if personal else {}
    _change(c, record, hidden_at=now, guardian="", **named)
    if named and record.subject_id is not None:
        c.execute(update(subjects).where(subjects.c.id == record.subject_id).values(**named))


def show(c: Connection, keyring: Keyring, record: AnyRow) -> None:
    """Bring back what a vault holds: the person agrees again."""
    body = c.scalar(select(vaults.c.body).where(vaults.c.record_id == record.id))
    if body is None:
        return
    kept: Any = keyring.open(body)
    _bring(c, answers, kept["answers"])
    _bring(c, facts, kept["facts"])
    for table in TOLD:
        _bring(c, table, kept.get(table.name, []))
    for half, body in kept.get("half_years", {}).items():
        mine = (half_cards.c.record_id == record.id) & (half_cards.c.half == half)
        c.execute(update(half_cards).where(mine).values(body=body))
    c.execute(delete(vaults).where(vaults.c.record_id == record.id))
    named = {"name": kept["name"], "folded": fold(kept["name"])}
    _change(c, record, hidden_at=None, **named)
    if record.subject_id is not None and _is_personal(c, record):
        c.execute(update(subjects).where(subjects.c.id == record.subject_id).values(**named))


def hide_evidence(c: Connection, record_id: int) -> None:
    """Photos, voice notes and files are shown to nobody any more."""
    there = _evidence_of(record_id).where(evidence.c.state.in_((STORED, WAITING)))
    c.execute(there.values(state=HIDDEN))


def hide_pictures(c: Connection, record_id: int) -> None:
    """The same for what shows somebody; a signature or a decision is none of it."""
    shows = evidence.c.kind.in_(PICTURES) & ~PROVES
    there = _evidence_of(record_id).where(shows, evidence.c.state.in_((STORED, WAITING)))
    c.execute(there.values(state=HIDDEN))


def show_evidence(c: Connection, record_id: int, *, pictures: bool) -> None:
    """Show again what was hidden, pictures only where they were agreed to."""
    hidden = _evidence_of(record_id).where(evidence.c.state == HIDDEN)
    if not pictures:
        hidden = hidden.where(evidence.c.kind.not_in(PICTURES) | PROVES)
    c.execute(hidden.where(evidence.c.sha256.is_not(None)).values(state=STORED))
    c.execute(hidden.where(evidence.c.sha256.is_(None)).values(state=WAITING, held_until=None))


def _evidence_of(record_id: int) -> Update:
    return update(evidence).where(evidence.c.record_id == record_id)


def tells(key: str, value: Value, *, restricted: bool) -> bool:
    """Whether an answer tells of the person in more than options and figures."""
    if restricted:
        return True
    return isinstance(value, dict) and key not in OFFICERS and not TELLING.isdisjoint(value)


def _taken(c: Connection, table: Table, theirs: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """Rows that tell of the person, taken out of a table, as they can be put back."""
    rows = c.execute(select(table).where(theirs)).mappings().all()
    telling = [r for r in rows if tells(r["key"], r["value"], restricted=r["restricted"])]
    keys = [r["key"] for r in telling]
    c.execute(delete(table).where(theirs, table.c.key.in_(keys)))
    return [_packed(r) for r in telling]


def _lifted(c: Connection, table: Table, record_id: int) -> list[dict[str, Any]]:
    """Every row about a record, taken out of a table."""
    theirs = table.c.record_id == record_id
    rows = c.execute(select(table).where(theirs).order_by(table.c.id)).mappings().all()
    c.execute(delete(table).where(theirs))
    return [_packed(r) for r in rows]


def _half_years(c: Connection, record_id: int) -> dict[str, Any]:
    """What was told of a record, by half-year; rows stay, for they are counted."""
    rows = c.execute(select(half_cards).where(half_cards.c.record_id == record_id)).all()
    return {row.half: row.body for row in rows}


def _untold(body: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if not tells(key, value, restricted=False)}


def _packed(row: RowMapping) -> dict[str, Any]:
    return {str(k): v.isoformat() if isinstance(v, date) else v for k, v in row.items()}


def _unpacked(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {k: _told_when(table, k, v) for k, v in row.items()}


def _told_when(table: Table, key: str, value: Any) -> Any:  # noqa: ANN401 - of a column
    kind = table.c[key].type
    if value and isinstance(kind, Instant):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if value and isinstance(kind, Date) else value


def _bring(c: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        c.execute(insert(table), [_unpacked(table, r) for r in rows])


def _is_personal(c: Connection, record: AnyRow) -> bool:
    """Whether it is about somebody, not about a unit, whose name is everybody's."""
    kind = plans.get(c, record.plan_id).kind(record.kind) if record.kind else None
    return kind is None or kind.level is None


def _change(c: Connection, record: AnyRow, **values: Any) -> None:  # noqa: ANN401
    mine = update(records).where(records.c.id == record.id)
    c.execute(mine.values(**values, version=record.version + 1))
