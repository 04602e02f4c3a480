"""Records that lie on desks beyond their time: whose they are, read for whole levels at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, select

from campaign.calendar import ASLEEP, at_hour
from campaign.clusters import place_id
from campaign.people import Post, Role
from campaign.plan import Plan
from campaign.reviewing import DESKS
from campaign.trays import Desk, Lying, Overdue, Patience
from campaign.vietnam import local_day
from campaign.workflow import Status, waits_for
from storage import clusters, settings
from storage.duties import officers
from storage.paths import ids_of
from storage.ranges import Paths, within
from storage.tables import records, units
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
    """Every record under some paths that lies on a desk beyond its time, oldest first."""
    until = at_hour(today - timedelta(days=given.desk), ASLEEP)
    rows = c.execute(
        select(records.c.path, records.c.status, records.c.changed_at)
        .where(
            records.c.status.in_(LIES), records.c.discarded.is_(False),
            records.c.changed_at < until, within(records.c.path, inside),
        )
        .order_by(records.c.changed_at, records.c.id)
    ).all()  # fmt: skip
    roles = _roles(c, plan, today) if rows else {}
    grouped = clusters.by_commune(c) if rows else {}
    found = (
        _lying(ids_of(r.path), Status(r.status), local_day(r.changed_at), roles, grouped)
        for r in rows
    )
    return tuple(one for one in found if one and given.late(one.since, today) > 0)


def _roles(c: Connection, plan: Plan, today: date) -> Mapping[int, Role]:
    """The desks there are: units above the villages, and the post of each."""
    of_level = {level.id: Role(level.role) for level in plan.levels if level.role in DESKS}
    there = select(units.c.id, units.c.level).where(units.c.level.in_(of_level), standing(today))
    return {row.id: of_level[row.level] for row in c.execute(there)}


def _lying(
    path: Sequence[int], status: Status, since: date, roles: Mapping[int, Role],
    grouped: Mapping[int, int],
) -> Lying | None:  # fmt: skip
    """On which desk it lies; None where that unit has ended."""
    above = [(id, roles[id]) for id in path if id in roles]
    district = len(above) < 2 or any(role is Role.DISTRICT for _, role in above)  # noqa: PLR2004
    wanted = waits_for(status, district=district)
    place = next((n for n, (_, role) in enumerate(above) if role is wanted), None)
    if place is None:
        return None
    over: list[Desk] = [above[place - 1]] if place else []
    cluster = grouped.get(above[place][0])
    over += [(place_id(cluster), Role.CLUSTER)] if cluster else []
    return Lying(above[place], tuple(over), since)


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
