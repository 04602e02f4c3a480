"""Wishes about lists and reports made real. Rights and what was seen are checked here again, at the
row: of two who act at once the second is told, and nothing is overwritten.
"""

from typing import assert_never

from sqlalchemy import insert as plain_insert
from sqlalchemy import select, update

from campaign.closing import MEND, RECEIVED, SENT, Draft
from campaign.closing_wishes import (
    AnswerList,
    CloseList,
    ListAnswered,
    ListClosed,
    ListMoved,
    ListWish,
    Overtaken,
    Reported,
    SendReport,
)
from campaign.desk import Outcome, Refusal, Refused
from campaign.duties import Duty
from campaign.people import Person, Verb, may
from storage import audit, evidence, people
from storage.doing import Doing
from storage.duty_effects import duty_of
from storage.lists import FOLLOWED, by_id
from storage.snapshots import to_json
from storage.tables import lists, reports
from storage.upsert import insert


def perform(do: Doing, me: Person, effect: ListWish) -> Outcome:
    match effect:
        case CloseList():
            return _close(do, me, effect)
        case AnswerList():
            return _answer(do, me, effect)
        case SendReport():
            return _report(do, me, effect)
    assert_never(effect)


def _close(do: Doing, me: Person, effect: CloseList) -> Outcome:
    draft = do.desk.lists.draft(effect.term)
    if draft is None:
        return Refused(Refusal.RIGHTS)
    if not draft.is_news or (draft.number, draft.snapshot.mark) != (effect.number, effect.mark):
        return ListMoved(effect.term)
    id = _frozen(do, me, draft)
    if id is None:  # somebody else closed it in this very moment
        do.desk.forget()
        return ListMoved(effect.term)
    audit.note(do.c, do.now, me.id, "close_list", "list", id)
    do.desk.forget()
    return ListClosed(by_id(do.c, id), _above(do, me))


def _frozen(do: Doing, me: Person, draft: Draft) -> int | None:
    new = insert(do.c, lists).values(
        unit_id=me.post.unit_id, term=draft.term.id, number=draft.number, state=SENT,
        body=to_json(draft.snapshot), person_id=me.id, at=do.now,
    )  # fmt: skip
    id: int | None = do.c.scalar(new.on_conflict_do_nothing().returning(lists.c.id))
    return id


def _above(do: Doing, me: Person) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.name for row in people.above(do.c, me.post)))


def _answer(do: Doing, me: Person, effect: AnswerList) -> Outcome:
    seen = do.desk.lists.closed(effect.list_id)
    reasoned = effect.state == RECEIVED or (effect.state == MEND and bool(effect.note.strip()))
    if seen is None or not reasoned:
        return Refused(Refusal.RIGHTS)
    waiting = update(lists).where(lists.c.id == seen.id, lists.c.state == SENT, ~FOLLOWED)
    done = do.c.execute(
        waiting.values(
            state=effect.state, note=effect.note, answered_by_id=me.id, answered_at=do.now
        )
    )
    do.desk.forget()
    if done.rowcount == 0:
        return Overtaken(by_id(do.c, seen.id))
    audit.note(do.c, do.now, me.id, f"list_{effect.state}", "list", seen.id)
    return ListAnswered(by_id(do.c, seen.id))


def _report(do: Doing, me: Person, effect: SendReport) -> Outcome:
    duty = duty_of(do, effect.term)
    if duty is None or duty.term.is_list or not may(me.post, Verb.REPORT, me.post.path):
        return Refused(Refusal.RIGHTS)
    if effect.day > do.desk.today:
        return Refused(Refusal.RIGHTS)
    photo = _photo(do, effect.evidence) or _photo_before(do, duty)
    id = _said(do, me, duty, effect, photo)
    audit.note(do.c, do.now, me.id, "report", "report", id)
    do.desk.forget()
    return Reported(
        effect.term, duty.unit, effect.number, effect.day, photo is not None,
        duty.done is not None, _above(do, me),
    )  # fmt: skip


def _photo(do: Doing, id: int) -> int | None:
    """A photo that came from this very contact and belonged to nothing else."""
    if id not in {row.id for row in evidence.loose(do.c, do.desk.contact.id)}:
        return None
    evidence.claim(do.c, id, evidence.PAPER)
    return id


def _photo_before(do: Doing, duty: Duty) -> int | None:
    """A correction without a photo keeps the one there was."""
    said = (reports.c.unit_id == duty.unit_id) & (reports.c.term == duty.term.id)
    last = select(reports.c.evidence_id).where(said).order_by(reports.c.id.desc()).limit(1)
    found: int | None = do.c.scalar(last)
    return found


def _said(do: Doing, me: Person, duty: Duty, effect: SendReport, photo: int | None) -> int:
    new = plain_insert(reports).values(
        unit_id=duty.unit_id, term=duty.term.id, number=effect.number, date=effect.day,
        evidence_id=photo, person_id=me.id, at=do.now,
    )  # fmt: skip
    return int(do.c.execute(new.returning(reports.c.id)).scalar_one())
