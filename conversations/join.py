"""Joining: an invite code opens a post. Digits only, typed with or without spaces."""

from campaign.desk import Desk, Effect, Join, Open
from conversations.engine import Talk
from conversations.menu import invite_code
from conversations.questions import Choice, Choose, Keep, Question, Write


def run(talk: Talk, desk: Desk) -> Effect | None:
    t = talk.t
    greeting = t("Chào đồng chí! Xin gõ mã mời (các chữ số) cán bộ đã gửi cho đồng chí.")
    code = _code(talk.ask(Question("code", greeting, Write(story=False), keep=Keep.TALK)))
    found = desk.invitation(code)
    if found is None:
        talk.say(t("Mã này chưa đúng hoặc đã hết hạn. Xin hỏi lại cán bộ đã mời đồng chí."))
        return Open("join") if desk.me is None else Open("home")
    text = t("Mã mời của {unit}. Có đúng đơn vị của đồng chí không?", unit=found.unit.name)
    options = (Choice("yes", t("Đúng")), Choice("no", t("Không phải")))
    right = talk.ask(Question("right", text, Choose(options), usual="yes", keep=Keep.TALK))
    return Join(code) if right == "yes" else Open("home")


def _code(value: object) -> str:
    text = value.get("text", "") if isinstance(value, dict) else ""
    return invite_code(str(text)) or ""
