"""When somebody gets a digest: once a day at most, at their hour, when a step falls on the day.

The hard idea is what an interruption leaves behind. Of each day one thing is kept: the last hour
that was looked at in time. Whose hour came later on that day was not served, and hears of it on the
next day at their hour. From these few hours it follows, for anybody, since when they have heard
nothing; so nobody's digests have to be ticked off one by one, and a restart, a second process or a
calendar that jumps change nothing. A holiday is not looked at: it ends as a missed day would.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from campaign.calendar import Set, Term, is_awake, is_obliged, last_day, steps, terms
from campaign.duties import Duty, Late
from campaign.field import Visit
from campaign.ground_open import NOTHING, GroundOpen
from campaign.people import Role
from campaign.plan import Plan
from campaign.trays import Overdue
from campaign.vietnam import ZONE

HOURS = tuple(time(n // 2, n % 2 * 30) for n in range(14, 40))  # that one may choose: 7:00 to 19:30
REMEMBERED = timedelta(days=31)  # what was missed longer ago is not spoken of any more

Looked: TypeAlias = Mapping[date, time]  # of each day the last hour that was looked at in time


# --- hours


def hours_due(looked: Looked, now: datetime) -> tuple[time, ...]:
    """The hours that have come today and were not looked at; none while people sleep."""
    if not is_awake(now):
        return ()
    local = now.astimezone(ZONE)
    before = looked.get(local.date())
    return tuple(h for h in HOURS if h <= local.time() and (before is None or h > before))


def after(looked: Looked, today: date, hour: time) -> Looked:
    """Once everything up to an hour of today was looked at. Days to come are forgotten: they were
    of a calendar that has been turned back.
    """
    past = {day: at for day, at in looked.items() if day < today}
    whole = [day for day, at in past.items() if at >= HOURS[-1]]
    since = max([*whole, today - REMEMBERED])
    return {day: at for day, at in past.items() if day >= since} | {today: hour}


def silent_since(looked: Looked, today: date, hour: time) -> date:
    """The first day whose digests at this hour nobody has looked for; today where that is all."""
    first = max([min([*looked, today]), today - REMEMBERED])
    since = today
    while since > first:
        before = since - timedelta(days=1)
        if looked.get(before, time.min) >= hour:
            break
        since = before
    return since


# --- what falls on a day


@dataclass(frozen=True, slots=True)
class Fall:
    """A step of one level that falls on a day; `late` days after its last day, below 0 before."""

    term: Term
    level: str
    last_day: date
    day: date
    late: int


def falls(plan: Plan, given: Set, since: date, until: date) -> tuple[Fall, ...]:
    """The steps of all levels from one day to another, both included."""
    return tuple(
        Fall(term, level.id, last, step.day, step.late)
        for term in terms(plan, given)
        for level in plan.levels
        if (last := last_day(plan, term, level.id, given)) is not None
        for step in steps(plan, last, obliged=is_obliged(plan, level.id))
        if since <= step.day <= until
    )


def is_spoken_of(plan: Plan, last: date, since: date, today: date, *, obliged: bool) -> bool:
    """Whether a digest that stands for some days speaks of a duty: `since` is the first of them."""
    days = steps(plan, last, obliged=obliged)
    return days[0].day <= today and since <= days[-1].day


@dataclass(frozen=True, slots=True)
class Opened:
    """Who has not done what a level owes for a term, and the units right above them."""

    units: frozenset[int]
    above: frozenset[int]


@dataclass(frozen=True, slots=True)
class Holder:
    """A post at its level, and since when it can owe anything."""

    unit_id: int
    level: str
    since: date


def concerns(fall: Fall, holder: Holder, opened: Opened) -> bool:
    """Whether a step calls for a digest to this post: its own duty is open, or one right below it
    is late. Nothing does that was over, or fell, before the post could owe anything.
    """
    if holder.since > min(fall.day, fall.last_day):
        return False
    if holder.level == fall.level:
        return holder.unit_id in opened.units
    return fall.late > 0 and holder.unit_id in opened.above


@dataclass(frozen=True, slots=True)
class Cause:
    """Something besides the calendar that calls for a digest: it lies at a unit, and is for the
    post of a role there or above.
    """

    path: tuple[int, ...]
    role: Role
    calls: Callable[[date], bool]


# --- what is said


@dataclass(frozen=True, slots=True)
class Escalated:
    """Units one level below that are late with a term, worst first."""

    term: Term
    late: tuple[Late, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything one digest says: own open duties, the most urgent first, then who is late."""

    today: date
    duties: tuple[Duty, ...]
    escalated: tuple[Escalated, ...]
    missed: bool  # it comes late, because the system was interrupted
    trays: tuple[Overdue, ...] = ()  # what lies on one's own desks beyond its time
    below: tuple[Overdue, ...] = ()  # what lies so on desks below, the latest first
    visits: tuple[Visit, ...] = ()  # that are near, or were not made
    ground: GroundOpen = NOTHING
