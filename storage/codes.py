"""Invite codes: digits that open a post once, until a day.

A code is kept as a keyed hash: who has the database and not SECRET_KEY can open nothing with it,
though there are few enough codes to try them all. It is shown once, when it is made. A code given
anew ends the one before; a used, ended or expired one says whom to ask for another.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Update, and_, exists, insert, or_, select, update

from campaign.people import Person, Role
from campaign.people_wishes import CodeRefused, Holder, NoCode
from campaign.vietnam import local_day
from storage import guesses
from storage import people as stored
from storage.people import Contact
from storage.secrets import Keyring
from storage.tables import invites, people, posts, units
from storage.types import AnyRow

DIGITS = 12
LIVES = timedelta(days=30)
CONNECTING_LIVES = timedelta(minutes=30)  # the code opens all that its person may do
PLAIN = "plain:"  # how a code of an earlier release waits for being hashed
_PURPOSE = "invite:"

_giver = people.alias("giver")
# Nobody is sent to somebody who has left.
_in_a_post = exists().where(posts.c.person_id == _giver.c.id, posts.c.until.is_(None))
_FOUND = (
    select(
        invites, units.c.name.label("unit"), _giver.c.name.label("giver"),
        _giver.c.phone.label("giver_phone"),
    )
    .join(units, invites.c.unit_id == units.c.id)
    .outerjoin(_giver, and_(invites.c.by_person_id == _giver.c.id, _in_a_post))
)  # fmt: skip


def invite(  # noqa: PLR0913, PLR0917 - who is invited where, by whom
    c: Connection,
    keyring: Keyring,
    unit_id: int,
    role: Role,
    name: str,
    now: datetime,
    *,
    by: int | None = None,
    phone: str = "",
    title: str = "",
    post_id: int | None = None,
) -> tuple[str, datetime]:
    """A code that opens a post once, and when it expires. It ends those it takes the place of:
    for the same post, and for the same name or for nobody named.
    """
    _replace(c, unit_id, role, name, post_id, now)
    expires = now + LIVES
    code = _make(
        c, keyring, unit_id=unit_id, role=role, name=name, created_at=now, expires_at=expires,
        by_person_id=by, phone=phone, title=title, post_id=post_id,
    )  # fmt: skip
    return code, expires


def connect(c: Connection, keyring: Keyring, person: Person, now: datetime) -> str:
    """A code that makes whoever types it this person, once."""
    return _make(
        c, keyring, unit_id=person.post.seat, role=person.post.role, name=person.name,
        for_person_id=person.id, created_at=now, expires_at=now + CONNECTING_LIVES,
        by_person_id=person.id,
    )  # fmt: skip


def _make(c: Connection, keyring: Keyring, **about: object) -> str:
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    c.execute(insert(invites).values(hash=keyring.word(_PURPOSE + code), **about))
    return code


def _open() -> Update:
    return update(invites).where(invites.c.used_at.is_(None), invites.c.ended_at.is_(None))


def _replace(  # noqa: PLR0913, PLR0917 - which post, for whom
    c: Connection, unit_id: int, role: Role, name: str, post_id: int | None, now: datetime
) -> None:
    same = _open().where(
        invites.c.unit_id == unit_id, invites.c.role == role, invites.c.for_person_id.is_(None)
    )
    if post_id is not None:
        same = same.where(invites.c.post_id == post_id)
    else:
        same = same.where(invites.c.post_id.is_(None))
        same = same.where(invites.c.name.in_((name, ""))) if name else same
    c.execute(same.values(ended_at=now))


def take_away(c: Connection, held: Holder, now: datetime) -> None:
    """A post ends at once, and what its holder had given out with it."""
    stored.end_post(c, held.post.id, now)
    end_of_post(c, held, now)


def end_of_post(c: Connection, held: Holder, now: datetime) -> None:
    """Whoever lost a post gives no more codes: those they gave, also to themselves, end."""
    theirs = or_(
        invites.c.by_person_id == held.person_id, invites.c.for_person_id == held.person_id,
        invites.c.post_id == held.post.id,
    )  # fmt: skip
    c.execute(_open().where(theirs).values(ended_at=now))


def hide(c: Connection, keyring: Keyring) -> int:
    """Hash the plain codes of an earlier release; how many there were."""
    plain = c.execute(
        select(invites.c.id, invites.c.hash).where(invites.c.hash.startswith(PLAIN))
    ).all()
    for row in plain:
        hashed = keyring.word(_PURPOSE + row.hash.removeprefix(PLAIN))
        c.execute(update(invites).where(invites.c.id == row.id).values(hash=hashed))
    return len(plain)


# --- what a code opens


def look(
    c: Connection, keyring: Keyring, code: str, now: datetime, contact: Contact
) -> AnyRow | CodeRefused:
    """The invite a code still opens, with unit and giver, or why it opens nothing."""
    me = contact.person.id if contact.person else None
    return look_at(c, keyring, code, now, channel=contact.channel, contact_id=contact.id, me=me)


def look_at(  # noqa: PLR0913 - a code, and who shows it where
    c: Connection,
    keyring: Keyring,
    code: str,
    now: datetime,
    *,
    channel: str,
    contact_id: int | None = None,
    me: int | None = None,
) -> AnyRow | CodeRefused:
    """As `look`, for somebody who may not have spoken yet. A wrong code is not counted here."""
    waits = guesses.wait(c, channel, contact_id)
    if waits is not None:
        why = NoCode.BUSY if waits.everybody else NoCode.LOCKED
        return CodeRefused(why, minutes=int(waits.seconds // 60) + 1)
    hashes = keyring.words(_PURPOSE + code)
    row = c.execute(_FOUND.where(invites.c.hash.in_(hashes))).one_or_none()
    return _judged(row, now, me)


def _judged(row: AnyRow | None, now: datetime, me: int | None) -> AnyRow | CodeRefused:
    if row is None:
        return CodeRefused(NoCode.UNKNOWN)
    if row.used_at is not None:
        mine = me is not None and row.person_id == me
        return _refused(row, NoCode.MINE if mine else NoCode.USED, row.used_at)
    if row.ended_at is not None:
        return _refused(row, NoCode.ENDED, row.ended_at)
    if row.expires_at < now:
        return _refused(row, NoCode.EXPIRED, row.expires_at)
    return row


def _refused(row: AnyRow, why: NoCode, at: datetime) -> CodeRefused:
    return CodeRefused(why, row.unit, row.giver or "", row.giver_phone or "", local_day(at))


def use(c: Connection, invite_id: int, person_id: int, now: datetime) -> bool:
    """Whether it is on us to use a code: nobody did before."""
    first = _open().where(invites.c.id == invite_id)
    return c.execute(first.values(used_at=now, person_id=person_id)).rowcount == 1


def of_phone(c: Connection, phone: str, now: datetime) -> Sequence[AnyRow]:
    """The open invites for whoever has this number, as `look` gives them."""
    mine = _FOUND.where(
        invites.c.phone == phone, invites.c.used_at.is_(None), invites.c.ended_at.is_(None),
        invites.c.expires_at >= now,
    )  # fmt: skip
    return c.execute(mine.order_by(invites.c.id)).all() if phone else ()
