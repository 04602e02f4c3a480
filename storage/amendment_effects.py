"""Wishes about changes of what was registered made real.

Asking changes nothing but the list of what waits; the agreement of the level above writes the new
answers, freezes them as a new submission, and leaves status and numbers as they are.
"""

from collections.abc import Mapping
from typing import Any, assert_never

from sqlalchemy import func, insert, select, update

from campaign.amendments import (
    ACCEPTED,
    AMENDABLE,
    KEYS,
    OPEN,
    REFUSED,
    REPLACED,
    Amend,
    Amended,
    AmendmentAnswered,
    AmendmentWish,
    AnswerAmendment,
    judge_of,
    may_ask,
    open_of,
)
from campaign.desk import Outcome, Refusal, Refused, Stale
from campaign.exemplar import Record, Value
from campaign.people import Person, Post, Role, Verb
from campaign.text import fold
from campaign.workflow import Status
from storage import amendments, audit, evidence, people, records, review
from storage.doing import Doing, acting
from storage.records import Answered
from storage.tables import amendments as table
from storage.tables import records as records_table
from storage.tables import subjects, submissions
from storage.types import AnyRow


def perform(do: Doing, me: Person, effect: AmendmentWish) -> Outcome:
    match effect:
        case Amend():
            return _amend(do, me, effect)
        case AnswerAmendment():
            return _answer(do, me, effect)
    assert_never(effect)


def _amend(do: Doing, me: Person, effect: Amend) -> Outcome:
    row, record = do.desk.row(effect.record_id), do.desk.record(effect.record_id)
    post = acting(me, Verb.AMEND, row.path) if row is not None else None
    if row is None or record is None or post is None or not _asks(post, record, effect):
        return Refused(Refusal.RIGHTS)
    if not records.change(do.c, row.id, effect.version, {"changed_at": do.now}):
        return Stale(row.id)
    before = {key: record.answers.get(key) for key in effect.changes}
    judge = judge_of(post.role, district=record.district)
    id = _asked(do, me, effect, before, judge)
    _claim(do, row.id, effect.changes)
    fields = {"keys": ", ".join(effect.changes)}
    _noted(do, me, post, row, Verb.AMEND, effect.why, fields)
    if post.role is judge:  # the province's own
        _settle(do, me, row, id, ACCEPTED, "")
        _apply(do, row, me.id, effect.changes)
    do.desk.forget()
    return _after_asking(do, row.id, id, judge)


def _asks(post: Post, record: Record, effect: Amend) -> bool:
    """The registrant's post may, and the commune above it; only what can change, and only then."""
    theirs = may_ask(post.role, record.registrant)
    open_ = record.status in AMENDABLE and bool(effect.changes)
    return theirs and open_ and set(effect.changes) <= set(KEYS)


def _asked(do: Doing, me: Person, effect: Amend, before: Mapping[str, Value], judge: Role) -> int:
    """The new row; one that still waited is replaced by it."""
    mine = table.c.record_id == effect.record_id
    do.c.execute(update(table).where(mine, table.c.state == OPEN).values(state=REPLACED))
    number = do.c.scalar(select(func.count()).select_from(table).where(mine)) or 0
    new = insert(table).values(
        record_id=effect.record_id, number=number + 1, state=OPEN, changes=dict(effect.changes),
        before=dict(before), why=effect.why, person_id=me.id, at=do.now, waits_for=judge,
    )  # fmt: skip
    return int(do.c.execute(new.returning(table.c.id)).scalar_one())


def _claim(do: Doing, record_id: int, changes: Mapping[str, Value]) -> None:
    """A voice note or a photo of a handwritten sheet belongs to the record from now on."""
    mine = {row.id for row in evidence.loose(do.c, do.desk.contact.id)}
    for key, value in changes.items():
        ids = value.values() if isinstance(value, dict) else ()
        for id in ids:
            if isinstance(id, int) and id in mine:
                evidence.claim(do.c, id, key, record_id)


