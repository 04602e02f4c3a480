"""The records of one's post: drafts and where each stands."""

from collections.abc import Sequence

from campaign.desk import Desk, Effect, Open
from campaign.exemplar import Line
from campaign.renewal import Renewable
from campaign.workflow import Status
from conversations import renewing
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question
from conversations.record_words import line_words


def run(talk: Talk, desk: Desk) -> Effect | None:
    if desk.me is None:
        return Open("join")
    lines, again = desk.mine(), renewing.open_(desk)
    if not lines:
        talk.say(talk.t("Đồng chí chưa có hồ sơ nào. Gõ đăng ký để giới thiệu một gương."))
        return Open("home")
    return _with_renewals(talk, desk, lines, again) if again else _plain(talk, lines)


def _plain(talk: Talk, lines: Sequence[Line]) -> Effect:
    return pick(talk, talk.t("Hồ sơ của đồng chí:"), lines)


def _with_renewals(
    talk: Talk, desk: Desk, lines: Sequence[Line], again: Sequence[Renewable]
) -> Effect:
    """First what may be registered again: the next phase has opened."""
    t = talk.t
    phase = renewing.phase_name(talk, desk, again[0].phase)
    title = t("Đã mở {phase}: {n} hồ sơ có thể đăng ký tiếp.", phase=phase, n=len(again))
    options = [Choice(f"n{r.line.id}", t("Đăng ký tiếp: {name}", name=r.line.name)) for r in again]
    options += [Choice(f"r{line.id}", line_words(t, line)) for line in lines]
    kind = Choose((*options, Choice("home", t("Trang chủ"))), searchable=True)
    text = "\n".join([title, t("Hồ sơ của đồng chí:")])
    chosen = str(talk.ask(Question("record", text, kind, usual="home", keep=Keep.TALK)))
    if chosen[0] == "n":
        return Open("card", int(chosen[1:]), given={"do": renewing.AGAIN})
    line = next((line for line in lines if f"r{line.id}" == chosen), None)
    return open_line(line) if line else Open("home")


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
