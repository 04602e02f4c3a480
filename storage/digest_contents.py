"""What a digest says at the moment it is sent: in the state its person's duties are in by then."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import Connection

from campaign.calendar import is_obliged, last_day, steps, terms
from campaign.digest import Digest, Escalated, is_spoken_of
from campaign.duties import Duty
from campaign.field import Visit
from campaign.ground_open import GroundOpen, together
from campaign.people import Person
from campaign.plan import Plan
from campaign.trays import Overdue
from storage import ground_open, overdue, visits
from storage.clusters import paths_of
from storage.duties import known_since, late, level_under, of_posts, watched_from
from storage.habits import of, put_off_by
from storage.terms import given
from storage.units import has_districts

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
    trays = _Trays(c, plan, me, since, today)
    duty_falls = any(_falls(plan, duty, since, today) for duty in own)
    planned, ground = _on_ground(c, plan, me, today)
    days = _days(since, today)
    ground_calls = any(one.calls(day) for one in planned for day in days)
    ground_calls |= any(ground.calls(day) for day in days)
    if not (back or duty_falls or _told(above) or trays.fall() or ground_calls):
        return DONE
    late = tuple(one for one, _ in above)
    return Digest(today, own, late, missed, trays.own(), trays.below(), planned, ground)


def _on_ground(
    c: Connection, plan: Plan, me: Person, today: date
) -> tuple[tuple[Visit, ...], GroundOpen]:
    """The visits that were planned, and what else is open on the ground."""
    there = has_districts(c, plan, today)
    inside = tuple(path for post in me.posts for path in paths_of(post))
    found = visits.waiting(c, today, inside, districts=there)
    planned = tuple(one for one in found if any(one.is_for(post) for post in me.posts))
    each = [ground_open.of_post(c, plan, post, today, districts=there) for post in me.posts]
    return planned, together(each)


def _days(since: date, today: date) -> Sequence[date]:
    return [since + timedelta(days=n) for n in range((today - since).days + 1)]


class _Trays:
    """What lies beyond its time on the desks of one person, and on those right below."""

    def __init__(self, c: Connection, plan: Plan, me: Person, since: date, today: date) -> None:
        self._c, self._me, self._since, self._today = c, me, since, today
        self._patience = overdue.patience(c)
        inside = tuple(path for post in me.posts for path in paths_of(post))
        self._lying = overdue.lying(c, plan, today, self._patience, inside)

    def fall(self) -> bool:
        """Whether any of it calls on one of the days the digest stands for."""
        mine = {(p.unit_id, p.role) for p in self._me.posts}
        days = _days(self._since, self._today)
        return any(
            (one.desk in mine and self._patience.calls_desk(one.since, day))
            or (not mine.isdisjoint(one.above) and self._patience.calls_above(one.since, day))
            for one in self._lying
            for day in days
        )

    def own(self) -> tuple[Overdue, ...]:
        found = overdue.of_posts(self._lying, self._me.posts, self._today, self._patience)
        return overdue.told(self._c, found, self._today, self._patience)

    def below(self) -> tuple[Overdue, ...]:
        found = overdue.below_posts(self._lying, self._me.posts, self._today, self._patience)
        return overdue.told(self._c, found, self._today, self._patience)


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
        place = watched_from(plan, post)
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
