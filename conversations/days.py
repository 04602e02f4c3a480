"""The province sets the days the plan leaves open, moves others, and each level's own lead."""

from collections.abc import Sequence
from datetime import date, timedelta

from campaign.calendar import Set, Term, last_day, lead
from campaign.desk import Desk, Effect, Open, Refusal
from campaign.duty_wishes import SetDay, SetLead
from campaign.people import Verb, may
from campaign.plan import Plan
from conversations.duty_words import level_name, short, term_name, until
from conversations.engine import Talk
from conversations.notices import refusal
from conversations.questions import Choice, Choose, Day, Figures, Keep, Question

HOME = "home"
LONGEST_LEAD = 60  # days


def run(talk: Talk, desk: Desk) -> Effect | None:
    me = desk.me
    if me is None:
        return Open("join")
    if not may(me.post, Verb.CALENDAR, me.post.path):
        talk.say(refusal(talk.t, Refusal.RIGHTS))
        return Open(HOME)
    terms = _coming(desk)
    options = [Choice(term.key, _label(talk, term)) for term in terms]
    options.append(Choice("leads", talk.t("Số ngày sớm hơn của từng cấp")))
    options.append(Choice(HOME, talk.t("Trang chủ")))
    text = talk.t("Đồng chí muốn đặt ngày cho việc nào?")
    chosen = talk.ask(Question("term", text, Choose(tuple(options)), usual=HOME, keep=Keep.TALK))
    if chosen == "leads":
        return _lead(talk, desk)
    term = next((t for t in terms if t.key == chosen), None)
    return _day(talk, desk, term) if term else Open(HOME)


def _coming(desk: Desk) -> Sequence[Term]:
    """Terms without a day, and those that are not over; of recurring ones the next."""
    found: dict[str, Term] = {}
    for term in desk.deadlines.terms():
        if term.last_day is None or term.last_day >= desk.today:
            name = term.deadline.id if term.year else term.key
            if term.last_day or not term.year or term.year >= desk.today.year:
                found.setdefault(name, term)
    return tuple(found.values())


def _label(talk: Talk, term: Term) -> str:
    when = short(term.last_day) if term.last_day else talk.t("chưa có ngày")
    return f"{term_name(talk.language, term)} ({when})"


def _day(talk: Talk, desk: Desk, term: Term) -> Effect:
    name, tomorrow = term_name(talk.language, term), desk.today + timedelta(days=1)
    text = talk.t("{what}: ngày cuối cùng của cấp tỉnh là ngày nào?", what=name)
    asked = Question(
        f"day:{term.key}", text, Day(desk.today), usual=tomorrow.isoformat(), keep=Keep.TALK
    )
    day = date.fromisoformat(str(talk.ask(asked)))
    if day < desk.today:
        talk.say(talk.t("Ngày này đã qua, xin chọn ngày khác."))
        return Open("days", given={"term": term.key})
    return _agreed(talk, desk, term, day)


def _agreed(talk: Talk, desk: Desk, term: Term, day: date) -> Effect:
    given = desk.deadlines.calendar()
    moved = Set({**given.days, term.key: day}, given.leads)
    lines = [f"{term_name(talk.language, term)}: {until(talk.t, day)}"]
    lines += _own_days(talk, desk.plan, term, day, moved)
    options = (Choice("yes", talk.t("Đúng, đặt ngày")), Choice("no", talk.t("Chọn ngày khác")))
    asked = Question(
        f"sure:{term.key}", "\n".join(lines), Choose(options), usual="yes", keep=Keep.TALK
    )
    if talk.ask(asked) == "yes":
        return SetDay(term.key, day)
    return Open("days", given={"term": term.key})


def _own_days(talk: Talk, plan: Plan, term: Term, day: date, given: Set) -> list[str]:
    """The last day of each level that has something to do for it."""
    there = Term(term.plan, term.key, term.deadline, term.year, day)
    levels = [level.id for level in plan.levels[1:] if level.id in term.deadline.levels]
    days = [(level, last_day(plan, there, level, given)) for level in levels]
    return [
        talk.t(
            "{level}: hết ngày {day}", level=level_name(talk.language, plan, id), day=short(last)
        )
        for id, last in days
        if last is not None
    ]


def _lead(talk: Talk, desk: Desk) -> Effect:
    t, given = talk.t, desk.deadlines.calendar()
    options = tuple(
        Choice(level.id, t("{level}: sớm hơn {n} ngày", level=level.name.said(talk.language),
                           n=lead(desk.plan, level.id, given)))
        for level in desk.plan.levels[1:]
    )  # fmt: skip
    text = t("Mỗi cấp có ngày cuối sớm hơn cấp tỉnh. Đồng chí muốn đổi của cấp nào?")
    level = str(
        talk.ask(Question("level", text, Choose(options), usual=options[0].id, keep=Keep.TALK))
    )
    text = t("{level}: sớm hơn cấp tỉnh bao nhiêu ngày?",
             level=level_name(talk.language, desk.plan, level))  # fmt: skip
    number = talk.ask(Question(f"lead:{level}", text, Figures(), usual=0, keep=Keep.TALK))
    days = int(number) if isinstance(number, int | float) else LONGEST_LEAD + 1
    if not 0 <= days <= LONGEST_LEAD:
        talk.say(t("Xin ghi số ngày từ 0 đến {most}.", most=LONGEST_LEAD))
        return Open("days", given={"term": "leads", "level": level})
    return SetLead(level, days)
