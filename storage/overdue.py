"""What lies on desks beyond its time, and whose they are: read for whole levels at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from campaign.amendments import OPEN
from campaign.calendar import ASLEEP, at_hour
from campaign.clusters import place_id
from campaign.people import Post, Role
from campaign.plan import Plan
from campaign.reviewing import DESKS
from campaign.trays import Desk, Lying, Overdue, Patience
from campaign.vietnam import local_day
from campaign.workflow import Status, waits_for
from storage import additions, clusters, settings
from storage.duties import officers
from storage.paths import ids_of, path_of
from storage.ranges import Paths, within
from storage.tables import amendments, records, units
from storage.units import standing

KEY = "trays"  # of the settings: days for the desk, and further ones until the desk above hears
LIES = tuple(s for s in Status if waits_for(s) in DESKS)


def patience(c: Connection) -> Patience:
    kept = settings.value(c, KEY)
    return Patience(*kept) if kept else Patience()


def set_patience(c: Connection, given: Patience) -> None:
    settings.keep(c, KEY, [given.desk, given.above])


def lying(
    c: Connection, plan: Plan, today: date, given: Patience, inside: Paths = "/"
) -> tuple[Lying, ...]:
    """Everything under some paths that lies on a desk beyond its time, oldest first: records, what
    is to be changed in one, and local criteria and models to be approved.
    """
    until = at_hour(today - timedelta(days=given.desk), ASLEEP)
    waits = sorted(
        [*_records(c, until, inside), *_amendments(c, until, inside), *_local(c, until, inside)]
    )
    desks = _Desks(c, plan, today) if waits else None
    found = (desks.lying(one) for one in waits if desks)
    return tuple(one for one in found if one and given.late(one.since, today) > 0)


@dataclass(frozen=True, slots=True, order=True)
class _Waits:
    """Something that waits since a moment for a role at or above a place; `path` is that place's.
    Without a district in it, what a district would have lies with the province.
    """

    since: datetime
    path: str
    role: Role
    without_district: Role


def _records(c: Connection, until: datetime, inside: Paths) -> Iterator[_Waits]:
    rows = c.execute(
        select(records.c.path, records.c.status, records.c.changed_at).where(
            records.c.status.in_(LIES), records.c.discarded.is_(False),
            records.c.changed_at < until, within(records.c.path, inside),
        )
    )  # fmt: skip
    for row in rows:
        status = Status(row.status)
        role, without = waits_for(status), waits_for(status, district=False)
        if role is not None and without is not None:
            yield _Waits(row.changed_at, row.path, role, without)


def _amendments(c: Connection, until: datetime, inside: Paths) -> Iterator[_Waits]:
    rows = c.execute(
        select(records.c.path, amendments.c.waits_for, amendments.c.at)
        .join(records, records.c.id == amendments.c.record_id)
        .where(
            amendments.c.state == OPEN, amendments.c.at < until, records.c.discarded.is_(False),
            within(records.c.path, inside),
        )
    )  # fmt: skip
    for row in rows:
        yield _Waits(row.at, row.path, Role(row.waits_for), Role(row.waits_for))


def _local(c: Connection, until: datetime, inside: Paths) -> Iterator[_Waits]:
    for one, since in additions.undecided(c, inside, local_day(until)):
        if since < until:
            role, _ = additions.decided_by(one)
            yield _Waits(since, path_of(one.path), role, role)


class _Desks:
    """The desks there are: units above the villages with the post of each, and their cụm."""

    def __init__(self, c: Connection, plan: Plan, today: date) -> None:
        of_level = {level.id: Role(level.role) for level in plan.levels if level.role in DESKS}
        there = select(units.c.id, units.c.level).where(
            units.c.level.in_(of_level), standing(today)
        )
        self._roles = {row.id: of_level[row.level] for row in c.execute(there)}
        self._grouped = clusters.by_commune(c)

    def lying(self, one: _Waits) -> Lying | None:
        """On which desk it lies; None where that unit has ended."""
        above = [(id, self._roles[id]) for id in ids_of(one.path) if id in self._roles]
        district = len(above) < 2 or any(role is Role.DISTRICT for _, role in above)  # noqa: PLR2004
        wanted = one.role if district else one.without_district
        place = next((n for n, (_, role) in enumerate(above) if role is wanted), None)
        if place is None:
            return None
        over: list[Desk] = [above[place - 1]] if place else []
        cluster = self._grouped.get(above[place][0])
        over += [(place_id(cluster), Role.CLUSTER)] if cluster else []
        return Lying(above[place], tuple(over), local_day(one.since))


def of_posts(
    all_: Iterable[Lying], posts: Sequence[Post], today: date, given: Patience
) -> Mapping[Desk, Sequence[date]]:
    """What lies on the desks of some posts: since when, by desk."""
    mine = {(p.unit_id, p.role) for p in posts}
    return _by_desk(one for one in all_ if one.desk in mine and given.late(one.since, today) > 0)


def below_posts(
    all_: Iterable[Lying], posts: Sequence[Post], today: date, given: Patience
) -> Mapping[Desk, Sequence[date]]:
    """What lies on the desks right below some posts for so long that they hear of it."""
    mine = {(p.unit_id, p.role) for p in posts}
    far = (one for one in all_ if given.late(one.since, today) > given.above)
    return _by_desk(one for one in far if not mine.isdisjoint(one.above))


def _by_desk(found: Iterable[Lying]) -> Mapping[Desk, Sequence[date]]:
    by: defaultdict[Desk, list[date]] = defaultdict(list)
    for one in found:
        by[one.desk].append(one.since)
    return by


def told(
    c: Connection, by: Mapping[Desk, Sequence[date]], today: date, given: Patience
) -> tuple[Overdue, ...]:
    """As a digest tells it, the latest first: the unit, how much, whom to call."""
    names = _names(c, [unit_id for unit_id, _ in by])
    found = []
    for (unit_id, role), since in by.items():
        who = officers(c, role, [unit_id]).get(unit_id)
        late = given.late(min(since), today)
        called = (who.name, who.phone) if who else ("", "")
        found.append(Overdue(names[unit_id], len(since), late, *called))
    return tuple(sorted(found, key=lambda one: (-one.late, one.unit)))


def _names(c: Connection, ids: Collection[int]) -> Mapping[int, str]:
    rows = c.execute(select(units.c.id, units.c.name).where(units.c.id.in_(ids)))
    return {row.id: row.name for row in rows}
