"""Cụm as they are kept, and what the post of a supervisor reaches."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select, update

from campaign.clusters import Cluster, cluster_of, place, place_id
from campaign.people import Person, Post, Role
from campaign.units import Unit
from storage import units as unit_rows
from storage.paths import path_of
from storage.tables import cluster_units, clusters, contacts, people, posts, units


def all_of(c: Connection, province_id: int, on: date) -> tuple[Cluster, ...]:
    """Every cụm of a province, by name."""
    rows = c.execute(
        select(clusters).where(clusters.c.unit_id == province_id).order_by(clusters.c.name)
    ).all()
    return tuple(Cluster(r.id, r.name, members(c, r.id, on), _supervisors(c, r.id)) for r in rows)


def members(c: Connection, cluster_id: int, on: date) -> tuple[Unit, ...]:
    """The communes of a cụm that stand on a day, in the order of their codes."""
    inside = select(cluster_units.c.unit_id).where(cluster_units.c.cluster_id == cluster_id)
    return unit_rows.listed(c, units.c.id.in_(inside) & unit_rows.standing(on))


def by_commune(c: Connection) -> Mapping[int, int]:
    """The cụm of each commune that is in one."""
    return {r.unit_id: r.cluster_id for r in c.execute(select(cluster_units))}


def _supervisors(c: Connection, cluster_id: int) -> tuple[str, ...]:
    held = select(people.c.name).join(posts, posts.c.person_id == people.c.id)
    now = held.where(posts.c.cluster_id == cluster_id, posts.c.until.is_(None))
    return tuple(c.scalars(now.order_by(posts.c.id)))


# --- what the province does


def keep(c: Connection, province_id: int, name: str, communes: Sequence[int], now: datetime) -> int:
    """A cụm of that name with these communes, which leave the one they were in; the id."""
    same = select(clusters.c.id).where(clusters.c.unit_id == province_id, clusters.c.name == name)
    found = c.scalar(same)
    if found is None:
        new = insert(clusters).values(unit_id=province_id, name=name, at=now)
        found = c.execute(new.returning(clusters.c.id)).scalar_one()
    mine = cluster_units.c.cluster_id == found
    c.execute(delete(cluster_units).where(mine | cluster_units.c.unit_id.in_(communes)))
    if communes:
        rows = [{"unit_id": id, "cluster_id": found} for id in communes]
        c.execute(insert(cluster_units), rows)
    return int(found)


def appoint(c: Connection, cluster_id: int, person_id: int, now: datetime) -> None:
    """Somebody supervises a cụm from now on; whoever did before does no more."""
    held = update(posts).where(posts.c.cluster_id == cluster_id, posts.c.until.is_(None))
    c.execute(held.values(until=now))
    province = select(clusters.c.unit_id).where(clusters.c.id == cluster_id).scalar_subquery()
    new = {"person_id": person_id, "role": Role.CLUSTER, "since": now, "cluster_id": cluster_id}
    c.execute(insert(posts).values(unit_id=province, **new))


def called(c: Connection, phone: str) -> tuple[int, str] | None:
    """Who has joined and gave this number, also where their post has ended, as in a district that
    is no more: id and name. None where it is not one person.
    """
    joined = select(contacts.c.person_id).where(contacts.c.person_id.is_not(None))
    wanted = people.c.phone == phone, people.c.phone != "", people.c.id.in_(joined)
    rows = c.execute(select(people.c.id, people.c.name).where(*wanted)).all()
    return (rows[0].id, rows[0].name) if len(rows) == 1 else None


# --- what a supervisor reaches


def with_groups(c: Connection, person: Person, ids: Mapping[int, int]) -> Person:
    """The person with what their posts reach; `ids` names the cụm of those posts that have one."""
    held = tuple(_reaching(c, p, ids[p.id]) if p.id in ids else p for p in person.posts)
    return replace(person, posts=held)


def _reaching(c: Connection, post: Post, cluster_id: int) -> Post:
    name = c.scalar(select(clusters.c.name).where(clusters.c.id == cluster_id)) or ""
    inside = select(cluster_units.c.unit_id).where(cluster_units.c.cluster_id == cluster_id)
    group = frozenset(c.scalars(inside))
    here = place_id(cluster_id)
    return Post(post.id, post.role, here, name, (*post.path, here), group)


def unit_or_cluster(c: Connection, id: int) -> Unit | None:
    """The unit of an id, or the cụm that stands for a place."""
    return unit_rows.get(c, id) if cluster_of(id) is None else as_place(c, id)


def as_place(c: Connection, place_id: int) -> Unit | None:
    """The cụm a place stands for."""
    row = c.execute(select(clusters).where(clusters.c.id == cluster_of(place_id))).one_or_none()
    province = unit_rows.get(c, row.unit_id) if row else None
    return place(row.id, row.name, province) if row and province else None


def paths_of(post: Post) -> tuple[str, ...]:
    """Where a post may look, as ranges of paths: its own unit, or the communes of its cụm."""
    if cluster_of(post.unit_id) is None:
        return (path_of(post.path),)
    return tuple(path_of((*post.path[:-1], id)) for id in sorted(post.group))
