"""People, their posts, their contacts, and the invites that bring them here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, false, func, insert, select, update

from campaign.people import Person, Post, Role
from campaign.units import Unit
from storage import clusters
from storage.clock import from_now
from storage.paths import ids_of
from storage.tables import contacts, people, posts, units
from storage.types import AnyRow
from storage.upsert import insert as upsert

NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody's address on one channel, and what is remembered of their talk there."""

    id: int
    channel: str
    address: str
    person: Person | None
    session: dict[str, Any] | None
    units: tuple[Unit, ...] = ()  # of the posts
    paused: bool = False  # somebody of ours answers by hand
    name: str | None = None  # what the platform calls them; None as long as it was not asked


_WHO = (
    select(
        contacts.c.id, contacts.c.channel, contacts.c.address, contacts.c.session,
        contacts.c.name.label("called"),
        func.coalesce(contacts.c.paused_until > from_now(), false()).label("paused"),
        people.c.id.label("person_id"), people.c.name, people.c.title, people.c.language,
        posts.c.id.label("post_id"), posts.c.role, posts.c.cluster_id,
        *(column.label(f"unit_{column.name}") for column in units.c),
    )
    .select_from(contacts)
    .outerjoin(people, contacts.c.person_id == people.c.id)
    .outerjoin(posts, and_(posts.c.person_id == people.c.id, posts.c.until.is_(None)))
    .outerjoin(units, posts.c.unit_id == units.c.id)
    .order_by(posts.c.rank, posts.c.id)
)  # fmt: skip


_WHO_LOCKED = _WHO.where(
    contacts.c.channel == bindparam("at_channel"), contacts.c.address == bindparam("at_address")
).with_for_update(of=contacts, key_share=True)
_AT = update(contacts).where(contacts.c.id == bindparam("contact"))


def take(c: Connection, channel: str, address: str, now: datetime) -> Contact:
    """The contact at an address, locked until the end of the turn; a new one if need be."""
    wanted = {"at_channel": channel, "at_address": address}
    rows = c.execute(_WHO_LOCKED, wanted).all()
    if not rows:
        new = upsert(c, contacts).values(channel=channel, address=address, created_at=now)
        c.execute(new.on_conflict_do_nothing())
        rows = c.execute(_WHO_LOCKED, wanted).all()
    return _contact(c, rows)


def at(c: Connection, channel: str, address: str) -> Contact | None:
    """Who is known at an address, not locked; None where nobody is."""
    here = _WHO.where(contacts.c.channel == channel, contacts.c.address == address)
    rows = c.execute(here).all()
    return _contact(c, rows) if rows else None


def find(c: Connection, contact_id: int) -> Contact:
    return _contact(c, c.execute(_WHO.where(contacts.c.id == contact_id)).all())


def _contact(c: Connection, rows: Sequence[AnyRow]) -> Contact:
    first, person = rows[0], _person(rows)
    held = tuple(_unit(r) for r in rows if r.post_id and r.cluster_id is None)
    supervised = {r.post_id: r.cluster_id for r in rows if r.cluster_id is not None}
    if person is not None and supervised:
        person = clusters.with_groups(c, person, supervised)
    return Contact(
        first.id, first.channel, first.address, person, first.session, held,
        bool(first.paused), first.called,
    )  # fmt: skip


def _unit(row: AnyRow) -> Unit:
    return Unit(
        row.unit_id, row.unit_code, row.unit_name, row.unit_kind, row.unit_level,
        row.unit_parent_id, ids_of(row.unit_path), row.unit_valid_from, row.unit_valid_to,
    )  # fmt: skip


def _person(rows: Sequence[AnyRow]) -> Person | None:
    first = rows[0]
    held = tuple(
        Post(r.post_id, Role(r.role), r.unit_id, r.unit_name, ids_of(r.unit_path))
        for r in rows
        if r.post_id
    )
    if first.person_id is None or not held:
        return None
    return Person(first.person_id, first.name, first.title, first.language, held)


