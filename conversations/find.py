"""Finding a record by name, village or number."""

from campaign.desk import Desk, Effect, Open
from campaign.exemplar import Record
from conversations.card import mend_of
from conversations.engine import Talk
from conversations.mine import open_line, pick
from conversations.questions import Keep, Question, Write

LONGEST_NUMBER = 6  # digits of a record's short number


def run(talk: Talk, desk: Desk) -> Effect | None:
    if desk.me is None:
        return Open("join")
    t = talk.t
    asked = t("Tìm hồ sơ nào? Gõ tên, thôn hoặc số.")
    question = Question("text", asked, Write(story=False), usual={"text": "…"}, keep=Keep.TALK)
    value = talk.ask(question)
    text = str(value["text"]) if isinstance(value, dict) and "text" in value else ""
    record = numbered(desk, text)
    if record is not None:
        return Open("card", record.id)
    lines = desk.search(text)
    if not lines:
        talk.say(t("Không tìm thấy hồ sơ nào có “{text}”.", text=text))
        return Open("home")
    if len(lines) == 1:
        return open_line(lines[0])
    return pick(talk, t("Tìm thấy {n} hồ sơ:", n=len(lines)), lines)


def mend(talk: Talk, desk: Desk) -> Effect | None:
    """`bổ sung 0412`: straight to the question somebody asked about."""
    if desk.me is None:
        return Open("join")
    t = talk.t
    asked = t("Bổ sung hồ sơ số nào?")
    value = talk.ask(
        Question("text", asked, Write(story=False), usual={"text": "…"}, keep=Keep.TALK)
    )
    text = str(value["text"]) if isinstance(value, dict) and "text" in value else ""
    record = numbered(desk, text)
    if record is None:
        talk.say(t("Không tìm thấy hồ sơ số {text}.", text=text))
        return Open("home")
    mine = desk.me.post.role is record.registrant
    if record.returned is not None and mine:
        talk.say(t("Cần bổ sung: “{reason}”", reason=record.returned.reason))
        return mend_of(record)
    talk.say(t("Hồ sơ này không chờ bổ sung."))
    return Open("card", record.id)


def numbered(desk: Desk, text: str) -> Record | None:
    """The record that somebody names by its number, as far as they may see it."""
    number = text.upper().removeprefix("YB-").strip()
    short = number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER
    return desk.by_number(int(number)) if short else None
