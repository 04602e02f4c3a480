"""`hạn`: what this post owes, by when, and the one tap that ends it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from campaign.desk import Desk, Effect, Open
from campaign.duties import Duty
from campaign.duty_wishes import NothingNow
from campaign.people import Person, Role, Verb, may
from conversations.duty_words import term_name, told
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question
from conversations.words import Translate

CODE = "D"  # of this conversation in the buttons of messages that lead here
KEY = "what"  # a digest's button names this question and one of its options
AHEAD = timedelta(days=60)
SHOWN = 8


def run(talk: Talk, desk: Desk) -> Effect | None:
    me = desk.me
    if me is None:
        return Open("join")
    mine = shown(desk)
    options = options_of(talk, me, mine)
    options += _settings(talk, me)
    options.append(Choice("habits", talk.t("Giờ nhắc")))
    options.append(Choice("home", talk.t("Trang chủ")))
    question = Question(
        KEY, _text(talk, desk, mine), Choose(tuple(options)), usual="home", keep=Keep.TALK
    )
    return wish(str(talk.ask(question)))


def shown(desk: Desk) -> Sequence[Duty]:
    """What is open and not far away, at least the next one; then what was done before its day."""
    open_ = [
        d for d in desk.deadlines.duties() if d.is_open and (d.obliged or not _over(d, desk.today))
    ]
    near = [d for d in open_ if d.last_day <= desk.today + AHEAD] or open_[:1]
    done = [d for d in desk.deadlines.duties() if not d.is_open and d.last_day >= desk.today]
    return [*near, *done][:SHOWN]


def _over(duty: Duty, today: date) -> bool:
    """Whether the round itself has ended: who was only invited is left in peace."""
    return duty.term.last_day is None or today > duty.term.last_day


def _text(talk: Talk, desk: Desk, mine: Sequence[Duty]) -> str:
    if not mine:
        return talk.t("Hiện nay đơn vị chưa có việc nào đến hạn.")
    lines = [told(talk.t, talk.language, duty, desk.today) for duty in mine]
    return "\n".join([talk.t("Việc theo kế hoạch:"), *lines])


def options_of(talk: Talk, me: Person, mine: Sequence[Duty]) -> list[Choice]:
    """What the present post may do about its duties. Ids name the term, so that a button is valid
    for ever; labels name it only where two of them would be the same.
    """
    own = [d for d in mine if d.unit_id == me.post.unit_id]
    acts = [(what, label, duty) for duty in own for what, label in _acts(talk.t, me, duty)]
    times = Counter(what for what, _, _ in acts)
    return [
        Choice(f"{what}:{duty.term.key}", _label(talk, label, duty, alone=times[what] == 1))
        for what, label, duty in acts
    ]


def _label(talk: Talk, label: str, duty: Duty, *, alone: bool) -> str:
    return label if alone else f"{label}: {term_name(talk.language, duty.term)}"


def _acts(t: Translate, me: Person, duty: Duty) -> list[tuple[str, str]]:
    if not duty.is_open:
        return _afterwards(t, me, duty)
    if me.post.role is Role.REPORTER:
        return _answers(t) if duty.term.is_list else [("report", t("Đã gửi báo cáo"))]
    late = [("late", t("Đơn vị chưa xong ({n})", n=duty.waiting))] if duty.waiting else []
    if not duty.term.is_list:
        return [("report", t("Đã gửi báo cáo")), *late]
    return [*_lists(t, me, t("Chốt danh sách")), *late]


def _lists(t: Translate, me: Person, closing: str) -> list[tuple[str, str]]:
    """A list of one's own to close, and those that came from below."""
    close = [("close", closing)] if me.post.role is not Role.PROVINCE else []
    received = [("received", t("Danh sách gửi lên"))] if me.post.role is not Role.COMMUNE else []
    return close + received


def _afterwards(t: Translate, me: Person, duty: Duty) -> list[tuple[str, str]]:
    """What may still follow when it is done."""
    if me.post.role is Role.REPORTER:
        return []
    if not duty.term.is_list:
        return [("report", t("Sửa báo cáo đã ghi"))]
    return _lists(t, me, t("Danh sách bổ sung"))


def _answers(t: Translate) -> list[tuple[str, str]]:
    return [("register", t("Giới thiệu gương")), ("none", t("Kỳ này chưa có"))]


def _settings(talk: Talk, me: Person) -> list[Choice]:
    if not may(me.post, Verb.CALENDAR, me.post.path):
        return []
    return [Choice("days", talk.t("Đặt ngày, đặt hạn"))]


def wish(chosen: str) -> Effect:
    what, _, term = chosen.partition(":")
    if what == "none":
        return NothingNow(term)
    known = {"term": term} if term and what != "register" else {}
    return Open(what, given=known)
