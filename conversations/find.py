"""Finding a record by name, village or number."""

from campaign.desk import Desk, Effect, Open
from campaign.exemplar import Record
from campaign.people import Person
from conversations.engine import Talk
from conversations.mine import pick_placed
from conversations.numbered import numbered
from conversations.questions import Keep, Question, Write


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
    lines = desk.worklists.search(text)
    if not lines:
        talk.say(t("Không tìm thấy hồ sơ nào có “{text}”.", text=text))
        return Open("home")
    if len(lines) == 1:
        return Open("card", lines[0].id)
    return pick_placed(talk, t("Tìm thấy {n} hồ sơ:", n=len(lines)), lines)


def _mends(desk: Desk, me: Person, record: Record) -> bool:
    own = me.post.role is record.registrant
    return own or desk.people.helping.author(record.id) is not None


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
    if record.returned is not None and _mends(desk, desk.me, record):
        return Open("mending", record.id)
    talk.say(t("Hồ sơ này không chờ bổ sung."))
    return Open("card", record.id)
