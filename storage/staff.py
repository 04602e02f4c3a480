"""Who holds which post, who is still to come, and whose post is to be taken away."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select, update

from campaign.people import INVITED, Person, Post, Role, Verb, may
from campaign.people_wishes import Holder, Request, Staff
from storage.paths import ids_of
from storage.tables import invites, people, posts, revocations, units
from storage.types import AnyRow
from storage.units import below

POST_OF = {  # the post of a level
    "village": Role.REPORTER, "commune": Role.COMMUNE, "district": Role.DISTRICT,
    "province": Role.PROVINCE,
}  # fmt: skip
GRANTABLE: dict[Role, set[Role]] = {  # whom a post may invite, and whose post it may take away
    Role.COMMUNE: {Role.REPORTER, Role.VIEWER},
    Role.DISTRICT: {Role.COMMUNE, Role.REPORTER, Role.VIEWER},
    Role.PROVINCE: set(INVITED) - {Role.ADMIN},
    Role.ADMIN: set(INVITED),
}
_HELD = (
    select(
        posts.c.id, posts.c.role, posts.c.unit_id, posts.c.since, posts.c.person_id,
        units.c.name.label("unit"), units.c.path, people.c.name, people.c.phone,
    )
    .join(people, posts.c.person_id == people.c.id)
    .join(units, posts.c.unit_id == units.c.id)
    .where(posts.c.until.is_(None))
    .order_by(posts.c.id)
)  # fmt: skip


def _holder(row: AnyRow) -> Holder:
    post = Post(row.id, Role(row.role), row.unit_id, row.unit, ids_of(row.path))
    return Holder(post, row.person_id, row.name)


def holder(c: Connection, post_id: int) -> Holder | None:
    """Who holds a post now; None once it has ended."""
    row = c.execute(_HELD.where(posts.c.id == post_id)).one_or_none()
    return _holder(row) if row else None


def holders(c: Connection, unit_id: int) -> tuple[Holder, ...]:
    """Everybody in a post of a unit."""
    return tuple(_holder(r) for r in c.execute(_HELD.where(posts.c.unit_id == unit_id)))


def posts_of(c: Connection, person_id: int) -> tuple[Holder, ...]:
    return tuple(_holder(r) for r in c.execute(_HELD.where(posts.c.person_id == person_id)))


def colleagues(c: Connection, me: Person) -> Sequence[AnyRow]:
    """The others who hold the same post, longest first: id and name."""
    same = (
        select(people.c.id, people.c.name)
        .join(posts, posts.c.person_id == people.c.id)
        .where(
            posts.c.unit_id == me.post.unit_id, posts.c.role == me.post.role,
            posts.c.until.is_(None), people.c.id != me.id,
        )
        .group_by(people.c.id, people.c.name)
        .order_by(func.min(posts.c.id))
    )  # fmt: skip
    return c.execute(same).all()


def granting(me: Person, role: Role, path: Sequence[int]) -> Post | None:
    """The post in which somebody may give or take away `role` at a place."""
    return next(
        (
            p
            for p in me.posts
            if may(p, Verb.INVITE, tuple(path)) and role in GRANTABLE.get(p.role, set())
        ),
        None,
    )


# --- who has joined


def below_of(c: Connection, unit_id: int, on: date, now: datetime) -> tuple[Staff, ...]:
    """Each unit one level down, with who holds its post, or when a code was given."""
    places = below(c, unit_id, on)
    ids = [u.id for u in places]
    held = {(r.unit_id, r.role): r for r in c.execute(_HELD.where(posts.c.unit_id.in_(ids)))}
    open_ = select(invites.c.unit_id, invites.c.role, invites.c.created_at).where(
        invites.c.unit_id.in_(ids), invites.c.used_at.is_(None), invites.c.ended_at.is_(None),
        invites.c.expires_at >= now, invites.c.for_person_id.is_(None),
    )  # fmt: skip
    invited = {(r.unit_id, r.role): r.created_at for r in c.execute(open_)}
    return tuple(
        _staff(u.id, u.name, held.get(key), invited.get(key))
        for u in places
        for key in [(u.id, POST_OF[u.level])]
    )


def _staff(unit_id: int, unit: str, row: AnyRow | None, invited: datetime | None) -> Staff:
    if row is None:
        return Staff(unit_id, unit, invited_at=invited)
    return Staff(unit_id, unit, row.name, row.phone, row.since)


# --- taking a post away

_WAITING = select(revocations).where(revocations.c.settled_at.is_(None))


def ask(c: Connection, me: Person, post: Post, post_id: int, now: datetime) -> int:
    """Note that a post is to be taken away; the same request if one waits already."""
    same = _WAITING.where(revocations.c.post_id == post_id)
    found = c.execute(same).first()
    if found is not None:
        return int(found.id)
    new = insert(revocations).values(
        post_id=post_id, by_person_id=me.id, by_post_id=post.id, at=now
    )
    return int(c.execute(new.returning(revocations.c.id)).scalar_one())


def request(c: Connection, id: int) -> tuple[Request, AnyRow] | None:
    """A request that waits, with its row; None once it is settled or its post has ended."""
    row = c.execute(_WAITING.where(revocations.c.id == id)).one_or_none()
    found = holder(c, row.post_id) if row else None
    if row is None or found is None:
        return None
    name = c.scalar(select(people.c.name).where(people.c.id == row.by_person_id)) or ""
    return Request(row.id, found, name), row


def requests(c: Connection, me: Person) -> tuple[Request, ...]:
    """What waits for somebody as the second person."""
    ids = [r.id for r in c.execute(_WAITING.order_by(revocations.c.id))]
    found = [r for r in (request(c, id) for id in ids) if r is not None]
    return tuple(asked for asked, row in found if may_settle(c, me, row, asked.holder))


def may_settle(c: Connection, me: Person, row: AnyRow, of: Holder) -> bool:
    """Whether somebody is the second person: not who asked, not whose post it is, and in a post of
    the same level as the one it was asked in, or above.
    """
    if me.id in {row.by_person_id, of.person_id}:
        return False
    asked_in = c.execute(
        select(units.c.path).join(posts, posts.c.unit_id == units.c.id).where(
            posts.c.id == row.by_post_id
        )
    ).scalar_one()  # fmt: skip
    post = granting(me, of.post.role, of.post.path)
    return post is not None and post.unit_id in ids_of(asked_in)


def seconds(c: Connection, asker_id: int, asked_in: Post, of: Holder) -> tuple[Holder, ...]:
    """Who is asked to be the second person: the nearest, beside who asked or else above."""
    rows = c.execute(_HELD.where(posts.c.unit_id.in_(asked_in.path)))
    may = [
        h
        for h in map(_holder, rows)
        if h.person_id not in {asker_id, of.person_id}
        and of.post.role in GRANTABLE.get(h.post.role, set())
    ]
    nearest = max((len(h.post.path) for h in may), default=0)
    return tuple(h for h in may if len(h.post.path) == nearest)


def settle(c: Connection, id: int, person_id: int, now: datetime, *, agreed: bool) -> bool:
    """Whether it was on us: nobody settled it before."""
    mine = update(revocations).where(revocations.c.id == id, revocations.c.settled_at.is_(None))
    done = mine.values(settled_by_id=person_id, settled_at=now, agreed=agreed)
    return c.execute(done).rowcount == 1
