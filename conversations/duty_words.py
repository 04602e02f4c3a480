"""How duties and days are said. To a village nothing is ever late: it is invited."""

from datetime import date, timedelta

from campaign.calendar import Term
from campaign.duties import Done, Duty, End
from campaign.plan import Plan
from campaign.vietnam import local_day
from conversations.words import Translate, day

BEFORE = "trước ngày"


def term_name(language: str, term: Term) -> str:
    """`Báo cáo năm 2022`: what is owed, and for which year where it recurs."""
    name = term.deadline.name.said(language)
    return name if term.year is None else f"{name} ({_part(term)}{term.year})"


def _part(term: Term) -> str:
    _, dash, part = term.key.rpartition("-")
    return f"{part}/" if dash and term.deadline.every == "half_year" and part.isdigit() else ""


def until(t: Translate, last: date) -> str:
    """`trước ngày 20/4/2021 (chậm nhất hết ngày 19/4)`."""
    before = day(last + timedelta(days=1))
    return t("trước ngày {before} (chậm nhất hết ngày {last})", before=before, last=short(last))


def short(when: date) -> str:
    return f"{when.day}/{when.month}"


def told(t: Translate, language: str, duty: Duty, today: date) -> str:
    """One duty in one or two lines: what, until when, what is missing."""
    name = term_name(language, duty.term)
    if duty.done is not None:
        return f"✓ {name}: {ended(t, duty.done)}"
    return "\n".join(
        line for line in (f"{name}: {_when(t, duty, today)}", missing(t, duty)) if line
    )


def ended(t: Translate, done: Done) -> str:
    """By what a duty ended, and when."""
    if done.how is End.LIST and done.at:
        when = short(local_day(done.at))
        return t("đã chốt danh sách số {number} ngày {day}", number=done.number, day=when)
    if done.how is End.REPORT and done.on:
        return t("đã gửi báo cáo số {number} ngày {day}", number=done.number, day=day(done.on))
    return {
        End.REGISTERED: t("đã giới thiệu"),
        End.NOTHING: t("đã trả lời kỳ này chưa có"),
        End.LIST: t("đã chốt danh sách"),
        End.REPORT: t("đã gửi báo cáo"),
        End.RECEIVED: t("đã tiếp nhận đủ danh sách"),
    }[done.how]


def _when(t: Translate, duty: Duty, today: date) -> str:
    late = duty.late(today)
    if late > 0:
        return t("quá hạn {n} ngày (hạn hết ngày {last})", n=late, last=short(duty.last_day))
    if not duty.obliged and today > duty.last_day:
        return t("mời đồng chí trả lời khi thuận tiện")
    left = (duty.last_day - today).days
    said = until(t, duty.last_day)
    return said if left > 0 else t("{until}, hôm nay là ngày cuối", until=said)


def missing(t: Translate, duty: Duty) -> str:
    """What still stands in the way, if anything does."""
    if duty.mended:
        return t("Cấp trên đề nghị bổ sung: “{why}”", why=duty.mended)
    if not duty.waiting:
        return ""
    if duty.invited:
        return t("Còn {n}/{all} đơn vị chưa trả lời.", n=duty.waiting, all=duty.below)
    return t("Còn {n}/{all} đơn vị chưa xong.", n=duty.waiting, all=duty.below)


def level_name(language: str, plan: Plan, level: str) -> str:
    return next(one for one in plan.levels if one.id == level).name.said(language)
