"""`giờ nhắc`: when the daily reminder comes, a pause, and one duty put off for some days."""

import re
from collections.abc import Sequence
from datetime import time, timedelta

from campaign.calendar import is_near, usual_hour
from campaign.desk import Desk, Effect, Open
from campaign.digest import HOURS
from campaign.duties import Duty
from campaign.habits import PAUSES, Pause, PutOff, Resume, SetHour
from campaign.people import Person
from conversations.duty_words import short, term_name
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question, Write
from conversations.words import Translate

WHAT = "what"
OFFERED = (time(7, 30), time(12, 0), time(18, 30), time(19, 30))
_HOUR = re.compile(r"(\d{1,2})\s*(?:(?:h|g|:|\.|giờ)\s*(\d{2})?)?")


def run(talk: Talk, desk: Desk) -> Effect | None:
    me = desk.me
    if me is None:
        return Open("join")
    options = tuple(_options(talk, desk, me))
    asked = Question(WHAT, _text(talk.t, desk, me), Choose(options), usual="home", keep=Keep.TALK)
    what, _, term = str(talk.ask(asked)).partition(":")
    match what:
        case "hour":
            return _hour(talk)
        case "pause":
            return _pause(talk)
        case "again":
            return Resume()
        case "later":
            return PutOff(term)
    return Open("home")


def again(talk: Talk, desk: Desk) -> Effect | None:  # noqa: ARG001 - as every conversation
    """`nhắc lại`: an end to the pause."""
    return Resume() if desk.me else Open("join")


def _text(t: Translate, desk: Desk, me: Person) -> str:
    habit = desk.habit()
    hour = said(habit.hour or usual_hour(me.post.role))
    lines = [
        t("Ngày có việc gần đến hạn, Gương Sáng nhắc đồng chí một lần, lúc {hour}.", hour=hour)
    ]
    if habit.quiet_until is not None and habit.quiet_until > desk.today:
        last = habit.quiet_until - timedelta(days=1)
        lines.append(t("Hiện đang tạm nghỉ, đến hết ngày {day}.", day=short(last)))
    return "\n".join(lines)


def _options(talk: Talk, desk: Desk, me: Person) -> list[Choice]:
    t, until = talk.t, desk.habit().quiet_until
    options = [Choice("hour", t("Đổi giờ nhắc"))]
    if until is not None and until > desk.today:
        options.append(Choice("again", t("Nhắc lại")))
    else:
        options.append(Choice("pause", t("Tạm nghỉ nhắc")))
    for duty in _can_wait(desk, me):
        what = term_name(talk.language, duty.term)
        options.append(Choice(f"later:{duty.term.key}", t("Để sau 3 ngày: {what}", what=what)))
    return [*options, Choice("home", t("Trang chủ"))]


def _can_wait(desk: Desk, me: Person) -> Sequence[Duty]:
    """Duties of the present post that are spoken of now and have a day left."""
    return [
        duty
        for duty in desk.deadlines.duties()
        if duty.is_open and duty.unit_id == me.post.unit_id and duty.last_day > desk.today
        and is_near(desk.plan, duty.last_day, desk.today, obliged=duty.obliged)
    ]  # fmt: skip


def _pause(talk: Talk) -> Effect:
    options = tuple(Choice(str(n), talk.t("{n} ngày", n=n)) for n in PAUSES)
    text = talk.t("Tạm nghỉ nhắc mấy ngày? Tin trả lời và tin của cấp trên vẫn đến.")
    asked = Question("pause", text, Choose(options), usual=options[0].id, keep=Keep.TALK)
    return Pause(int(str(talk.ask(asked))))


# --- the hour


def _hour(talk: Talk) -> Effect:
    options = (
        *(Choice(one.isoformat("minutes"), said(one)) for one in OFFERED),
        Choice("other", talk.t("Giờ khác")),
    )
    text = talk.t("Đồng chí muốn được nhắc lúc mấy giờ?")
    asked = Question("hour", text, Choose(options), usual=options[0].id, keep=Keep.TALK)
    chosen = str(talk.ask(asked))
    if chosen != "other":
        return SetHour(time.fromisoformat(chosen))
    text = talk.t("Xin gõ giờ, từ 7:00 đến 19:30, ví dụ: 8:30.")
    typed = talk.ask(Question("other", text, Write(story=False), usual=None, keep=Keep.TALK))
    hour = read_hour(str(typed.get("text", ""))) if isinstance(typed, dict) else None
    if hour is None:
        talk.say(talk.t("Gương Sáng nhắc được từ 7:00 đến 19:30, giờ chẵn hoặc giờ rưỡi."))
        return Open("habits", given={WHAT: "hour", "hour": "other"})
    return SetHour(hour)


def read_hour(text: str) -> time | None:
    """`8:30`, `8h30`, `8 giờ rưỡi`, `8`; None for what is none of the hours that may be chosen."""
    words = text.strip().lower().replace("rưỡi", "30").replace("ruoi", "30").replace("gio", "h")
    found = _HOUR.fullmatch(words)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return next((one for one in HOURS if (one.hour, one.minute) == (hour, minute)), None)


def said(hour: time) -> str:
    """`7:30`."""
    return f"{hour.hour}:{hour.minute:02d}"
