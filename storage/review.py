"""What superiors did to a record: its history, their reasons and opinions, and signed decisions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, insert, select, update

from campaign.decisions import paper_key
from campaign.exemplar import Ask, Decision, Return
from campaign.people import Post, Role, Verb
from campaign.reviewing import Happened
from campaign.workflow import Status
from storage.evidence import Counted
from storage.tables import decisions, history, notes, people, records, submissions
from storage.types import AnyRow

_HAPPENED = insert(history).returning(history.c.id)
_SUBMITTED = insert(submissions).inline()


def happened(  # noqa: PLR0913 - one line of history, all of it known at once
    c: Connection,
    now: datetime,
    *,
    record_id: int,
    person_id: int,
    post: Post,
    verb: Verb,
    source: Status,
    target: Status,
    note: str = "",
    key: str = "",
    fields: Mapping[str, str] | None = None,
    asks: Sequence[Ask] = (),
) -> None:
    """One line of a record's history; the reason or opinion, if any, apart from it."""
    new = {
        "record_id": record_id, "at": now, "person_id": person_id, "role": post.role, "verb": verb,
        "source": source, "target": target,
    }  # fmt: skip
    id = c.execute(_HAPPENED, new).scalar_one()
    if note or fields:
        kept = [[ask.key, ask.reason, ask.mended] for ask in asks] or None
        new_note = {"key": key, "text": note, "fields": dict(fields or {}), "asks": kept}
        c.execute(insert(notes).values(history_id=id, **new_note))


def last_return(c: Connection, record_id: int) -> AnyRow | None:
    """The latest request for more: its questions, reasons, author, time, where it came from."""
    return c.execute(
        select(
            notes.c.history_id,
            notes.c.key,
            notes.c.text,
            notes.c.asks,
            people.c.name,
            history.c.at,
            history.c.source,
        )
        .join(notes, notes.c.history_id == history.c.id)
        .join(people, people.c.id == history.c.person_id)
        .where(history.c.record_id == record_id, history.c.verb == Verb.RETURN)
        .order_by(history.c.id.desc())
        .limit(1)
    ).one_or_none()


def returned(c: Connection, record: AnyRow) -> Return | None:
    """Why a record was sent back; None where it was not."""
    last = last_return(c, record.id) if record.status == Status.RETURNED else None
    if last is None:
        return None
    return Return(asked(last), last.name, last.at, Status(last.source))


def asked(note: AnyRow) -> tuple[Ask, ...]:
    """The questions of a request for more. One of an earlier release names a single one."""
    if note.asks is None:
        return (Ask(note.key, note.text),) if note.key else ()
    return tuple(Ask(*kept) for kept in note.asks)


def mended(c: Connection, record_id: int, keys: Collection[str]) -> None:
    """Note which of the questions more was asked on have been answered again."""
    last = last_return(c, record_id)
    if last is None:
        return
    kept = [[ask.key, ask.reason, ask.mended or ask.key in keys] for ask in asked(last)]
    c.execute(update(notes).where(notes.c.history_id == last.history_id).values(asks=kept))


def history_of(c: Connection, record_id: int) -> Sequence[AnyRow]:
    """Every step of a record with its words: id, person_id, at, name, role, verb, text, asks."""
    return c.execute(_HISTORY, {"record": record_id}).all()


_HELPED = and_(  # a village's step, by whoever entered it for its author
    history.c.role == Role.REPORTER, history.c.person_id == records.c.entered_by_id,
    history.c.person_id != records.c.author_id,
)  # fmt: skip
_HISTORY = (
    select(
        history.c.id, history.c.person_id, history.c.at, history.c.role, history.c.verb,
        history.c.source, people.c.name, notes.c.key, notes.c.text, notes.c.asks,
        _HELPED.label("helped"),
    )
    .select_from(history)
    .join(records, records.c.id == history.c.record_id)
    .outerjoin(people, people.c.id == history.c.person_id)
    .outerjoin(notes, notes.c.history_id == history.c.id)
    .where(history.c.record_id == bindparam("record"))
    .order_by(history.c.id)
)  # fmt: skip


def passed_by(c: Connection, record_id: int) -> Sequence[Role]:
    """The desks that have passed a record on, in the order in which they did."""
    steps = (r for r in history_of(c, record_id) if r.verb in (Verb.CONFIRM, Verb.SELECT))
    return tuple(dict.fromkeys(Role(r.role) for r in steps))


def step_of(row: AnyRow) -> Happened:
    """A row of `history_of` as it is shown."""
    asks = asked(row) if row.verb == Verb.RETURN and row.key else ()
    role = Role(row.role) if row.role else None
    again = row.source == Status.RETURNED
    return Happened(
        row.id,
        row.at,
        row.name or "",
        role,
        Verb(row.verb),
        row.text or "",
        asks,
        again,
        bool(row.helped),
    )


def submitted(
    c: Connection, now: datetime, record_id: int, version: int, body: Mapping[str, Any]
) -> None:
    """Freeze what was sent up."""
    frozen = {"record_id": record_id, "version": version, "body": dict(body), "at": now}
    c.execute(_SUBMITTED, frozen)


def decided(
    c: Connection, now: datetime, record_id: int, kind: str, fields: Mapping[str, str]
) -> int:
    """Record a decision that was signed: authority, number and date (ISO). Its id."""
    new = insert(decisions).values(
        record_id=record_id, kind=kind, authority=fields["authority"], number=fields["number"],
        date=date.fromisoformat(fields["date"]), at=now,
    )  # fmt: skip
    return int(c.execute(new.returning(decisions.c.id)).scalar_one())


def revoked(c: Connection, record_id: int) -> None:
    """Every decision about a record is taken back."""
    c.execute(update(decisions).where(decisions.c.record_id == record_id).values(revoked=True))


def decisions_of(c: Connection, record_id: int) -> Sequence[AnyRow]:
    return c.execute(_DECISIONS, {"record": record_id}).all()


_DECISIONS = (
    select(decisions).where(decisions.c.record_id == bindparam("record")).order_by(decisions.c.id)
)


def decided_of(c: Connection, record: AnyRow, kept: Mapping[str, Counted]) -> tuple[Decision, ...]:
    """The decisions about a record; one that was never sent has none, and nothing is read.

    `kept` counts its evidence by key.
    """
    rows = decisions_of(c, record.id) if record.number is not None else ()
    return tuple(
        Decision(
            r.kind, r.authority, r.number, r.date, r.revoked, r.id,
            kept.get(paper_key(r.id), Counted()).total, r.mistaken,
        )
        for r in rows
    )  # fmt: skip
