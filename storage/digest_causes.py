"""What calls for a digest. Whole levels are read at once, and on most days there is nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, partial

from sqlalchemy import Connection, select

from campaign.calendar import is_obliged, last_day, level_of, terms, usual_hour
from campaign.clusters import place_id
from campaign.digest import (
    Fall,
    Holder,
    Looked,
    Opened,
    concerns,
    falls,
    is_spoken_of,
    silent_since,
)
from campaign.people import Role
from campaign.plan import Plan
from campaign.trays import Desk
from campaign.vietnam import local_day
from storage import clusters, ground_open, overdue
from storage.ended import ended
from storage.habits import as_time, put_off_since
from storage.tables import habits, posts, units
from storage.terms import given, loaded
from storage.units import has_districts, standing


@dataclass(frozen=True, slots=True)
class Call:
    """Something calls for a digest to somebody on a day."""

    person_id: int
    day: date


@dataclass(frozen=True, slots=True)
class _Held:
    """A post, its holder's hour, and the day before which they want no digest."""

    person_id: int
    role: Role
    unit_id: int
    since: datetime
    hour: time
    quiet_until: date


class Calls:
    """What calls for digests at some hours of today, and on the days before it that were missed."""

    def __init__(
        self, c: Connection, plan: Plan, before: Looked, today: date, hours: tuple[time, ...]
    ) -> None:
        self._c, self._plan, self._today, self._hours = c, plan, today, hours
        self._first = {hour: silent_since(before, today, hour) for hour in hours}
        self._given = given(c, plan)
        self._falls = falls(plan, self._given, self._first[hours[-1]], today)
        self._rests = self._put_off()
        self._open: dict[tuple[str, str], Opened] = {}
        self._patience = overdue.patience(c)
        self._lying = overdue.lying(c, plan, today, self._patience)
        since = self._first[hours[-1]]
        there = has_districts(c, plan, today)
        self._causes = tuple(ground_open.causes(c, plan, since, today, districts=there))

    @property
    def possible(self) -> bool:
        """Whether anything can call at all: where nothing can, nobody has to be looked at."""
        return bool(self._falls or self._rests or self._lying or self._causes)

    @cached_property
    def since(self) -> Mapping[int, date]:
        """By person whose hour has come, the first day today's digest stands for."""
        return {post.person_id: self._first[post.hour] for post in self._held}

    def found(self) -> set[Call]:
        return (
            {
                Call(post.person_id, fall.day)
                for post in self._held
                for fall in self._of(post)
                if fall.day >= max(self.since[post.person_id], post.quiet_until)
                and concerns(fall, self._holder(post), self._opened(fall))
            }
            | set(self._of_trays())
            | set(self._of_causes())
        )

    def _of_trays(self) -> Iterator[Call]:
        """What lies on a desk beyond its time calls its post, and later the one above."""
        by_desk = self._by_desk() if self._lying else {}
        for one in self._lying:
            for post in by_desk.get(one.desk, ()):
                yield from self._days(post, partial(self._patience.calls_desk, one.since))
            for post in (held for above in one.above for held in by_desk.get(above, ())):
                yield from self._days(post, partial(self._patience.calls_above, one.since))

    def _of_causes(self) -> Iterator[Call]:
        """What is open on the ground calls the post it is for."""
        by_desk = self._by_desk() if self._causes else {}
        for one in self._causes:
            for id in one.path:
                for post in by_desk.get((id, one.role), ()):
                    yield from self._days(post, one.calls)

    def _by_desk(self) -> Mapping[Desk, list[_Held]]:
        by_desk = defaultdict[Desk, list[_Held]](list)
        for post in self._held:
            by_desk[post.unit_id, post.role].append(post)
        return by_desk

    def _days(self, post: _Held, calls: Callable[[date], bool]) -> Iterator[Call]:
        """The days one digest stands for on which something calls."""
        day = max(self.since[post.person_id], post.quiet_until)
        while day <= self._today:
            if calls(day):
                yield Call(post.person_id, day)
            day += timedelta(days=1)

    def _put_off(self) -> Mapping[int, Mapping[str, date]]:
        found = defaultdict[int, dict[str, date]](dict)
        for row in put_off_since(self._c, self._first[self._hours[-1]]):
            found[row.person_id][row.term] = row.until
        return found

    @cached_property
    def _held(self) -> list[_Held]:
        """The posts that owe something, whose holder's hour has come and who is not quiet."""
        return [
            post
            for post in _posts(self._c)
            if post.hour in self._hours
            and post.quiet_until <= self._today
            and (level_of(self._plan, post.role) or post.role is Role.CLUSTER)
        ]

    def _of(self, post: _Held) -> Iterator[Fall]:
        """The steps of all levels, and what its holder had put off until now; nothing of what is
        still put off.
        """
        rests, level = self._rests.get(post.person_id, {}), _level(self._plan, post.role)
        for fall in self._falls:
            if fall.level != level or rests.get(fall.term.id, self._today) <= self._today:
                yield fall
        owes = rests and post.role is not Role.CLUSTER
        for term in terms(self._plan, self._given) if owes else ():
            day, last = rests.get(term.id), last_day(self._plan, term, level, self._given)
            if day is None or last is None or day > self._today:
                continue
            if is_spoken_of(self._plan, last, day, day, obliged=is_obliged(self._plan, level)):
                yield Fall(term, level, last, day, (day - last).days)

    def _holder(self, post: _Held) -> Holder:
        known = local_day(max(self._loaded or post.since, post.since))
        return Holder(post.unit_id, _level(self._plan, post.role), known)

    @cached_property
    def _loaded(self) -> datetime | None:
        return loaded(self._c, self._plan)

    def _opened(self, fall: Fall) -> Opened:
        """Who has not done what the level of a step owes: read once."""
        asked = (fall.term.id, fall.level)
        if asked not in self._open:
            done = ended(self._c, self._plan, fall.term, fall.level, "/", self._today)
            there = select(units.c.id, units.c.parent_id).where(
                units.c.level == fall.level, standing(self._today)
            )
            left = [row for row in self._c.execute(there) if row.id not in done]
            grouped = clusters.by_commune(self._c)
            over = {place_id(grouped[row.id]) for row in left if row.id in grouped}
            above = frozenset(row.parent_id for row in left) | over
            self._open[asked] = Opened(frozenset(row.id for row in left), above)
        return self._open[asked]


def _posts(c: Connection) -> Iterator[_Held]:
    """Every post that is held; the hour is that of its holder's last post."""
    rows = c.execute(
        select(
            posts.c.person_id, posts.c.role, posts.c.unit_id, posts.c.since, posts.c.cluster_id,
            habits.c.hour, habits.c.quiet_until,
        )
        .outerjoin(habits, habits.c.person_id == posts.c.person_id)
        .where(posts.c.until.is_(None))
        .order_by(posts.c.id)
    ).all()  # fmt: skip
    acting = {row.person_id: Role(row.role) for row in rows}
    for row in rows:
        hour = as_time(row.hour) or usual_hour(acting[row.person_id])
        quiet = row.quiet_until or date.min
        place = row.unit_id if row.cluster_id is None else place_id(row.cluster_id)
        yield _Held(row.person_id, Role(row.role), place, row.since, hour, quiet)


def _level(plan: Plan, role: Role) -> str:
    """The level a post answers for."""
    return next((level.id for level in plan.levels if level.role == role), role)
