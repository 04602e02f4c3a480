"""The language the bot speaks to this person."""

from campaign.desk import Desk, Effect, Open, Speak
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question

NAMES = (("vi", "Tiếng Việt"), ("en", "English"))


def run(talk: Talk, desk: Desk) -> Effect | None:
    if desk.me is None:
        return Open("join")
    options = tuple(Choice(id, name) for id, name in NAMES)
    text = talk.t("Đồng chí muốn dùng tiếng nào?")
    chosen = talk.ask(Question("language", text, Choose(options), usual="vi", keep=Keep.TALK))
    return Speak(str(chosen))
