"""Finding a record by name, village or number."""

from campaign.desk import Desk, Effect, Open
from conversations.engine import Talk
from conversations.mine import open_line, pick
from conversations.questions import Keep, Question, Write


def run(talk: Talk, desk: Desk) -> Effect | None:
    if desk.me is None:
        return Open("join")
    t = talk.t
    asked = t("Tìm hồ sơ nào? Gõ tên, thôn hoặc số.")
    question = Question("text", asked, Write(story=False), usual={"text": "…"}, keep=Keep.TALK)
    value = talk.ask(question)
    text = str(value["text"]) if isinstance(value, dict) and "text" in value else ""
    number = text.upper().removeprefix("YB-").strip()
    if number.isascii() and number.isdigit() and len(number) <= 6:  # noqa: PLR2004 - short numbers
        record = desk.by_number(int(number))
        if record is not None:
            return Open("card", record.id)
    lines = desk.search(text)
    if not lines:
        talk.say(t("Không tìm thấy hồ sơ nào có “{text}”.", text=text))
        return Open("home")
    if len(lines) == 1:
        return open_line(lines[0])
    return pick(talk, t("Tìm thấy {n} hồ sơ:", n=len(lines)), lines)
