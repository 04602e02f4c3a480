"""Joining: an invite code opens a post. Digits only, typed with or without spaces."""

from campaign.desk import Desk, Effect, Join, Open
from campaign.exemplar import Value
from conversations.asking_words import text_of
from conversations.engine import Talk
from conversations.invite import written
from conversations.menu import Command, command, invite_code
from conversations.questions import Choice, Choose, Keep, Question, Write


def run(talk: Talk, desk: Desk) -> Effect | None:
    t = talk.t
    greeting = _greeting(talk, desk)
    digits = t("Mã mời chỉ gồm các chữ số, ví dụ: 1234 5678 9012.")
    suggest = Choice("suggest", t("Giới thiệu người tốt"))
    question = Question(
        "code", greeting, Write(story=False, no=suggest), keep=Keep.TALK, retry=digits,
        shares_phone=t("Gửi số điện thoại"),  # whom a list invited by number needs no code
    )  # fmt: skip
    said = talk.ask(question)
    if said == suggest.id or _wishes_to_suggest(said):
        return Open("suggest")
    code = _code(said)
    if not code:
        talk.say(digits)
        return Open("join" if desk.me is None else "home")
    found = desk.invitation(code)
    if found is None:
        return Join(code)  # refused, with the reason
    text = t("Mã mời của {unit}. Có đúng đơn vị của đồng chí không?", unit=found.unit.name)
    if found.known:
        text = t(
            "Mã kết nối của {name}, {unit}. Có đúng là đồng chí không?",
            name=found.name, unit=found.unit.name,
        )  # fmt: skip
    options = (Choice("yes", t("Đúng")), Choice("no", t("Không phải")))
    right = talk.ask(Question("right", text, Choose(options), usual="yes", keep=Keep.TALK))
    if right == "yes":
        return Join(code, "" if found.name or desk.me else _name(talk))
    talk.say(t("Vậy đồng chí hỏi lại cán bộ đã gửi mã giúp nhé."))
    return Open("home")


def _name(talk: Talk) -> str:
    asked = Question("name", talk.t("Họ và tên của đồng chí?"), Write(story=False), keep=Keep.TALK)
    return written(talk.ask(asked))


def _greeting(talk: Talk, desk: Desk) -> str:
    former = desk.people.former()
    if former:
        return talk.t(
            "Chức vụ của đồng chí ở {unit} đã kết thúc, hồ sơ ở lại với đơn vị. Có mã mời mới thì"
            " đồng chí gõ mã (các chữ số).",
            unit=former,
        )
    return talk.t("Chào đồng chí! Xin gõ mã mời (các chữ số) cán bộ đã gửi cho đồng chí.")


def _wishes_to_suggest(said: Value) -> bool:
    """`goi y` without its accents, which while words are due is no command."""
    return command(text_of(said), free=False) == Command("suggest")


def _code(value: object) -> str:
    text = value.get("text", "") if isinstance(value, dict) else ""
    return invite_code(str(text)) or ""
