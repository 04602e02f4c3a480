"""Changes of what was registered, as a card shows them and lets them be answered."""

from campaign.amendments import Amendment, AnswerAmendment
from campaign.desk import Desk, Effect, Open
from campaign.exemplar import Record
from campaign.people import Verb, may
from conversations import amend, amending_words
from conversations.deciding import text
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question


def lines(talk: Talk, desk: Desk, record: Record) -> list[str]:
    """What is asked for and by whom, or that something was changed before."""
    if record.number is None:
        return []
    waiting = desk.life.amendment(record.id)
    if waiting is not None:
        return amending_words.waiting(talk.t, talk.language, record, waiting)
    changed = len(desk.life.accepted(record.id))
    return [talk.t("Đã điều chỉnh {n} lần.", n=changed)] if changed else []


def offers(talk: Talk, desk: Desk, record: Record) -> list[tuple[str, str]]:
    """The buttons: an answer where one is due, asking for a change, the earlier wordings."""
    if record.number is None:
        return []
    t, found = talk.t, []
    waiting = desk.life.amendment(record.id)
    if waiting is not None and _mine(desk, record, waiting):
        found += [
            (Verb.ACCEPT.value, t("Đồng ý điều chỉnh")), (Verb.REFUSE.value, t("Chưa đồng ý")),
        ]  # fmt: skip
    elif amend.allowed(desk, record):
        found.append((Verb.AMEND.value, t("Điều chỉnh")))
    if desk.life.accepted(record.id):
        found.append(("versions", t("Các bản đăng ký")))
    return found


def _mine(desk: Desk, record: Record, waiting: Amendment) -> bool:
    me = desk.me
    allowed = me is not None and may(me.post, Verb.ACCEPT, record.path)
    return allowed and me is not None and me.post.role is waiting.waits_for


def done(talk: Talk, desk: Desk, record: Record, what: str) -> Effect:
    """What a button of `offers` leads to."""
    waiting = desk.life.amendment(record.id)
    if what == "versions":
        return _versions(talk, desk, record)
    if waiting is None:
        return Open("card", record.id)
    agreed = what == Verb.ACCEPT
    why = "" if agreed else text(talk, "why", talk.t("Đồng chí cho biết lý do:"))
    return AnswerAmendment(record.id, waiting.id, agreed, why)


def _versions(talk: Talk, desk: Desk, record: Record) -> Effect:
    accepted = desk.life.accepted(record.id)
    said = [f"{record.code} {record.heading.name}"]
    said += amending_words.versions(talk.t, talk.language, record, accepted)
    options = (Choice("card", talk.t("Xem hồ sơ")), Choice("home", talk.t("Trang chủ")))
    question = Question("versions", "\n".join(said), Choose(options), "card", keep=Keep.TALK)
    return Open("card", record.id) if talk.ask(question) == "card" else Open("home")
