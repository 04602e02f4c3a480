"""Consent given and taken back: the consents, the answer to R10, and what may be seen since."""

from collections.abc import Collection

from sqlalchemy import update

from campaign.desk import Outcome, Refusal, Refused
from campaign.exemplar import VOICE
from campaign.people import Person, Verb
from campaign.privacy import (
    NAME,
    PICTURES,
    QUESTION,
    Agree,
    Agreed,
    Children,
    FlagChildren,
    Flagged,
    How,
    Kind,
    Withdraw,
    Withdrawn,
    agreed,
)
from campaign.record_numbers import spelled
from campaign.workflow import Status
from storage import audit, consents, data_requests, evidence, hiding, records
from storage.doing import Doing, acting
from storage.paths import ids_of
from storage.people import NAME_LENGTH
from storage.tables import records as table
from storage.types import AnyRow


def open_to(do: Doing, me: Person, record_id: int) -> AnyRow | Refusal:
    """The row of a record whose personal data somebody may deal with, or why they may not."""
    row = do.desk.row(record_id)
    if row is None or row.discarded:
        return Refusal.GONE
    return row if acting(me, Verb.ANSWER, row.path) is not None else Refusal.RIGHTS


def agree(do: Doing, me: Person, effect: Agree) -> Outcome:
    row = open_to(do, me, effect.record_id)
    if isinstance(row, Refusal):
        return Refused(row)
    if row.erased_at is not None or (row.hidden_at is not None and NAME not in effect.wording):
        return Refused(Refusal.RIGHTS)  # nothing can be shown of somebody who has no name
    records.lock(do.c, row.id)
    how, proof = _proof(do, row.id, effect.evidence)
    given = consents.Given(effect.wording, effect.edition, how, proof, effect.note)
    every = hiding.same_subject(do.c, row) if row.hidden_at is not None else [row]
    for one in every:
        _agree_about(do, me, one, given)
    if effect.children is not Children.UNKNOWN:
        _flag(do, row, effect.children, effect.guardian)
    audit.note(do.c, do.now, me.id, "agree", "record", row.id)
    do.desk.forget()
    record = do.desk.record(row.id)
    return Agreed(record, tuple(effect.wording)) if record else Refused(Refusal.GONE)


def flag(do: Doing, me: Person, effect: FlagChildren) -> Outcome:
    row = open_to(do, me, effect.record_id)
    if isinstance(row, Refusal):
        return Refused(row)
    _flag(do, row, effect.children, effect.guardian)
    audit.note(do.c, do.now, me.id, "flag_children", "record", row.id)
    do.desk.forget()
    record = do.desk.record(row.id)
    return Flagged(record) if record else Refused(Refusal.GONE)


def _flag(do: Doing, row: AnyRow, children: Children, guardian: str) -> None:
    said = {"children": children, "guardian": guardian[:NAME_LENGTH]}
    do.c.execute(update(table).where(table.c.id == row.id).values(**said))


def _agree_about(do: Doing, me: Person, row: AnyRow, given: consents.Given) -> None:
    consents.add(do.c, row.id, given, me.id, do.now)
    before = _standing(do, row)
    purposes = (*before, *(p for p in given.wording if p not in before))
    consents.answer(do.c, row.id, purposes, me.id, do.now)
    if row.hidden_at is not None:
        hiding.show(do.c, do.keyring, row)
    hiding.show_evidence(do.c, row.id, pictures=PICTURES in purposes)


def _standing(do: Doing, row: AnyRow) -> tuple[str, ...]:
    given = records.answers_of(do.c, row.id, None)
    return agreed(next((r.value for r in given if r.key == QUESTION), None))


def _proof(do: Doing, record_id: int, evidence_id: int) -> tuple[How, int | None]:
    """The photo or voice note that its sender gave as a proof; what is not theirs is none."""
    loose = {r.id: r.kind for r in evidence.loose(do.c, do.desk.contact.id)}
    if evidence_id not in loose:
        return How.TAP, None
    evidence.link(do.c, [evidence_id], record_id, QUESTION)
    return How.VOICE if loose[evidence_id] == VOICE else How.PHOTO, evidence_id


# --- taken back


def withdraw(do: Doing, me: Person, effect: Withdraw) -> Outcome:
    row = open_to(do, me, effect.record_id)
    if isinstance(row, Refusal):
        return Refused(row)
    records.lock(do.c, row.id)
    data_requests.note(
        do.c, do.now, kind=Kind.WITHDRAW, by=me.id, verified=effect.verified, asker=effect.asker,
        record_id=row.id, done=True,
    )  # fmt: skip
    for one in hiding.same_subject(do.c, row):
        end(do, me, one, effect.purposes)
    audit.note(do.c, do.now, me.id, "withdraw_consent", "record", row.id)
    do.desk.forget()
    hidden, draft = NAME in effect.purposes, row.status == Status.DRAFT
    code = spelled(row.number) if row.number is not None else ""
    path = ids_of(row.path)
    return Withdrawn(row.id, row.name, effect.purposes, hidden, draft and hidden, code, path)


def end(do: Doing, me: Person, row: AnyRow, purposes: Collection[str]) -> None:
    """Consent ends for these purposes; without the name for all of them, and it is hidden."""
    before = _standing(do, row)
    ending = consents.standing(do.c, row.id) | {*before} if NAME in purposes else {*purposes}
    consents.withdraw(do.c, row.id, ending, me.id, do.now)
    left = [p for p in before if p not in ending]
    consents.answer(do.c, row.id, left, me.id, do.now)
    if NAME in purposes:
        hiding.hide(do.c, do.keyring, row, do.now)
        _drop_draft(do, row)
    elif PICTURES in purposes:
        hiding.hide_pictures(do.c, row.id)


def _drop_draft(do: Doing, row: AnyRow) -> None:
    if row.status == Status.DRAFT:
        mine = update(table).where(table.c.id == row.id)
        do.c.execute(mine.values(discarded=True, changed_at=do.now))