def keep_session(
    c: Connection, contact_id: int, session: dict[str, Any], now: datetime, at: float | None = None
) -> None:
    """Remember where a talk stands. Whoever speaks can be reached; `at` is when, by the platform's
    clock, in seconds.
    """
    kept = {"contact": contact_id, "session": session, "seen_at": now, "reachable": True}
    c.execute(_AT, kept | _heard_at(at))


def heard(c: Connection, contact_id: int, at: float | None) -> None:
    """Somebody spoke, and no talk of ours went on."""
    c.execute(_AT, {"contact": contact_id, "reachable": True} | _heard_at(at))


def _heard_at(at: float | None) -> dict[str, datetime]:
    return {} if at is None else {"heard_at": datetime.fromtimestamp(at, UTC)}


def pause(c: Connection, contact_id: int, seconds: float) -> None:
    """Let the bot be silent here for a while."""
    mine = update(contacts).where(contacts.c.id == contact_id)
    c.execute(mine.values(paused_until=from_now(seconds)))


def ask_name(c: Connection, contact_id: int) -> bool:
    """Whether it is on us to ask the platform what it calls this contact: it is asked once."""
    nobody = update(contacts).where(contacts.c.id == contact_id, contacts.c.name.is_(None))
    return c.execute(nobody.values(name="")).rowcount == 1


def call(c: Connection, contact_id: int, name: str) -> None:
    """Remember what the platform calls a contact."""
    c.execute(_AT, {"contact": contact_id, "name": name[:NAME_LENGTH]})


def returned(c: Connection, contact_id: int) -> None:
    """A contact takes messages again, as after a block that was lifted."""
    c.execute(_AT, {"contact": contact_id, "reachable": True})


def add(  # noqa: PLR0913 - all that is known of somebody
    c: Connection,
    name: str,
    now: datetime,
    *,
    phone: str = "",
    title: str = "",
    demo: bool = False,
) -> int:
    """A person; the id."""
    called = {"title": title} if title else {}
    new = insert(people).values(name=name, phone=phone, demo=demo, created_at=now, **called)
    return int(c.execute(new.returning(people.c.id)).scalar_one())


def introduce(c: Connection, person_id: int, phone: str, title: str) -> None:
    """Somebody of whom no more than a name was known has come."""
    called = {"title": title} if title else {}
    c.execute(update(people).where(people.c.id == person_id).values(phone=phone, **called))


def appoint(c: Connection, person_id: int, unit_id: int, role: Role, now: datetime) -> int:
    """Give a person a post; the id of the post, the same one if it is held already."""
    same = select(posts.c.id).where(
        posts.c.person_id == person_id, posts.c.unit_id == unit_id, posts.c.role == role,
        posts.c.until.is_(None),
    )  # fmt: skip
    held = c.scalar(same)
    if held is not None:
        return int(held)
    rank = _highest_rank(c, person_id)
    new = insert(posts).values(
        person_id=person_id, unit_id=unit_id, role=role, since=now, rank=rank
    )
    return int(c.execute(new.returning(posts.c.id)).scalar_one())


def _highest_rank(c: Connection, person_id: int) -> int:
    held = select(func.max(posts.c.rank)).where(
        posts.c.person_id == person_id, posts.c.until.is_(None)
    )
    return int(c.scalar(held) or 0)


def act_in(c: Connection, person_id: int, post_id: int) -> None:
    """Of several posts, act in this one."""
    rank = _highest_rank(c, person_id) + 1
    c.execute(update(posts).where(posts.c.id == post_id).values(rank=rank))


def end_post(c: Connection, post_id: int, now: datetime) -> bool:
    """Whether it was on us to end it: nobody did before."""
    held = update(posts).where(posts.c.id == post_id, posts.c.until.is_(None))
    return c.execute(held.values(until=now)).rowcount == 1


def attach(c: Connection, contact_id: int, person_id: int) -> None:
    c.execute(update(contacts).where(contacts.c.id == contact_id).values(person_id=person_id))


