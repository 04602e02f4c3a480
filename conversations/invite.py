"""Inviting: a code that opens one post in one unit below one's own."""

from campaign.desk import Desk, Effect, Invite, Open
from campaign.people import Role, Verb, may
from campaign.units import Unit
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question, Write

POST_OF = {
    "village": Role.REPORTER, "commune": Role.COMMUNE, "district": Role.DISTRICT,
    "province": Role.PROVINCE,
}  # fmt: skip


def run(talk: Talk, desk: Desk) -> Effect | None:
    me, t = desk.me, talk.t
    if me is None:
        return Open("join")
    if not may(me.post, Verb.INVITE, me.post.path):
        talk.say(t("Đồng chí nhờ cán bộ xã mời giúp."))
        return Open("home")
    asked = t("Mời người của đơn vị nào? Gõ tên thôn, bản, xã.")
    value = talk.ask(Question("text", asked, Write(story=False), keep=Keep.TALK))
    text = str(value["text"]) if isinstance(value, dict) and "text" in value else ""
    unit = _unit(talk, desk, text)
    if unit is None:
        talk.say(t("Không tìm thấy đơn vị nào tên “{text}”.", text=text))
        return Open("home")
    name = talk.ask(
        Question("name", t("Họ và tên người được mời?"), Write(story=False), keep=Keep.TALK)
    )
    said = str(name["text"]) if isinstance(name, dict) and "text" in name else ""
    return Invite(unit.id, POST_OF[unit.level], said)


def _unit(talk: Talk, desk: Desk, text: str) -> Unit | None:
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
