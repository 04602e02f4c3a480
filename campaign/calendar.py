"""The calendar of a plan: from deadlines to days. Nothing here knows who has done what.

The hard idea is that "before 20 April" names one day for the province and an earlier one for each
level below it, so that every level has time for what comes up to it: the last day of a level is
the deadline's last day minus the level's lead. Whatever is counted (two weeks before, three days
late) counts from the person's own last day. A term is one occurrence of a deadline: "D1", or
"D5@2022" for one that recurs; the province sets the day of a term the plan leaves open, and may
set another for any term.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from campaign.people import Role
from campaign.plan import LIST, Deadline, Level, Plan
from campaign.vietnam import ZONE

BEFORE = (14, 7, 3, 1, 0)  # days before the last day on which somebody is reminded
AFTER = (1, 3)  # days late on which the level above is told, too
AWAKE, ASLEEP = time(7, 0), time(20, 0)  # nobody is reminded outside of these
HOURS: Mapping[Role, time] = {Role.REPORTER: time(18, 30)}  # of the digest, until somebody chooses
OFFICE = time(7, 30)


@dataclass(frozen=True, slots=True)
class Set:
    """What the province has set: the last good days of terms, and the leads of levels in days."""

    days: Mapping[str, date]  # by the key of the term
    leads: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Term:
    """One occurrence of a deadline. Without a last day nobody owes anything yet."""

    plan: str
    key: str
    deadline: Deadline
    year: int | None  # the one it is about, where it recurs
    last_day: date | None  # of the province

    @property
    def id(self) -> str:
        """How it is kept: one province may have one plan after the other."""
        return f"{self.plan}:{self.key}"

    @property
    def is_list(self) -> bool:
        return self.deadline.task == LIST


@dataclass(frozen=True, slots=True)
class Step:
    """A day to remind on: `late` days after the last day, below 0 before it."""

    day: date
    late: int

    @property
    def name(self) -> str:
        return "T" if self.late == 0 else f"T{self.late:+d}"


# --- terms


def terms(plan: Plan, given: Set) -> tuple[Term, ...]:
    """Every term of the plan, by its last day; those without one last."""
    found = [
        Term(plan.id, key, deadline, year, given.days.get(key, day))
        for deadline in plan.deadlines
        for key, year, day in _occurrences(plan, deadline)
    ]
    return tuple(sorted(found, key=lambda t: (t.last_day or date.max, t.key)))


def _occurrences(plan: Plan, deadline: Deadline) -> Iterator[tuple[str, int | None, date | None]]:
    if deadline.every is None:
        before = deadline.before
        yield deadline.id, None, before - timedelta(days=1) if before else None
        return
    for year in _years(plan):
        days = _days(deadline, year)
        for place, day in enumerate(days, 1):
            part = f"-{place}" if len(days) > 1 else ""
            yield f"{deadline.id}@{year}{part}", year, day


def _days(deadline: Deadline, year: int) -> tuple[date | None, ...]:
    if deadline.days:
        return tuple(date(year + deadline.years_later, m, d) for m, d in deadline.days)
    return (None, None) if deadline.every == "half_year" else (None,)


def _years(plan: Plan) -> range:
    begins = min(phase.begins for phase in plan.phases)
    return range(begins.year, max(phase.ends for phase in plan.phases).year + 1)


# --- the days of a level


def level_of(plan: Plan, role: Role) -> Level | None:
    """The level a post of this role answers for; None for one that only looks on."""
    return next((level for level in plan.levels if level.role == role), None)


def level_below(plan: Plan, level: str, there: Collection[str] = ()) -> Level | None:
    """The next level down; of those that are `there`, where any are."""
    ids = [one.id for one in plan.levels]
    lower = plan.levels[ids.index(level) + 1 :]
    return next((one for one in lower if one.id in there), lower[0] if lower else None)


def lead(plan: Plan, level: str, given: Set) -> int:
    usual = next(one.lead_days for one in plan.levels if one.id == level)
    return given.leads.get(level, usual)


def last_day(plan: Plan, term: Term, level: str, given: Set) -> date | None:
    """The last good day of a level; None where it owes nothing, or has no day yet."""
    if term.last_day is None or level not in term.deadline.levels:
        return None
    return term.last_day - timedelta(days=lead(plan, level, given))


def is_obliged(plan: Plan, level: str) -> bool:
    """A village is invited, not obliged: nobody calls it late."""
    return next(one.role for one in plan.levels if one.id == level) != Role.REPORTER


@cache
def steps(plan: Plan, last: date, *, obliged: bool) -> tuple[Step, ...]:
    """The days somebody is reminded on. On holidays nobody is: a reminder comes earlier, so that it
    is of use, word of being late comes later.
    """
    found: dict[date, Step] = {}
    for days in BEFORE:
        day = _free(plan, last - timedelta(days=days), -1)
        found[day] = Step(day, -days)
    for days in AFTER if obliged else ():
        day = _free(plan, last + timedelta(days=days), +1)
        found.setdefault(day, Step(day, days))
    return tuple(found[day] for day in sorted(found))


def _free(plan: Plan, day: date, direction: int) -> date:
    while is_holiday(plan, day):
        day += timedelta(days=direction)
    return day


def is_near(plan: Plan, last: date, today: date, *, obliged: bool) -> bool:
    """Whether a digest of today speaks of it: from the first reminder to the last."""
    days = steps(plan, last, obliged=obliged)
    return days[0].day <= today <= days[-1].day


def is_holiday(plan: Plan, day: date) -> bool:
    return any(h.first <= day <= h.last for h in plan.holidays)


# --- hours


def usual_hour(role: Role) -> time:
    return HOURS.get(role, OFFICE)


def is_awake(moment: datetime) -> bool:
    return AWAKE <= moment.astimezone(ZONE).time() < ASLEEP


def waking(moment: datetime) -> datetime | None:
    """When people may next be reminded; None where that is now."""
    if is_awake(moment):
        return None
    local = moment.astimezone(ZONE)
    day = local.date() + timedelta(days=1 if local.time() > AWAKE else 0)
    return at_hour(day, AWAKE)


def at_hour(day: date, hour: time) -> datetime:
    """The instant in Vietnam."""
    return datetime.combine(day, hour, ZONE)
