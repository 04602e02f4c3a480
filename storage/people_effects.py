"""Wishes about people and posts made real. Rights are checked here again, at the row."""

from typing import TypeAlias, assert_never

from campaign.desk import Connecting, Outcome, Refusal, Refused
from campaign.people import INVITED, Person, Role, Verb, may
from campaign.people_wishes import (
    ActIn,
    Acting,
    AddVillages,
    AskRevoke,
    Given,
    Gone,
    HandingOver,
    HandOver,
    Holder,
    InviteAll,
    InvitedAll,
    Leave,
    RevokeAsked,
    RevokeRefused,
    SettleRevoke,
    VillagesAdded,
)
from campaign.text import fold
from campaign.units import LEVELS, Unit
from campaign.vietnam import local_day
from storage import audit, codes, people, sheets, staff, units
from storage.doing import Doing

PostWish: TypeAlias = InviteAll | AddVillages | HandOver | Leave | AskRevoke | SettleRevoke | ActIn
MOST_VILLAGES = 200  # at once


def perform(do: Doing, me: Person, effect: PostWish) -> Outcome:
    match effect:
        case InviteAll():
            return _invite_all(do, me, effect)
        case AddVillages():
            return _add_villages(do, me, effect)
        case HandOver():
            return _hand_over(do, me, effect)
        case Leave(post_id=post_id):
            return _leave(do, me, post_id)
        case AskRevoke(post_id=post_id):
            return _ask_revoke(do, me, post_id)
        case SettleRevoke():
            return _settle_revoke(do, me, effect)
        case ActIn(post_id=post_id):
            return _act_in(do, me, post_id)
    assert_never(effect)


# --- inviting


def connect(do: Doing, me: Person) -> Outcome:
    code = codes.connect(do.c, do.keyring, me, do.now)
    audit.note(do.c, do.now, me.id, "connect", "person", me.id)
    minutes = int(codes.CONNECTING_LIVES.total_seconds() // 60)
    return Connecting(code, minutes, do.links(code))


def _invite_all(do: Doing, me: Person, effect: InviteAll) -> Outcome:
    unit, today = units.get(do.c, effect.unit_id), local_day(do.now)
    if unit is None or not may(me.post, Verb.INVITE, unit.path):
        return Refused(Refusal.RIGHTS)
    known = {u.id: u for u in units.below(do.c, unit.id, today)}
    empty = [s for s in staff.below_of(do.c, unit.id, today, do.now) if not s.name]
    wanted = [s for s in empty if effect.again or s.invited_at is None]
    if any(staff.granting(me, _role_of(known[s.unit_id]), unit.path) is None for s in wanted):
        return Refused(Refusal.RIGHTS)
    given = tuple(_give(do, me, known[s.unit_id]) for s in wanted)
    expires = local_day(do.now + codes.LIVES)
    sheet = sheets.keep(do.c, do.keyring, given, expires, do.now) if given else ""
    do.desk.forget()
    return InvitedAll(given, expires, sheet)


def _role_of(unit: Unit) -> Role:
    return staff.POST_OF[unit.level]


def _give(do: Doing, me: Person, unit: Unit) -> Given:
    code, _ = codes.invite(do.c, do.keyring, unit.id, _role_of(unit), "", do.now, by=me.id)
    audit.note(do.c, do.now, me.id, "invite", "unit", unit.id)
    return Given(unit.name, code, unit.code, do.links(code))


def _add_villages(do: Doing, me: Person, effect: AddVillages) -> Outcome:
    """All of them, or those that are not there yet: two people may list the same commune."""
    unit = units.get(do.c, effect.unit_id)
    if unit is None or unit.level != "commune":
        return Refused(Refusal.RIGHTS)
    known = all(LEVELS.get(kind) == "village" for kind, _ in effect.villages)
    if staff.granting(me, Role.REPORTER, unit.path) is None or not known:
        return Refused(Refusal.RIGHTS)
    units.hold(do.c, unit.id)
    there = {fold(u.name) for u in units.below(do.c, unit.id, local_day(do.now))}
    new = [v for v in effect.villages[:MOST_VILLAGES] if fold(v[1]) not in there]
    for kind, name in new:
        village = units.add_village(do.c, unit.id, name, kind, local_day(do.now))
        audit.note(do.c, do.now, me.id, "add", "unit", village.id)
    do.desk.forget()
    return VillagesAdded(len(new))


# --- posts


def _own(me: Person, post_id: int) -> Holder | None:
    return next((Holder(p, me.id, me.name) for p in me.posts if p.id == post_id), None)


def _hand_over(do: Doing, me: Person, effect: HandOver) -> Outcome:
    mine = _own(me, effect.post_id)
    if mine is None or mine.post.role not in INVITED:
        return Refused(Refusal.RIGHTS)
    post = mine.post
    code, expires = codes.invite(
        do.c, do.keyring, post.unit_id, post.role, effect.name, do.now, by=me.id, post_id=post.id
    )
    audit.note(do.c, do.now, me.id, "hand_over_code", "post", post.id)
    return HandingOver(Given(post.unit, code, "", do.links(code)), effect.name, local_day(expires))


def _leave(do: Doing, me: Person, post_id: int) -> Outcome:
    """Codes for a successor live on: who leaves first must not lock out who follows."""
    mine = _own(me, post_id)
    if mine is None or not people.end_post(do.c, post_id, do.now):
        return Refused(Refusal.RIGHTS)
    audit.note(do.c, do.now, me.id, "leave", "post", post_id)
    do.desk.forget()
    return Gone(mine)


def _ask_revoke(do: Doing, me: Person, post_id: int) -> Outcome:
    of = staff.holder(do.c, post_id)
    post = staff.granting(me, of.post.role, of.post.path) if of else None
    if of is None or post is None or of.person_id == me.id:
        return Refused(Refusal.RIGHTS)
    others = staff.seconds(do.c, me.id, post, of)
    id = staff.ask(do.c, me, post, post_id, do.now)
    audit.note(do.c, do.now, me.id, "ask_revoke", "post", post_id)
    asked = staff.request(do.c, id)
    if asked is None:
        return Refused(Refusal.RIGHTS)
    return RevokeAsked(asked[0], others)


def _settle_revoke(do: Doing, me: Person, effect: SettleRevoke) -> Outcome:
    found = staff.request(do.c, effect.id)
    if found is None or not staff.may_settle(do.c, me, found[1], found[0].holder):
        return Refused(Refusal.RIGHTS)
    asked, row = found
    if not staff.settle(do.c, row.id, me.id, do.now, agreed=effect.agreed):
        return Refused(Refusal.RIGHTS)
    post_id = asked.holder.post.id
    audit.note(do.c, do.now, me.id, "revoke" if effect.agreed else "keep", "post", post_id)
    if not effect.agreed:
        return RevokeRefused(asked, row.by_person_id)
    codes.take_away(do.c, asked.holder, do.now)
    do.desk.forget()
    return Gone(asked.holder, asked.asked_by)


def _act_in(do: Doing, me: Person, post_id: int) -> Outcome:
    mine = _own(me, post_id)
    if mine is None:
        return Refused(Refusal.RIGHTS)
    people.act_in(do.c, me.id, post_id)
    do.desk.forget()
    return Acting(mine.post)