def former_unit(c: Connection, contact_id: int) -> str:
    """The unit of the post that ended last for whoever speaks here; nothing before joining."""
    last = select(units.c.name).join(posts, posts.c.unit_id == units.c.id)
    last = last.join(contacts, contacts.c.person_id == posts.c.person_id)
    mine = last.where(contacts.c.id == contact_id, posts.c.until.is_not(None))
    return c.scalar(mine.order_by(posts.c.until.desc(), posts.c.id.desc()).limit(1)) or ""


_POSTED = (
    select(
        people.c.id, people.c.name, people.c.language, people.c.phone,
        contacts.c.id.label("contact_id"), contacts.c.channel,
    )
    .join(posts, posts.c.person_id == people.c.id)
    .outerjoin(
        contacts, and_(contacts.c.person_id == people.c.id, contacts.c.reachable.is_(True))
    )
    .where(
        posts.c.role == bindparam("post_role"), posts.c.until.is_(None),
        posts.c.unit_id.in_(bindparam("post_units", expanding=True)),
    )
    .order_by(people.c.id, contacts.c.seen_at.desc().nulls_last(), contacts.c.id)
)  # fmt: skip


def posted(c: Connection, role: Role, unit_ids: Sequence[int]) -> Sequence[AnyRow]:
    """Who holds `role` in one of these units, with name, language, phone, contact and channel.

    Of several contacts of one person it is the one they spoke on last.
    """
    rows = c.execute(_POSTED, {"post_role": role, "post_units": list(unit_ids)}).all()
    return tuple({row.id: row for row in reversed(rows)}.values())[::-1]


_REACHED = (
    select(people.c.id, people.c.name, people.c.language, contacts.c.id.label("contact_id"),
           contacts.c.channel)
    .join(contacts, contacts.c.person_id == people.c.id)
    .where(
        contacts.c.reachable.is_(True), people.c.id.in_(bindparam("whom", expanding=True))
    )
    .order_by(people.c.id, contacts.c.seen_at.desc().nulls_last(), contacts.c.id)
)  # fmt: skip


def reached(c: Connection, person_ids: Sequence[int]) -> Sequence[AnyRow]:
    """Where some people are written to, as `posted` tells it, whatever posts they hold."""
    rows = c.execute(_REACHED, {"whom": list(person_ids)}).all()
    return tuple({row.id: row for row in reversed(rows)}.values())[::-1]


def above(c: Connection, post: Post) -> Sequence[AnyRow]:
    """Who holds the post above, as `posted` tells them; nobody above the top."""
    if len(post.path) < 2:  # noqa: PLR2004 - the top has nobody above
        return ()
    role = {Role.REPORTER: Role.COMMUNE, Role.COMMUNE: Role.DISTRICT}.get(post.role, Role.PROVINCE)
    if role is Role.DISTRICT and not _is_district_in(c, post.path):
        role = Role.PROVINCE
    return posted(c, role, post.path[:-1])


def helpers(c: Connection, post: Post) -> tuple[tuple[str, str], ...]:
    """Names and phones of who holds the post above."""
    return tuple(dict.fromkeys((row.name, row.phone) for row in above(c, post)))


def _is_district_in(c: Connection, path: Sequence[int]) -> bool:
    found = select(units.c.id).where(units.c.id.in_(path), units.c.level == Role.DISTRICT)
    return c.scalar(found.limit(1)) is not None


def speak(c: Connection, person_id: int, language: str) -> None:
    c.execute(update(people).where(people.c.id == person_id).values(language=language))


def give_phone(c: Connection, person_id: int, phone: str) -> None:
    c.execute(update(people).where(people.c.id == person_id).values(phone=phone))


def any_real(c: Connection) -> bool:
    """Whether the database holds people whom the demo did not make."""
    return c.scalar(select(people.c.id).where(people.c.demo.is_(False)).limit(1)) is not None
