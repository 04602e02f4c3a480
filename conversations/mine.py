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


def pick(talk: Talk, title: str, lines: Sequence[Line], *, place: bool = False) -> Effect:
    """A numbered list of records; the one chosen is opened where it can be worked on. With `place`
    each line says which unit it is from, and even a draft is only looked at.
    """
    options = tuple(Choice(f"r{line.id}", _label(talk, line, place=place)) for line in lines)
    home = Choice("home", talk.t("Trang chủ"))
    kind = Choose((*options, home), searchable=True)
    chosen = str(talk.ask(Question("record", title, kind, usual="home", keep=Keep.TALK)))
    line = next((line for line in lines if f"r{line.id}" == chosen), None)
    if line is None:
        return Open("home")
    return Open("card", line.id) if place else open_line(line)


def _label(talk: Talk, line: Line, *, place: bool) -> str:
    said = line_words(talk.t, line)
    return f"{said} ({line.unit})" if place else said


def open_line(line: Line) -> Open:
    return Open("register" if line.status is Status.DRAFT else "card", line.id)
