"""What posts and units owe today, and who below is still to be waited for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from sqlalchemy import Connection, and_, select

from campaign.calendar import Set, Term, is_obliged, last_day, level_below, level_of, terms
from campaign.clusters import cluster_of
from campaign.duties import Duty, Late, ranked, worst_first
from campaign.people import Post, Role
from campaign.plan import Level, Plan
from campaign.units import Unit
from campaign.vietnam import local_day
from storage.ended import Ended, ended
from storage.paths import path_of
from storage.tables import contacts, people, posts
from storage.terms import given, loaded
from storage.types import AnyRow
from storage.units import below as units_below


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that may owe something, at its level of the tree."""

    id: int
    name: str
    level: str
    path: tuple[int, ...]
    since: date = date.min  # it owes nothing that was over before
    only: frozenset[int] | None = None  # units below that are looked at; all where there is none

    @property
    def top(self) -> int:
        """The unit of the tree it is, or lies beside."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class Under:
    """The units one level below a place on a day, and the level they are of."""

    level: Level | None  # communes, where districts have ended
    units: tuple[Unit, ...]


Wanted: TypeAlias = Callable[[date, bool], bool]  # by last day, and whether one is obliged


def of_posts(
    c: Connection,
    plan: Plan,
    held: Iterable[Post],
    today: date,
    wanted: Wanted | None = None,
) -> tuple[Duty, ...]:
    """The duties of some posts, done ones too, the most urgent first; only those that are wanted.

    What was over before the plan was known here, or before the post was taken up, is none; but who
    is only invited may answer as long as the round goes on.
    """
    set_, since, found = given(c, plan), known_since(c, plan, held), list[Duty]()
    for post in held:
        place = place_of(plan, post)
        duties = _of_place(c, plan, place, set_, today, wanted) if place else ()
        found += [d for d in duties if d.done or _ends(d) >= since[post.id]]
    return ranked(found)


def _ends(duty: Duty) -> date:
    """Until when it can be done without being late."""
    return duty.last_day if duty.obliged else duty.term.last_day or duty.last_day


def place_of(plan: Plan, post: Post) -> Place | None:
    """Where a post owes something; None where it only looks on."""
    level = level_of(plan, post.role)
    return Place(post.unit_id, post.unit, level.id, post.path) if level else None


def watched_from(plan: Plan, post: Post) -> Place | None:
    """From where a post sees who is late below it; of a cụm these are its communes alone."""
    if cluster_of(post.unit_id) is None:
        return place_of(plan, post)
    return Place(post.unit_id, post.unit, plan.levels[0].id, post.path[:-1], only=post.group)


def known_since(c: Connection, plan: Plan, held: Iterable[Post]) -> Mapping[int, date]:
    """By post, the day from which on it can owe anything."""
    first = loaded(c, plan)
    rows = c.execute(
        select(posts.c.id, posts.c.since).where(posts.c.id.in_([post.id for post in held]))
    )
    return {row.id: local_day(max(first or row.since, row.since)) for row in rows}


def watched(c: Connection, plan: Plan, post: Post, today: date) -> tuple[Duty, ...]:
    """What the communes of a cụm owe, as its supervisor sees it; nothing for other posts."""
    place = watched_from(plan, post) if cluster_of(post.unit_id) is not None else None
    if place is None:
        return ()
    return ranked(d for d in _of_place(c, plan, place, given(c, plan), today) if d.waiting)


def of_unit(c: Connection, plan: Plan, place: Place, today: date) -> tuple[Duty, ...]:
    return ranked(_of_place(c, plan, place, given(c, plan), today))


def _of_place(  # noqa: PLR0913, PLR0917 - a place, and which of its duties are looked up
    c: Connection, plan: Plan, place: Place, given: Set, today: date, wanted: Wanted | None = None
) -> list[Duty]:
    found, obliged = [], is_obliged(plan, place.level)
    for term in terms(plan, given):
        day = last_day(plan, term, place.level, given)
        if day is None or day < place.since:
            continue
        if wanted is None or wanted(day, obliged):
            found.append((term, day))
    return _Owing(c, plan, place, [term for term, _ in found], today).each(found) if found else []


class _Owing:
    """What a place and the units one level down have done for some terms."""

    def __init__(
        self, c: Connection, plan: Plan, place: Place, terms: Sequence[Term], today: date
    ) -> None:
        self._plan, self._place = plan, place
        self.below, within = under(c, plan, place, today), path_of(place.path)
        self._own = Ended(c, plan, terms, place.level, within, today)
        level = self.below.level
        self._down = Ended(c, plan, terms, level.id, within, today) if level else None

    def each(self, terms: Iterable[tuple[Term, date]]) -> list[Duty]:
        return [self._duty(term, day) for term, day in terms]

    def _duty(self, term: Term, day: date) -> Duty:
        place, plan, level = self._place, self._plan, self.below.level
        done = self._own.by(term).get(place.id)
        down = self.one_down(term) if done is None else ()
        wanted = self._own.wanted(term, place.id) if done is None and term.is_list else ""
        return Duty(
            term, place.id, place.name, place.level, day, is_obliged(plan, place.level), done,
            waiting=sum(not ended for _, ended in down), below=len(down),
            invited=level is not None and not is_obliged(plan, level.id), mended=wanted,
        )  # fmt: skip

    def one_down(self, term: Term) -> Sequence[tuple[str, bool]]:
        """Each unit one level down by name, and whether it has done its part."""
        level = self.below.level
        if self._down is None or level is None or level.id not in term.deadline.levels:
            return ()
        done = self._down.by(term)
        return [(u.name, u.id in done) for u in _owing(term, self.below)]


def silent(c: Connection, plan: Plan, term: Term, place: Place, today: date) -> tuple[str, ...]:
    """The names of the units one level down that have not done theirs."""
    found = _Owing(c, plan, place, [term], today).one_down(term)
    return tuple(name for name, done in found if not done)


def level_under(c: Connection, plan: Plan, place: Place, today: date) -> Level | None:
    """The next level down that has units under a place: communes, where districts have ended."""
    return under(c, plan, place, today).level


def under(c: Connection, plan: Plan, place: Place, today: date) -> Under:
    """The units of the next level down that has any; where none has, the level they would be of."""
    every = units_below(c, place.top, today)
    mine = [u for u in every if place.only is None or u.id in place.only]
    level = level_below(plan, place.level, {u.level for u in mine})
    return Under(level, tuple(u for u in mine if level is not None and u.level == level.id))


def _owing(term: Term, below: Under) -> tuple[Unit, ...]:
    """The units under a place that a term is about: what began after it owes nothing of it."""
    last = term.last_day
    return tuple(u for u in below.units if last is None or u.valid_from <= last)


# --- who is late


def late_below(c: Connection, plan: Plan, term: Term, post: Post, today: date) -> tuple[Late, ...]:
    """The same from where a post sees it; nobody for one that only looks on."""
    place = watched_from(plan, post)
    return late(c, plan, term, place, today) if place else ()


def late(c: Connection, plan: Plan, term: Term, top: Place, today: date) -> tuple[Late, ...]:
    """The units one level below `top` that have not done theirs, worst first.

    What was over before the plan was known here makes nobody late.
    """
    below = under(c, plan, top, today)
    level = below.level
    day = last_day(plan, term, level.id, given(c, plan)) if level else None
    since = loaded(c, plan)
    if level is None or day is None or (since is not None and day < local_day(since)):
        return ()
    done = ended(c, plan, term, level.id, path_of(top.path), today)
    open_ = [u for u in _owing(term, below) if u.id not in done]
    days = (today - day).days
    days = days if is_obliged(plan, level.id) else min(days, 0)
    who = officers(c, Role(level.role), [u.id for u in open_])
    return worst_first(_late(u.id, u.name, day, days, who.get(u.id)) for u in open_)


def _late(id: int, name: str, day: date, days: int, row: AnyRow | None) -> Late:
    if row is None:
        return Late(id, name, day, days)
    reachable = row.contact_id is not None
    return Late(id, name, day, days, row.name, row.phone, row.seen_at, reachable)


def officers(c: Connection, role: Role, unit_ids: Sequence[int]) -> Mapping[int, AnyRow]:
    """Who holds `role` in each of these units, and where they can be reached: unit_id, post_id,
    since, person_id, name, title, language, phone, contact_id, channel, seen_at.

    Of several people the one seen last; the contact is the one they spoke on last.
    """
    rows = c.execute(
        select(
            posts.c.unit_id, posts.c.id.label("post_id"), posts.c.since, posts.c.role,
            people.c.id.label("person_id"), people.c.name, people.c.title, people.c.language,
            people.c.phone, contacts.c.id.label("contact_id"), contacts.c.channel,
            contacts.c.seen_at,
        )
        .join(people, posts.c.person_id == people.c.id)
        .outerjoin(
            contacts, and_(contacts.c.person_id == people.c.id, contacts.c.reachable.is_(True))
        )
        .where(posts.c.role == role, posts.c.until.is_(None), posts.c.unit_id.in_(unit_ids))
        .order_by(contacts.c.seen_at.nulls_first(), contacts.c.id.desc(), posts.c.id.desc())
    )  # fmt: skip
    return {row.unit_id: row for row in rows}
