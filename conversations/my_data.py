"""`dữ liệu của tôi`: what is kept of whoever asks; with a number, of the person praised."""

from campaign.desk import Desk, Effect, Open
from conversations.asking_words import text_of
from conversations.engine import Talk
from conversations.find import numbered

CODE = "F"


def run(talk: Talk, desk: Desk) -> Effect | None:
    if desk.me is None:
        return Open("join")
    said = text_of(talk.answers.get("text"))
    record = numbered(desk, said) if said else None
    if record is not None:
        return Open("personal", record.id)
    talk.say(talk.t("Đồng chí gõ dữ liệu và số hồ sơ. Ví dụ: dữ liệu 0412."))
    return Open("home")
