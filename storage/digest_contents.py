"""What a digest says at the moment it is sent: in the state its person's duties are in by then."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Connection

from campaign.calendar import is_obliged, last_day, steps, terms
from campaign.digest import Digest, Escalated, is_spoken_of
from campaign.duties import Duty
from campaign.people import Person
from campaign.plan import Plan
from storage.duties import known_since, late, level_under, of_posts, place_of
from storage.habits import of, put_off_by
from storage.terms import given

DONE, MUTED = "done", "muted"  # why there is nothing to say


def contents(  # noqa: PLR0913 - whose digest, and which days it stands for
    c: Connection, plan: Plan, me: Person, since: date, today: date, *, missed: bool
) -> Digest | str:
    """The digest of the days from `since` to today, or why there is none any more."""
    quiet_until = of(c, me.id).quiet_until
    if quiet_until is not None and quiet_until > today:
        return MUTED
    rests = put_off_by(c, me.id)

    def near(last: date, obliged: bool) -> bool:  # noqa: FBT001 - as `duties.Wanted` has it
        return is_spoken_of(plan, last, since, today, obliged=obliged)

    own = tuple(
        duty
        for duty in of_posts(c, plan, me.posts, today, near)
        if duty.is_open and rests.get(duty.term.id, today) <= today
    )
    above = tuple(_escalated(c, plan, me, since, today))
    back = any(since <= rests.get(duty.term.id, date.min) <= today for duty in own)
    if not (back or any(_falls(plan, duty, since, today) for duty in own) or _told(above)):
        return DONE
    return Digest(today, own, tuple(one for one, _ in above), missed)


def _falls(plan: Plan, duty: Duty, since: date, today: date) -> bool:
    """Whether a step of a duty falls on one of these days."""
    days = steps(plan, duty.last_day, obliged=duty.obliged)
    return any(since <= step.day <= today for step in days)


def _told(above: Sequence[tuple[Escalated, bool]]) -> bool:
    return any(falls for _, falls in above)


def _escalated(
    c: Connection, plan: Plan, me: Person, since: date, today: date
) -> Iterator[tuple[Escalated, bool]]:
    """What is late one level below, and whether a step of it falls on one of these days."""
    known, set_ = known_since(c, plan, me.posts), given(c, plan)
    for post in me.posts:
        place = place_of(plan, post)
        level = level_under(c, plan, place, today) if place else None
        if place is None or level is None or not is_obliged(plan, level.id):
            continue
        for term in terms(plan, set_):
            last = last_day(plan, term, level.id, set_)
            if last is None or not known[post.id] <= last < today:
                continue
            days = [step.day for step in steps(plan, last, obliged=True) if step.late > 0]
            below = late(c, plan, term, place, today) if days[-1] >= since else ()
            if below:
                yield Escalated(term, below), any(since <= day <= today for day in days)
