"""Wishes about one's own reminders made real."""

from datetime import time, timedelta
from typing import assert_never

from campaign.calendar import at_hour, usual_hour
from campaign.desk import Outcome, Refusal, Refused
from campaign.digest import HOURS
from campaign.habits import (
    PAUSES,
    PUT_OFF,
    HabitWish,
    HourSet,
    Pause,
    Paused,
    PutOff,
    PutOffUntil,
    Resume,
    Resumed,
    SetHour,
)
from campaign.people import Person
from storage import digests, habits
from storage.digests import Due
from storage.doing import Doing
from storage.duty_effects import duty_of


def perform(do: Doing, me: Person, effect: HabitWish) -> Outcome:
    match effect:
        case SetHour(hour=hour):
            return _set_hour(do, me, hour)
        case Pause(days=days):
            return _pause(do, me, days)
        case Resume():
            habits.be_quiet(do.c, me.id, None)
            do.desk.forget()
            return Resumed(_hour(do, me))
        case PutOff(term=key):
            return _put_off(do, me, key)
    assert_never(effect)


def _hour(do: Doing, me: Person) -> time:
    return do.desk.habit().hour or usual_hour(me.post.role)


def _set_hour(do: Doing, me: Person, hour: time) -> Outcome:
    if hour not in HOURS:
        return Refused(Refusal.RIGHTS)
    today = do.desk.today
    old, new = (at_hour(today, one) for one in (_hour(do, me), hour))
    if new <= do.now < old:
        # The new hour of today is over, and the old one will find nobody: today's is queued now.
        digests.put(do.c, do.now, [Due(me.id, today)], not_before=old)
    habits.set_hour(do.c, me.id, hour)
    do.desk.forget()
    return HourSet(hour)


def _pause(do: Doing, me: Person, days: int) -> Outcome:
    if days not in PAUSES:
        return Refused(Refusal.RIGHTS)
    until = do.desk.today + timedelta(days=days)
    habits.be_quiet(do.c, me.id, until)
    do.desk.forget()
    return Paused(until)


def _put_off(do: Doing, me: Person, key: str) -> Outcome:
    """For some days, but never beyond the last day of the duty: then it is spoken of again."""
    duty = duty_of(do, key)
    today = do.desk.today
    if duty is None or not duty.is_open or duty.last_day <= today:
        return Refused(Refusal.RIGHTS)
    until = min(today + timedelta(days=PUT_OFF), duty.last_day)
    habits.put_off(do.c, me.id, duty.term.id, until)
    do.desk.forget()
    return PutOffUntil(key, until)
