"""Supplementing a record: the author is led through exactly the questions more is wanted on.

Each question is the one of the form or of the criteria, asked again with the reason above it. What
was mended stays mended, so one may stop in between; `quay lại` leads to the question before.
"""

from campaign.desk import Desk, Effect, Move, Open
from campaign.exemplar import Ask, Record
from campaign.people import Verb
from campaign.text import shorten
from conversations import register
from conversations.asked import every
from conversations.criteria import item_question, opened
from conversations.engine import Reach, Talk, replay
from conversations.history_words import question_name
from conversations.questions import Choice, Choose, Keep, Question, Skip

LONGEST = 120  # characters of a reason on a card


def run(talk: Talk, desk: Desk) -> Effect | None:
    """The questions a superior asked about, one by one, and then straight to sending again."""
    record = opened(talk, desk)
    if record is None or record.returned is None:
        return Open("card", talk.subject)
    form = _form(talk, desk)
    asks = record.returned.asks
    for place, ask in enumerate(asks, 1):
        asked = form.get(ask.key) or _criterion(talk, desk, record, ask)
        if asked is None:  # the plan does not ask it of this record any more
            continue
        question = _again(talk, asked, ask, place, len(asks))
        talk.ask(question, unsaid=None if ask.mended else talk.answers.get(ask.key))
    if not asks or any(ask.key in form for ask in asks):
        return Open("register", record.id)
    return _send(talk, record)


def _form(talk: Talk, desk: Desk) -> dict[str, Question]:
    """The questions of the registration as they stand now; its heading is this talk's."""
    inner = Talk(talk.t, talk.language, talk.subject, talk.answers, reach=Reach.PATH)
    replay(register.run, inner, desk)
    talk.heading = inner.heading
    return {q.key: q for q in inner.asked if q.keep is not Keep.TALK}


def _criterion(talk: Talk, desk: Desk, record: Record, ask: Ask) -> Question | None:
    found = next((i for i in every(desk, record, talk.answers) if i.key == ask.key), None)
    return item_question(talk, desk, record, found) if found else None


def _again(talk: Talk, asked: Question, ask: Ask, place: int, total: int) -> Question:
    why = talk.t("Cần bổ sung: “{reason}”", reason=ask.reason)
    if total > 1:
        why = talk.t(
            "Nội dung {n}/{total} cần bổ sung: “{reason}”", n=place, total=total, reason=ask.reason
        )
    return Question(
        asked.key, f"{why}\n{asked.text}", asked.kind, asked.usual, asked.skips - {Skip.LATER},
        asked.keep, asked.restricted, asked.ask_above, note=asked.note, mends=True,
    )  # fmt: skip


def _send(talk: Talk, record: Record) -> Effect:
    text = talk.t("Vậy là đã bổ sung xong. Đồng chí gửi lại nhé?")
    options = (Choice("send", talk.t("Gửi lại")), Choice("card", talk.t("Xem hồ sơ")))
    done = talk.ask(Question("end", text, Choose(options), usual="send", keep=Keep.TALK))
    if done == "send":
        return Move(record.id, record.version, Verb.SUBMIT)
    return Open("card", record.id)


def wanted_line(talk: Talk, record: Record, ask: Ask) -> str:
    """One thing that is wanted, on a card: the question, why, and whether it is there by now."""
    mark = "✓" if ask.mended else "•"
    return f"{mark} {question_name(talk, record, ask.key)}: “{shorten(ask.reason, LONGEST)}”"
