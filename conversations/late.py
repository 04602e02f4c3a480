"""Who below has not done theirs: whom to call, worst first, and one tap that reminds them all."""

from collections.abc import Sequence
from datetime import date, datetime

from campaign.desk import Desk, Effect, Open
from campaign.duties import Duty, Late
from campaign.duty_wishes import Nudge
from campaign.text import shorten
from campaign.vietnam import local_day
from conversations.duty_words import term_name, until
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question
from conversations.words import Translate, day

TERM = "term"
LONGEST = 1900  # characters of one message, on every channel
NAME = 24  # characters of a unit, and of an officer


def run(talk: Talk, desk: Desk) -> Effect | None:
    if desk.me is None:
        return Open("join")
    duties = (*desk.deadlines.duties(), *desk.deadlines.watched())
    waiting = [d for d in duties if d.unit_id == desk.me.post.unit_id and d.waiting]
    if not waiting:
        talk.say(talk.t("Các đơn vị bên dưới đã xong cả, không ai phải nhắc."))
        return Open("home")
    duty = _chosen(talk, waiting)
    options = (Choice("nudge", talk.t("Nhắc tất cả")), Choice("home", talk.t("Trang chủ")))
    text = listed(talk.t, talk.language, duty, desk.deadlines.late(duty.term.key), desk.today)
    ask = Question(f"what:{duty.term.key}", text, Choose(options), usual="home", keep=Keep.TALK)
    return Nudge(duty.term.key) if talk.ask(ask) == "nudge" else Open("home")


def _chosen(talk: Talk, waiting: Sequence[Duty]) -> Duty:
    if len(waiting) == 1 and TERM not in talk.answers:
        return waiting[0]
    options = tuple(Choice(d.term.key, term_name(talk.language, d.term)) for d in waiting)
    text = talk.t("Đồng chí muốn xem đơn vị chưa xong của việc nào?")
    asked = Question(TERM, text, Choose(options), usual=options[0].id, keep=Keep.TALK)
    key = talk.ask(asked)
    return next(d for d in waiting if d.term.key == key)


def listed(t: Translate, language: str, duty: Duty, late: Sequence[Late], today: date) -> str:
    """All in one message: who does not fit any more is counted."""
    head = t("{what}: {n}/{all} đơn vị chưa xong.", what=term_name(language, duty.term),
             n=len(late), all=duty.below)  # fmt: skip
    lines = [head, _when(t, late[0], today)]
    return "\n".join([*lines, *fitting(t, late, LONGEST - sum(len(one) + 1 for one in lines))])


def fitting(t: Translate, late: Sequence[Late], room: int) -> list[str]:
    """A line for each unit, as far as so many characters hold them; the rest is counted."""
    lines: list[str] = []
    for place, unit in enumerate(late):
        line = _line(t, unit)
        rest = t("… và {n} đơn vị nữa", n=len(late) - place)
        if sum(len(one) + 1 for one in (*lines, line, rest)) > room:
            return [*lines, rest]
        lines.append(line)
    return lines


def _when(t: Translate, late: Late, today: date) -> str:
    if late.days > 0:
        return t("Quá hạn {n} ngày.", n=late.days)
    if late.last_day < today:
        return t("Mời trả lời khi thuận tiện.")
    return t("Mời trả lời {until}.", until=until(t, late.last_day))


def _line(t: Translate, late: Late) -> str:
    """`Xã Lao Chải · Lý Văn Minh 0912345678 · vào 2/4`."""
    who = shorten(late.officer, NAME) if late.officer else t("chưa có ai vào")
    called = f"{who} {late.phone}".strip()
    seen = t("vào {day}", day=_day(late.seen_at)) if late.seen_at else ""
    silent = t("chưa nhắn lần nào") if late.officer and not late.seen_at else ""
    parts = (shorten(late.unit, NAME), called, seen or silent)
    return "• " + " · ".join(part for part in parts if part)


def _day(at: datetime) -> str:
    return day(local_day(at)).rpartition("/")[0]
