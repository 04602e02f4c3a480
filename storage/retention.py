"""What has been kept long enough goes: one rule for each class, carried out in small batches.

The hard idea is that a photo goes in three steps, each of which may be the last of a process that
dies: its row is marked as erased and keeps the hashes; the bytes leave the photo store; the hashes
are forgotten. Whoever comes next goes on from the row. Everything else is one statement for a batch
of rows, and a batch that was taken back is found again by the same rule.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    Text,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    type_coerce,
    update,
)

from campaign.decisions import PAPERS
from campaign.privacy import QUESTION
from campaign.retention import Class
from campaign.survey import State
from campaign.workflow import Status
from storage import erasing, survey
from storage import praises as stored_praises
from storage.evidence import ERASED, HIDDEN, REFUSED, REHEARSED, STORED
from storage.inbox import DONE, FAILED
from storage.secrets import Keyring
from storage.tables import (
    answers,
    audit,
    candidates,
    consents,
    contacts,
    evidence,
    inbox,
    invites,
    outbox,
    people,
    posts,
    praises,
    records,
    sheets,
)

OVER = ("sent", "failed", "unknown", "expired", "suppressed")
_NO_WORDS = {"text": ""}
_later = outbox.alias("later")


@dataclass(frozen=True, slots=True)
class _Going:
    """One batch that goes: where, by what key, and since when nobody had to do with it."""

    c: Connection
    keyring: Keyring
    now: datetime
    table: Table
    ids: Sequence[Any]

    @property
    def theirs(self) -> ColumnElement[bool]:
        return _key(self.table).in_(self.ids)


@dataclass(frozen=True, slots=True)
class _Rule:
    table: Table
    due: Callable[[datetime], ColumnElement[bool]]
    go: Callable[[_Going], None]


def _key(table: Table) -> Column[Any]:
    return next(iter(table.primary_key))


def due(c: Connection, which: Class, before: datetime) -> int:
    """How much of a class would go."""
    rule = _RULES[which]
    n = c.scalar(select(func.count()).select_from(rule.table).where(rule.due(before)))
    return int(n or 0)


def step(  # noqa: PLR0913, PLR0917 - what goes, since when, and how much at once
    c: Connection, keyring: Keyring, which: Class, before: datetime, now: datetime, limit: int
) -> int:
    """Let a batch of a class go; how much it was, 0 when nothing is left."""
    rule = _RULES[which]
    key = _key(rule.table)
    ids = c.scalars(select(key).where(rule.due(before)).order_by(key).limit(limit)).all()
    if ids:
        rule.go(_Going(c, keyring, now, rule.table, ids))
    return len(ids)


# --- drafts


def _drafts(before: datetime) -> ColumnElement[bool]:
    """Never sent, and since then neither headed nor answered nor shown anything."""
    answered = exists().where(answers.c.record_id == records.c.id, answers.c.at >= before)
    shown = exists().where(evidence.c.record_id == records.c.id, evidence.c.received_at >= before)
    return and_(
        records.c.status == Status.DRAFT, records.c.number.is_(None),
        records.c.erased_at.is_(None), records.c.changed_at < before, ~answered, ~shown,
    )  # fmt: skip


def _erase_drafts(going: _Going) -> None:
    """As by a wish of whom they tell of; a restore of an older backup erases them again."""
    c = going.c
    for row in c.execute(select(records).where(going.theirs)).all():
        erasing.one_record(c, going.keyring, row, going.now)
    c.execute(update(records).where(going.theirs).values(discarded=True))


# --- photos, voice notes, files

_THERE = evidence.c.state.in_((STORED, REFUSED, HIDDEN))
_PROOFS = select(consents.c.evidence_id).where(consents.c.evidence_id.is_not(None))


def _ended(before: datetime) -> ColumnElement[bool]:
    """Of records that ended before they were taken up; papers and consents stay."""
    over = select(records.c.id).where(
        records.c.changed_at < before,
        or_(
            records.c.status.in_((Status.DECLINED, Status.WITHDRAWN)), records.c.discarded.is_(True)
        ),
    )
    proves = evidence.c.key.startswith(PAPERS) | (evidence.c.key == QUESTION)
    return and_(evidence.c.record_id.in_(over), _THERE, ~proves, evidence.c.id.not_in(_PROOFS))


def _loose(before: datetime) -> ColumnElement[bool]:
    nobodys = evidence.c.record_id.is_(None) & evidence.c.key.in_(("", REHEARSED))
    return and_(nobodys, _THERE, evidence.c.received_at < before, evidence.c.id.not_in(_PROOFS))


def _mark(going: _Going) -> None:
    going.c.execute(update(evidence).where(going.theirs).values(state=ERASED, caption=""))


def leaving(c: Connection, limit: int) -> Sequence[tuple[int, tuple[str, ...]]]:
    """Evidence that is erased and may still lie in the photo store: id and hashes."""
    raw = type_coerce(evidence.c.ref, Text).contains('"blob":')
    there = evidence.c.sha256.is_not(None) | evidence.c.thumbnail.is_not(None) | raw
    rows = c.execute(
        select(evidence).where(evidence.c.state == ERASED, there).order_by(evidence.c.id)
        .limit(limit)
    ).all()  # fmt: skip
    return [(row.id, erasing.hashes(row)) for row in rows]


def left(c: Connection, ids: Sequence[int]) -> None:
    """Nothing of this evidence lies in the photo store any more."""
    c.execute(update(evidence).where(evidence.c.id.in_(ids)).values(**erasing.BLANK))


# --- messages


def _messages(before: datetime) -> ColumnElement[bool]:
    """Whatever became of them; the question that stands last in a chat stays, to be answered."""
    last = select(func.max(_later.c.id)).where(
        _later.c.contact_id == outbox.c.contact_id, _later.c.prompt
    )
    stands = outbox.c.prompt & (outbox.c.id == last.scalar_subquery())
    said = type_coerce(outbox.c.body, Text) != type_coerce(_NO_WORDS, outbox.c.body.type)
    return and_(outbox.c.state.in_(OVER), outbox.c.created_at < before, said, ~stands)


def _hush(going: _Going) -> None:
    going.c.execute(update(outbox).where(going.theirs).values(body=_NO_WORDS))


def _seen(state: str) -> Callable[[datetime], ColumnElement[bool]]:
    return lambda before: and_(inbox.c.state == state, inbox.c.at < before)


def _delete(going: _Going) -> None:
    going.c.execute(delete(going.table).where(going.theirs))


# --- people


def _contacts(before: datetime) -> ColumnElement[bool]:
    """Of nobody, or of somebody who holds no post, and held none since then."""
    posted = exists().where(
        posts.c.person_id == contacts.c.person_id,
        or_(posts.c.until.is_(None), posts.c.until >= before),
    )
    here = func.coalesce(contacts.c.seen_at, contacts.c.created_at) < before
    return and_(here, ~posted, ~contacts.c.address.startswith(erasing.GONE))


def _forget(going: _Going) -> None:
    """Addresses, talks and phone numbers; who did something keeps the name it was done under."""
    c = going.c
    whose = select(contacts.c.person_id).where(going.theirs, contacts.c.person_id.is_not(None))
    c.execute(update(people).where(people.c.id.in_(whose)).values(phone=""))
    for id in going.ids:
        erasing.contact(c, id)


def _invites(before: datetime) -> ColumnElement[bool]:
    over = func.coalesce(invites.c.used_at, invites.c.ended_at, invites.c.expires_at) < before
    return and_(over, or_(invites.c.name != "", invites.c.phone != ""))


def _unname(going: _Going) -> None:
    going.c.execute(update(invites).where(going.theirs).values(name="", phone=""))


def _mistakes(before: datetime) -> ColumnElement[bool]:
    """Commendations that never were any: nobody has to know whom they named."""
    over = praises.c.mistaken & (praises.c.ended_at < before)
    return and_(over, praises.c.erased_at.is_(None))


def _forget_mistakes(going: _Going) -> None:
    for row in going.c.execute(stored_praises.ALL.where(going.theirs)).all():
        erasing.praise(going.c, going.keyring, row, going.now)


def _candidates(before: datetime) -> ColumnElement[bool]:
    """Whom nobody registered, and of whom nobody has told anything since then."""
    told = or_(candidates.c.name != "", candidates.c.signed != "")
    return and_(candidates.c.state != State.REGISTERED, candidates.c.changed_at < before, told)


def _blank(going: _Going) -> None:
    survey.blank(going.c, going.ids)


_RULES: dict[Class, _Rule] = {
    Class.DRAFTS: _Rule(records, _drafts, _erase_drafts),
    Class.ENDED: _Rule(evidence, _ended, _mark),
    Class.LOOSE: _Rule(evidence, _loose, _mark),
    Class.MESSAGES: _Rule(outbox, _messages, _hush),
    Class.SEEN: _Rule(inbox, _seen(DONE), _delete),
    Class.FAILED: _Rule(inbox, _seen(FAILED), _delete),
    Class.CONTACTS: _Rule(contacts, _contacts, _forget),
    Class.CANDIDATES: _Rule(candidates, _candidates, _blank),
    Class.INVITES: _Rule(invites, _invites, _unname),
    Class.SHEETS: _Rule(sheets, lambda before: sheets.c.at < before, _delete),
    Class.MISTAKES: _Rule(praises, _mistakes, _forget_mistakes),
    Class.AUDIT: _Rule(audit, lambda before: audit.c.at < before, _delete),
}
