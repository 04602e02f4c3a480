"""Joining: a code, or a number the channel vouches for, opens a post; a post passes on with it."""

from sqlalchemy import Connection, func, select, update

from campaign.desk import Invite, Invited, Joined, Outcome, Refusal, Refused
from campaign.people import Person, Role
from campaign.people_wishes import CodeRefused, Holder, NoCode, Succeeded
from campaign.phones import plain
from campaign.text import fold
from campaign.workflow import Status
from storage import audit, codes, guesses, helping, people, staff, units
from storage.doing import Doing
from storage.people import Contact
from storage.tables import contacts, evidence, records
from storage.types import AnyRow


def join(do: Doing, code: str, name: str) -> Outcome:
    """Open the post of `code` to whoever speaks, and says their name where nobody knows it."""
    contact = do.desk.contact
    found = codes.look(do.c, do.keyring, code, do.now, contact)
    if isinstance(found, CodeRefused):
        if found.why is NoCode.UNKNOWN:
            guesses.wrong(do.c, contact.channel, contact.id)
        return found
    return _open(do, contact, found, name)


def by_phone(do: Doing, phone: str) -> Outcome:
    """Open every post that is kept for a number; the last of them is told."""
    came: Outcome = CodeRefused(NoCode.PHONE)
    for found in codes.of_phone(do.c, plain(phone), do.now):
        came = _open(do, people.find(do.c, do.desk.contact.id), found)
    return came


def _open(do: Doing, contact: Contact, found: AnyRow, name: str = "") -> Outcome:
    held = staff.holder(do.c, found.post_id) if found.post_id else None
    here = contact.person.id if contact.person else None
    if held is not None and held.person_id == here:
        return CodeRefused(NoCode.MINE, found.unit)  # nobody follows themselves
    person_id = found.for_person_id or here or _newcomer(do, contact, found, name)
    if not codes.use(do.c, found.id, person_id, do.now):
        return CodeRefused(NoCode.USED, found.unit, found.giver or "", found.giver_phone or "")
    audit.note(do.c, do.now, person_id, "join", "invite", found.id)
    people.attach(do.c, contact.id, person_id)
    if found.for_person_id is not None:
        return Joined(found.unit, Role(found.role))
    post_id = people.appoint(do.c, person_id, found.unit_id, Role(found.role), do.now)
    if held is None or not people.end_post(do.c, held.post.id, do.now):
        return Joined(found.unit, Role(found.role))
    return _succeed(do, contact, post_id, held)


def _newcomer(do: Doing, contact: Contact, invite: AnyRow, name: str) -> int:
    """Whom the invite does not name goes by what the platform calls them, by what they say
    themselves, else by the unit's name. Whoever held a post here before is the same person again;
    so is whom a helper has named as the head of this village.
    """
    before = do.c.scalar(select(contacts.c.person_id).where(contacts.c.id == contact.id))
    if before is not None:
        return int(before)
    called = invite.name or contact.name or name or invite.unit
    expected = helping.named(do.c, [invite.unit_id]).get(invite.unit_id)
    if invite.role == Role.REPORTER and expected and fold(expected.name) == fold(called):
        people.introduce(do.c, expected.id, invite.phone, invite.title)
        return int(expected.id)
    return people.add(do.c, called, do.now, phone=invite.phone, title=invite.title)


def _succeed(do: Doing, contact: Contact, post_id: int, before: Holder) -> Outcome:
    """The post of the predecessor has ended. What hangs on the post needs no moving: drafts, duties
    and questions are found by unit and role; what was sent and belongs to no record goes along.
    """
    after = staff.holder(do.c, post_id)
    if after is None:
        raise LookupError(post_id)
    codes.end_of_post(do.c, before, do.now)
    audit.note(do.c, do.now, after.person_id, "hand_over", "post", before.post.id)
    if not staff.posts_of(do.c, before.person_id):
        _pass_on_loose(do.c, before.person_id, contact.id)
    drafts = _drafts(do.c, before.post.unit_id, before.post.role)
    return Succeeded(after.post, before, after.name, drafts)


def _pass_on_loose(c: Connection, person_id: int, contact_id: int) -> None:
    theirs = select(contacts.c.id).where(contacts.c.person_id == person_id)
    loose = update(evidence).where(
        evidence.c.contact_id.in_(theirs), evidence.c.record_id.is_(None)
    )
    c.execute(loose.values(contact_id=contact_id))


def _drafts(c: Connection, unit_id: int, role: Role) -> int:
    mine = select(func.count()).where(
        records.c.author_unit_id == unit_id, records.c.author_role == role,
        records.c.discarded.is_(False), records.c.status.in_((Status.DRAFT, Status.RETURNED)),
    )  # fmt: skip
    return int(c.scalar(mine) or 0)


def invite(do: Doing, me: Person, effect: Invite) -> Outcome:
    unit = units.get(do.c, effect.unit_id)
    if unit is None or staff.granting(me, effect.role, unit.path) is None:
        return Refused(Refusal.RIGHTS)
    code, expires = codes.invite(
        do.c, do.keyring, unit.id, effect.role, effect.name, do.now, by=me.id
    )
    audit.note(do.c, do.now, me.id, "invite", "unit", unit.id)
    do.desk.forget()
    return Invited(code, unit.name, effect.role, expires.date(), do.links(code))
