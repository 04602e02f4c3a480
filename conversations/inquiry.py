"""`hỏi thêm`: a question to the author of a record, which stays where it is; and the answer."""

from collections.abc import Sequence

from campaign.desk import Desk, Effect, Open
from campaign.exemplar import Record
from campaign.people import Role
from campaign.review_wishes import Inquire, Reply
from campaign.reviewing import DESKS, Inquiry
from campaign.workflow import Status
from conversations.deciding import text
from conversations.engine import Talk
from conversations.numbered import numbered
from conversations.questions import Choice, Choose, Keep, Question, Write
from conversations.words import Translate

UNDER_REVIEW = (Status.SUBMITTED, Status.RETURNED, Status.COMMUNE_CONFIRMED, Status.SELECTED)


def inquire_offer(t: Translate, record: Record, role: Role) -> list[tuple[str, str]]:
    """Desks and supervisors may ask the author: while it is under review, and not their own."""
    may = (
        role in {*DESKS, Role.CLUSTER}
        and role is not record.registrant
        and record.status in UNDER_REVIEW
        and not record.hidden
    )
    return [("inquire", t("Hỏi thêm"))] if may else []


def reply_offer(t: Translate, desk: Desk, record: Record) -> list[tuple[str, str]]:
    mine = any(one.record_id == record.id for one in desk.reviews.asked_of_me())
    return [("reply", t("Trả lời câu hỏi"))] if mine else []


def inquiring(talk: Talk, record: Record) -> Effect:
    asked = talk.t("Đồng chí muốn hỏi gì? Hồ sơ vẫn ở lại chỗ đồng chí.")
    return Inquire(record.id, text(talk, "ask", asked))


def run(talk: Talk, desk: Desk) -> Effect | None:
    """The first question about this record that nobody has answered yet."""
    mine = [one for one in desk.reviews.asked_of_me() if one.record_id == talk.subject]
    if not mine:
        talk.say(talk.t("Hồ sơ này không có câu hỏi nào chờ đồng chí."))
        return Open("card", talk.subject)
    asked = mine[0]
    said = talk.t(
        "{by} hỏi về {name}: “{text}”\nViết, hoặc gửi tin thoại.",
        by=asked.by, name=asked.name, text=asked.text,
    )  # fmt: skip
    question = Question(f"i{asked.id}", said, Write(), usual={"text": "…"}, keep=Keep.TALK)
    return Reply(asked.id, talk.ask(question))


def by_number(talk: Talk, desk: Desk) -> Effect | None:
    """`trả lời 0412`, or `trả lời` alone: what waits for an answer."""
    if desk.me is None:
        return Open("join")
    t, waiting = talk.t, desk.reviews.asked_of_me()
    number = talk.answers.get("text")
    if isinstance(number, dict):
        record = numbered(desk, str(number.get("text", "")))
        return Open("reply", record.id) if record else _none(talk, desk)
    if not waiting:
        return _none(talk, desk)
    ids = list(dict.fromkeys(one.record_id for one in waiting))
    if len(ids) == 1:
        return Open("reply", ids[0])
    options = tuple(Choice(f"r{id}", _named(waiting, id)) for id in ids)
    asked = t("Đồng chí trả lời về hồ sơ nào?")
    kind = Choose(options, searchable=True)
    chosen = talk.ask(Question("record", asked, kind, usual=options[0].id, keep=Keep.TALK))
    return Open("reply", int(str(chosen)[1:]))


def _named(waiting: Sequence[Inquiry], id: int) -> str:
    one = next(one for one in waiting if one.record_id == id)
    return f"{one.number:04d} {one.name}"


def _none(talk: Talk, desk: Desk) -> Open:
    """Nobody asks anything; what the plan asks may be meant."""
    if desk.unanswered():
        return Open("resume")
    talk.say(talk.t("Không có câu hỏi nào chờ đồng chí trả lời."))
    return Open("home")


def waiting_lines(t: Translate, asked: Sequence[Inquiry]) -> list[str]:
    """What was asked and has no answer yet, on the card."""
    return [
        t("{by} hỏi: “{text}” (chờ trả lời)", by=one.by, text=one.text)
        for one in asked
        if one.is_open
    ]
