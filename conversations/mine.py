"""The records of one's post: drafts and where each stands."""

from collections.abc import Sequence

from campaign.desk import Desk, Effect, Open
from campaign.exemplar import Line
from campaign.workflow import Status
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question
from conversations.record_words import line_words


def run(talk: Talk, desk: Desk) -> Effect | None:
    if desk.me is None:
        return Open("join")
    lines = desk.mine()
    if not lines:
        talk.say(talk.t("Đồng chí chưa có hồ sơ nào. Gõ đăng ký để giới thiệu một gương."))
        return Open("home")
    return pick(talk, talk.t("Hồ sơ của đồng chí:"), lines)


def pick(talk: Talk, title: str, lines: Sequence[Line]) -> Effect:
    """A numbered list of records; the one chosen is opened where it can be worked on."""
    line = _picked(talk, title, lines)
    return open_line(line) if line else Open("home")


def pick_for(talk: Talk, conversation: str, title: str, lines: Sequence[Line]) -> Effect:
    """The same, for one conversation about the record that is chosen."""
    line = _picked(talk, title, lines)
    return Open(conversation, line.id) if line else Open("home")


def _picked(talk: Talk, title: str, lines: Sequence[Line]) -> Line | None:
    options = tuple(Choice(f"r{line.id}", line_words(talk.t, line)) for line in lines)
    home = Choice("home", talk.t("Trang chủ"))
    kind = Choose((*options, home), searchable=True)
    chosen = str(talk.ask(Question("record", title, kind, usual="home", keep=Keep.TALK)))
    return next((line for line in lines if f"r{line.id}" == chosen), None)


def open_line(line: Line) -> Open:
    return Open("register" if line.status is Status.DRAFT else "card", line.id)
