"""What superiors did to a record: its history, their reasons and opinions, and signed decisions."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from campaign.decisions import paper_key
from campaign.exemplar import Decision, Return
from campaign.people import Post, Verb
from campaign.workflow import Status
from storage.evidence import Counted
from storage.tables import decisions, history, notes, people, submissions
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
) -> None:
    """One line of a record's history; the reason or opinion, if any, apart from it."""
    new = {
        "record_id": record_id, "at": now, "person_id": person_id, "role": post.role, "verb": verb,
        "source": source, "target": target,
    }  # fmt: skip
    id = c.execute(_HAPPENED, new).scalar_one()
    if note or fields:
        c.execute(
            insert(notes).values(history_id=id, key=key, text=note, fields=dict(fields or {}))
        )


def last_return(c: Connection, record_id: int) -> AnyRow | None:
    """The latest request for more: its question, reason, author, time and where it came from."""
    return c.execute(
        select(notes.c.key, notes.c.text, people.c.name, history.c.at, history.c.source)
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
    return Return(last.key, last.text, last.name, last.at, Status(last.source))


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
    return c.execute(
        select(decisions).where(decisions.c.record_id == record_id).order_by(decisions.c.id)
    ).all()


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
