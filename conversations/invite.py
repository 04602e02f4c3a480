"""Inviting down the line: everybody who is missing one level below, or one post in one unit."""

from collections.abc import Sequence

from campaign.desk import Desk, Effect, Invite, Open
from campaign.people import Person, Role, Verb, may
from campaign.people_wishes import InviteAll, Staff
from campaign.units import Unit
from conversations import villages
from conversations.engine import Talk
from conversations.people_words import staff_lines
from conversations.questions import Choice, Choose, Keep, Question, Write

POST_OF = {
    "village": Role.REPORTER, "commune": Role.COMMUNE, "district": Role.DISTRICT,
    "province": Role.PROVINCE,
}  # fmt: skip
HOME = "home"


def run(talk: Talk, desk: Desk) -> Effect | None:
    me, t = desk.me, talk.t
    if me is None:
        return Open("join")
    if not may(me.post, Verb.INVITE, me.post.path):
        talk.say(t("Đồng chí nhờ cán bộ xã mời giúp."))
        return Open(HOME)
    staff = desk.people.staff(me.post.unit_id)
    asked = Question("what", _standing(talk, me, staff), Choose(_options(talk, me, staff)),
                     usual="one", keep=Keep.TALK)  # fmt: skip
    match talk.ask(asked):
        case "all":
            return _all(talk, me, staff)
        case "one":
            return _one(talk, desk)
        case "list":
            return villages.listing(talk, desk, me)
        case "who":
            return _who(talk, staff)
    return Open(HOME)


def _standing(talk: Talk, me: Person, staff: Sequence[Staff]) -> str:
    t, here = talk.t, sum(bool(s.name) for s in staff)
    if not staff:
        return t("{unit}: bên dưới chưa khai đơn vị nào.", unit=me.post.unit)
    invited = sum(not s.name and s.invited_at is not None for s in staff)
    return t(
        "{unit}: {here}/{all} đơn vị bên dưới đã có người vào, {invited} đã gửi mã chưa vào.",
        unit=me.post.unit, here=here, all=len(staff), invited=invited,
    )  # fmt: skip


def _options(talk: Talk, me: Person, staff: Sequence[Staff]) -> tuple[Choice, ...]:
    t, missing = talk.t, [s for s in staff if not s.name]
    found = [Choice("all", t("Mời tất cả ({n})", n=len(missing)))] if missing else []
    found.append(Choice("one", t("Mời một đơn vị")))
    if me.post.role is Role.COMMUNE:
        found.append(Choice("list", t("Khai tên thôn, bản")))
    if staff:
        found.append(Choice("who", t("Ai đã vào, ai chưa")))
    return (*found, Choice(HOME, t("Trang chủ")))


def _all(talk: Talk, me: Person, staff: Sequence[Staff]) -> Effect:
    """At once; only where open codes would end is it asked whether they are to."""
    t, missing = talk.t, [s for s in staff if not s.name]
    waiting = [s for s in missing if s.invited_at is not None]
    if not waiting:
        return InviteAll(me.post.unit_id)
    options = [Choice("all", t("Làm mới tất cả"))]
    if len(waiting) < len(missing):
        options.insert(0, Choice("new", t("Chỉ nơi chưa mời")))
    options.append(Choice("no", t("Thôi")))
    text = t("{n} đơn vị đã có mã chưa dùng. Làm mã mới thì mã cũ hết hiệu lực.", n=len(waiting))
    asked = Question("again", text, Choose(tuple(options)), usual=options[0].id, keep=Keep.TALK)
    chosen = talk.ask(asked)
    return Open("invite") if chosen == "no" else InviteAll(me.post.unit_id, again=chosen == "all")


def _who(talk: Talk, staff: Sequence[Staff]) -> Effect:
    t, here = talk.t, sum(bool(s.name) for s in staff)
    head = t("Đã vào {here}/{all} đơn vị:", here=here, all=len(staff))
    options = (Choice("invite", t("Mời người mới")), Choice(HOME, t("Trang chủ")))
    text = staff_lines(t, staff, head)
    return Open(str(talk.ask(Question("who", text, Choose(options), usual=HOME, keep=Keep.TALK))))


def _one(talk: Talk, desk: Desk) -> Effect:
    t = talk.t
    asked = t("Mời người của đơn vị nào? Gõ tên thôn, bản, xã.")
    text = written(talk.ask(Question("text", asked, Write(story=False), keep=Keep.TALK)))
    unit = unit_named(talk, desk, text)
    if unit is None:
        talk.say(t("Không tìm thấy đơn vị nào tên “{text}”.", text=text))
        return Open(HOME)
    asked = t("Họ và tên người được mời?")
    name = written(talk.ask(Question("name", asked, Write(story=False), keep=Keep.TALK)))
    return Invite(unit.id, POST_OF[unit.level], name)


def written(value: object) -> str:
    """What was typed in answer to a question for words."""
    return str(value["text"]) if isinstance(value, dict) and "text" in value else ""


def unit_named(talk: Talk, desk: Desk, text: str) -> Unit | None:
    """The unit meant; asks for the parent when a name is not unique."""
    found = desk.units_named(text)
    if len(found) <= 1:
        return found[0] if found else None
    parents = {u.id: desk.unit(u.parent_id) if u.parent_id else None for u in found}
    options = tuple(
        Choice(f"u{u.id}", f"{u.name} ({parent.name})" if (parent := parents[u.id]) else u.name)
        for u in found
    )
    text = talk.t("Có {n} đơn vị cùng tên. Đồng chí chọn:", n=len(found))
    kind = Choose(options, searchable=True)
    chosen = talk.ask(Question("unit", text, kind, usual=options[0].id, keep=Keep.TALK))
    return next((u for u in found if f"u{u.id}" == chosen), None)