def _after_asking(do: Doing, record_id: int, id: int, judge: Role) -> Outcome:
    record = do.desk.record(record_id)
    found = next(a for a in amendments.of_record(do.c, record_id) if a.id == id)
    if record is None:
        return Refused(Refusal.GONE)
    officers = people.posted(do.c, judge, record.path)
    return Amended(record, found, tuple(dict.fromkeys(row.name for row in officers)))


def _answer(do: Doing, me: Person, effect: AnswerAmendment) -> Outcome:
    verb = Verb.ACCEPT if effect.agreed else Verb.REFUSE
    row = do.desk.row(effect.record_id)
    post = acting(me, verb, row.path) if row is not None else None
    if row is None or post is None or not (effect.agreed or effect.note.strip()):
        return Refused(Refusal.RIGHTS)
    records.lock(do.c, row.id)
    asked = open_of(amendments.of_record(do.c, row.id))
    if asked is None or asked.id != effect.amendment_id:
        return Stale(row.id)
    if asked.waits_for is not post.role:
        return Refused(Refusal.RIGHTS)
    asker = int(do.c.execute(select(table.c.person_id).where(table.c.id == asked.id)).scalar_one())
    _settle(do, me, row, asked.id, ACCEPTED if effect.agreed else REFUSED, effect.note)
    if effect.agreed:
        _apply(do, row, asker, asked.changes)
    fields = {"keys": ", ".join(asked.changes)}
    _noted(do, me, post, row, verb, effect.note, fields)
    do.desk.forget()
    record = do.desk.record(row.id)
    found = next(a for a in amendments.of_record(do.c, row.id) if a.id == asked.id)
    return AmendmentAnswered(record, found, asker) if record else Refused(Refusal.GONE)


def _settle(  # noqa: PLR0913, PLR0917 - which of which record, and what was said to it
    do: Doing, me: Person, row: AnyRow, id: int, state: str, note: str
) -> None:
    values = {"state": state, "note": note, "answered_by_id": me.id, "answered_at": do.now}
    do.c.execute(update(table).where(table.c.id == id).values(values))
    mine = update(records_table).where(records_table.c.id == row.id)
    do.c.execute(mine.values(version=records_table.c.version + 1, changed_at=do.now))


def _apply(do: Doing, row: AnyRow, asker: int, changes: Mapping[str, Value]) -> None:
    """The new answers stand; the subject keeps its identity under a new name, too."""
    given = [Answered(key, v, fact=False, restricted=False) for key, v in changes.items()]
    records.answer(do.c, do.keyring, row, given, asker, do.now)
    name = changes.get("R4")
    if isinstance(name, dict) and "text" in name:
        called = {"name": str(name["text"]), "folded": fold(str(name["text"]))}
        mine = update(records_table).where(records_table.c.id == row.id)
        do.c.execute(mine.values(called))
        if _is_named(do, row):
            do.c.execute(update(subjects).where(subjects.c.id == row.subject_id).values(called))
    review.submitted(do.c, do.now, row.id, row.version, _last_body(do, row.id) | dict(changes))


def _is_named(do: Doing, row: AnyRow) -> bool:
    """Whether the subject bears the record's name, and not its unit's."""
    kind = do.desk.plan_of(row.id).kind(row.kind or "")
    return row.subject_id is not None and kind.level is None


def _last_body(do: Doing, record_id: int) -> dict[str, Any]:
    last = (
        select(submissions.c.body)
        .where(submissions.c.record_id == record_id)
        .order_by(submissions.c.id.desc())
        .limit(1)
    )
    found: dict[str, Any] | None = do.c.scalar(last)
    return dict(found or {})


def _noted(  # noqa: PLR0913, PLR0917 - one line of history
    do: Doing,
    me: Person,
    post: Post,
    row: AnyRow,
    verb: Verb,
    note: str,
    fields: Mapping[str, str],
) -> None:
    status = Status(row.status)  # it stays
    review.happened(
        do.c, do.now, record_id=row.id, person_id=me.id, post=post, verb=verb, source=status,
        target=status, note=note, fields=fields,
    )  # fmt: skip
    audit.note(do.c, do.now, me.id, verb, "record", row.id)
