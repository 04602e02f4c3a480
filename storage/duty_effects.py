"""Wishes about duties and the calendar made real. Rights are checked here again, at the row."""

from typing import assert_never

from campaign.calendar import Term, lead
from campaign.desk import Outcome, Refusal, Refused
from campaign.duties import Duty
from campaign.duty_wishes import (
    DaySet,
    DutyWish,
    Ended,
    LeadSet,
    NothingNow,
    Nudge,
    SetDay,
    SetLead,
)
from campaign.people import Person, Role, Verb, may
from storage import audit, nudges, terms
from storage.doing import Doing
from storage.tables import nothings
from storage.upsert import insert

LONGEST_LEAD = 60  # days


def perform(do: Doing, me: Person, effect: DutyWish) -> Outcome:
    match effect:
        case NothingNow(term=key):
            return _nothing(do, me, key)
        case SetDay():
            return _set_day(do, me, effect)
        case SetLead():
            return _set_lead(do, me, effect)
        case Nudge(term=key):
            return _nudge(do, me, key)
    assert_never(effect)


def duty_of(do: Doing, key: str) -> Duty | None:
    """The duty of the author's own post for a term."""
    me = do.me
    mine = (d for d in do.desk.deadlines.duties() if me and d.unit_id == me.post.unit_id)
    return next((d for d in mine if d.term.key == key), None)


def _nothing(do: Doing, me: Person, key: str) -> Outcome:
    duty = duty_of(do, key)
    if duty is None or not duty.term.is_list or me.post.role is not Role.REPORTER:
        return Refused(Refusal.RIGHTS)
    new = insert(do.c, nothings).values(
        unit_id=duty.unit_id, term=duty.term.id, person_id=me.id, at=do.now
    )
    do.c.execute(new.on_conflict_do_nothing())
    audit.note(do.c, do.now, me.id, "nothing_now", "unit", duty.unit_id)
    do.desk.forget()
    return Ended(duty_of(do, key) or duty)


def _set_day(do: Doing, me: Person, effect: SetDay) -> Outcome:
    term = _settable(do, me, effect.term)
    if term is None:
        return Refused(Refusal.RIGHTS)
    terms.set_day(do.c, do.now, me.id, term, effect.day)
    audit.note(do.c, do.now, me.id, "set_day", "term", None)
    do.desk.forget()
    return DaySet(effect.term, effect.day)


def _settable(do: Doing, me: Person, key: str) -> Term | None:
    return do.desk.deadlines.term(key) if may(me.post, Verb.CALENDAR, me.post.path) else None


def _set_lead(do: Doing, me: Person, effect: SetLead) -> Outcome:
    known = {level.id for level in do.desk.plan.levels}
    allowed = may(me.post, Verb.CALENDAR, me.post.path) and effect.level in known
    if not allowed or not 0 <= effect.days <= LONGEST_LEAD:
        return Refused(Refusal.RIGHTS)
    terms.set_lead(do.c, do.now, me.id, effect.level, effect.days)
    audit.note(do.c, do.now, me.id, "set_lead", "level", None)
    do.desk.forget()
    return LeadSet(effect.level, lead(do.desk.plan, effect.level, do.desk.deadlines.calendar()))


def _nudge(do: Doing, me: Person, key: str) -> Outcome:
    term = do.desk.deadlines.term(key)
    if term is None or not may(me.post, Verb.NUDGE, me.post.path):
        return Refused(Refusal.RIGHTS)
    audit.note(do.c, do.now, me.id, "nudge", "unit", me.post.unit_id)
    return nudges.nudge(do.c, do.now, me, do.desk.plan, term, do.desk.deadlines.late(key))
