"""Wishes about the field made real. Rights are checked here again, at the row."""

from typing import assert_never

from campaign.desk import Outcome, Refusal, Refused
from campaign.field import (
    FURTHEST,
    Checked,
    DrawChecks,
    Drawn,
    FieldWish,
    LearnFrom,
    Learning,
    NoteCheck,
)
from campaign.people import Person, Verb, may
from campaign.replication import AnswerLink, InviteToRegister
from campaign.summary import PictureComing, SendPicture
from campaign.vietnam import local_day
from storage import (
    audit,
    draws,
    evidence,
    exemplars,
    people,
    replication_effects,
    result_cards,
    spot_checks,
    units,
)
from storage.doing import Doing, acting
from storage.tables import lessons
from storage.upsert import insert

LONGEST_NOTE = 2000  # characters
LONGEST_KEY = 48
PHOTOS = "check"  # the key of photos taken on the spot


def perform(do: Doing, me: Person, effect: FieldWish) -> Outcome:
    match effect:
        case LearnFrom(record_id=id):
            return _learn(do, me, id)
        case NoteCheck():
            return _check(do, me, effect)
        case DrawChecks(n=n):
            return _draw(do, me, n)
        case AnswerLink():
            return replication_effects.answer(do, me, effect)
        case InviteToRegister():
            return replication_effects.invite(do, me, effect)
    assert_never(effect)


def _learn(do: Doing, me: Person, record_id: int) -> Outcome:
    near = exemplars.one(do.c, record_id)
    if near is None or not may(me.post, Verb.REGISTER, me.post.path):
        return Refused(Refusal.GONE)
    new = insert(do.c, lessons).values(
        record_id=record_id, unit_id=me.post.unit_id, person_id=me.id, at=do.now
    )
    again = do.c.scalar(new.on_conflict_do_nothing().returning(lessons.c.id)) is None
    audit.note(do.c, do.now, me.id, "learn", "record", record_id)
    officers = tuple(dict.fromkeys(row.name for row in people.above(do.c, me.post)))
    return Learning(near, me.post.unit, again, officers)


def _check(do: Doing, me: Person, effect: NoteCheck) -> Outcome:
    row = do.desk.row(effect.record_id)
    post = acting(me, Verb.CHECK, row.path) if row is not None else None
    if row is None or row.hidden_at is not None or post is None or not _can_be(do, effect):
        return Refused(Refusal.RIGHTS)
    mine = {r.id for r in evidence.loose(do.c, do.desk.contact.id)}
    photo = effect.evidence if effect.evidence in mine else None
    key = effect.key[:LONGEST_KEY]
    spot_checks.note(
        do.c, do.now, record_id=row.id, key=key, finding=effect.finding, day=effect.day,
        words=effect.note[:LONGEST_NOTE], evidence_id=photo, person_id=me.id, role=post.role,
        next_visit=effect.next_visit,
    )  # fmt: skip
    if photo is not None:
        evidence.claim(do.c, photo, PHOTOS, row.id)
    audit.note(do.c, do.now, me.id, "check", "record", row.id)
    do.desk.forget()
    record = do.desk.record(row.id)
    return (
        Checked(record, key, effect.finding, effect.next_visit) if record else Refused(Refusal.GONE)
    )


def _can_be(do: Doing, effect: NoteCheck) -> bool:
    """Seen by today, and to be seen again after it."""
    today, planned = local_day(do.now), effect.next_visit
    return effect.day <= today and (planned is None or today < planned <= today + FURTHEST)


def _draw(do: Doing, me: Person, n: int) -> Outcome:
    unit = units.get(do.c, me.post.unit_id)
    if unit is None or not may(me.post, Verb.CHECK, unit.path) or n < 1:
        return Refused(Refusal.RIGHTS)
    period = draws.period_of(local_day(do.now))
    new = draws.draw(
        do.c, do.now, unit_id=unit.id, path=unit.path, period=period,
        seed=draws.seed_of(do.desk.plan.id, unit.code, period), n=n, person_id=me.id,
    )  # fmt: skip
    audit.note(do.c, do.now, me.id, "draw", "unit", unit.id)
    do.desk.forget()
    return Drawn(again=not new)


def send_picture(do: Doing, me: Person, effect: SendPicture) -> Outcome:
    """Order the picture of a summary for a group."""
    unit = units.get(do.c, effect.unit_id)
    if unit is None or not any(may(post, Verb.SUMMARY, unit.path) for post in me.posts):
        return Refused(Refusal.RIGHTS)
    result_cards.order_summary(do.c, do.now, do.desk.contact.id, unit.id, effect.phase)
    return PictureComing()
