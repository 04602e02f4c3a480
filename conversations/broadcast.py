"""Messages to many, from the desk: the last ones, a new one, and each on its own page."""

from collections.abc import Sequence
from datetime import date, timedelta

from campaign.broadcasts import Broadcast, Doing, Segment, State, Write
from campaign.calendar import Term
from campaign.desk import Desk, Effect, Open, Refusal
from campaign.people import Person, Role, Verb, may
from campaign.text import shorten
from conversations import broadcast_page
from conversations.asking_words import text_of, until_good, words_of
from conversations.broadcast_words import doing, roles
from conversations.duty_words import level_name, term_name
from conversations.engine import Talk
from conversations.notices import refusal
from conversations.questions import Choice, Choose, Figures, Keep, Question
from conversations.questions import Write as Written
from conversations.words import Translate

NEW, ALL, TERM = "new", "all", "term"
BEHIND, AHEAD = timedelta(days=30), timedelta(days=120)  # of deadlines a broadcast may be tied to
LABEL = 40  # characters of a text in the list
MOST_DAYS = 365


def run(talk: Talk, desk: Desk) -> Effect | None:
    me = desk.me
    if me is None:
        return Open("join")
    if not may(me.post, Verb.BROADCAST, me.post.path):
        talk.say(refusal(talk.t, Refusal.RIGHTS))
        return Open("home")
    if talk.subject:
        return broadcast_page.run(talk, desk)
    number = text_of(talk.answers.get("text")).strip()
    if number.isascii() and number.isdigit():
        return Open("broadcast", int(number))
    latest = desk.broadcasts.latest()
    chosen = talk.ask(_latest(talk.t, latest)) if latest else NEW
    return _write(talk, desk, me) if chosen == NEW else Open("broadcast", int(str(chosen)))


def _latest(t: Translate, latest: Sequence[Broadcast]) -> Question:
    options = [Choice(NEW, t("Soạn thông báo mới"))]
    options += [Choice(str(one.id), _label(t, one)) for one in latest]
    text = t("Thông báo gần đây:")
    return Question("which", text, Choose(tuple(options)), usual=NEW, keep=Keep.TALK)


def _label(t: Translate, one: Broadcast) -> str:
    said = shorten(" ".join(one.text.split()), LABEL)
    return f"{one.id}: {said} ({state_name(t, one.state)})"


def state_name(t: Translate, state: State) -> str:
    return broadcast_page.states(t)[state]


# --- a new one


def _write(talk: Talk, desk: Desk, me: Person) -> Effect:
    level, term = _whom(talk, desk, me)
    segment = _narrowed(talk, desk, Segment(me.post.unit_id, level), tied=bool(term))
    return Write(segment, term, words_of(talk, "words", talk.t("Nội dung thông báo là gì?")))


def _whom(talk: Talk, desk: Desk, me: Person) -> tuple[str, str]:
    """The level (nothing: all of them) and the term it is tied to (nothing: to none)."""
    t, terms = talk.t, _terms(desk)
    levels = _levels_below(desk, me)
    options = [Choice(ALL, t("Tất cả các cấp")), *_named(talk, desk, levels)]
    options += [Choice(TERM, t("Theo việc có hạn"))] if terms else []
    asked = Question(
        "whom", t("Gửi tới ai?"), Choose(tuple(options)), usual=ALL, keep=Keep.TALK
    )  # fmt: skip
    chosen = str(talk.ask(asked))
    if chosen != TERM:
        return "" if chosen == ALL else chosen, ""
    term = _term(talk, terms)
    owing = [level for level in levels if level in term.deadline.levels]
    options = [Choice(ALL, t("Mọi cấp có việc này")), *_named(talk, desk, owing)]
    text = t("Gửi tới cấp nào? Đơn vị đã xong việc thì không nhận.")
    level = talk.ask(Question("owing", text, Choose(tuple(options)), usual=ALL, keep=Keep.TALK))
    return "" if level == ALL else str(level), term.key


def _levels_below(desk: Desk, me: Person) -> list[str]:
    """The levels under one's own."""
    roles = [level.role for level in desk.plan.levels]
    return [level.id for level in desk.plan.levels[roles.index(me.post.role) + 1 :]]


def _named(talk: Talk, desk: Desk, levels: Sequence[str]) -> list[Choice]:
    return [Choice(level, level_name(talk.language, desk.plan, level)) for level in levels]


def _terms(desk: Desk) -> list[Term]:
    first, last = desk.today - BEHIND, desk.today + AHEAD
    return [term for term in desk.deadlines.terms() if _within(term.last_day, first, last)]


def _within(day: date | None, first: date, last: date) -> bool:
    return day is not None and first <= day <= last


def _term(talk: Talk, terms: Sequence[Term]) -> Term:
    options = tuple(Choice(one.key, term_name(talk.language, one)) for one in terms)
    text = talk.t("Gắn với việc nào?")
    key = talk.ask(Question("term", text, Choose(options), usual=options[0].id, keep=Keep.TALK))
    return next(one for one in terms if one.key == key)


# --- narrowed


def _narrowed(talk: Talk, desk: Desk, segment: Segment, *, tied: bool) -> Segment:
    """Each narrowing that was chosen is asked for, in this order."""
    chosen = talk.ask(_narrowings(talk.t, segment, tied=tied))
    wanted = chosen if isinstance(chosen, list) else []
    unit_id = _unit(talk, desk) if "unit" in wanted else segment.unit_id
    role = _role(talk) if "role" in wanted else ""
    what, days = _doing(talk) if "doing" in wanted else (Doing.ANY, 0)
    category = _category(talk, desk) if "category" in wanted else ""
    return Segment(unit_id, segment.level, role, what, days, category)


def _narrowings(t: Translate, segment: Segment, *, tied: bool) -> Question:
    options = [Choice(ALL, t("Không, gửi tất cả")), Choice("unit", t("Chỉ một đơn vị"))]
    if not segment.level and not tied:
        options.append(Choice("role", t("Chỉ một chức danh")))
    if not tied:
        options += [Choice("doing", t("Theo tình hình")), Choice("category", t("Theo loại gương"))]
    kind = Choose(tuple(options), many=True, alone=ALL)
    return Question("more", t("Có thu hẹp thêm không?"), kind, usual=[ALL], keep=Keep.TALK)


def _unit(talk: Talk, desk: Desk) -> int:
    def good(said: str) -> str:
        found = desk.units_named(said)
        if not found:
            talk.say(talk.t("Không tìm thấy đơn vị nào tên “{text}”.", text=said))
        return said if found else ""

    text = talk.t("Đơn vị nào? Gõ tên huyện, xã hoặc thôn.")
    said = until_good(
        talk, "unit", lambda key: Question(key, text, Written(story=False), keep=Keep.TALK), good
    )
    found = desk.units_named(said)
    if len(found) == 1:
        return found[0].id
    above = {u.id: desk.unit(u.parent_id) if u.parent_id else None for u in found}
    options = tuple(
        Choice(f"u{u.id}", f"{u.name} ({place.name})" if (place := above[u.id]) else u.name)
        for u in found
    )
    asked = talk.t("Có {n} đơn vị cùng tên. Đồng chí chọn:", n=len(found))
    kind = Choose(options, searchable=True)
    one = talk.ask(Question("which_unit", asked, kind, usual=options[0].id, keep=Keep.TALK))
    return int(str(one).removeprefix("u"))


def _role(talk: Talk) -> str:
    options = tuple(Choice(role, name) for role, name in roles(talk.t).items())
    text = talk.t("Chức danh nào?")
    asked = Question("role", text, Choose(options), usual=Role.COMMUNE, keep=Keep.TALK)
    return str(talk.ask(asked))


def _doing(talk: Talk) -> tuple[Doing, int]:
    options = tuple(
        Choice(one, doing(talk.t, Segment(0, doing=one)))
        for one in (Doing.UNREGISTERED, Doing.DRAFT, Doing.MEND)
    )
    options += (Choice(Doing.SILENT, talk.t("im lặng đã lâu")),)
    text = talk.t("Chỉ gửi tới đơn vị nào?")
    asked = Question("doing", text, Choose(options), usual=Doing.UNREGISTERED, keep=Keep.TALK)
    what = Doing(str(talk.ask(asked)))
    return what, _days(talk) if what is Doing.SILENT else 0


def _days(talk: Talk) -> int:
    text = talk.t("Không nhắn Gương Sáng từ bao nhiêu ngày?")
    number = talk.ask(Question("days", text, Figures(), usual=30, keep=Keep.TALK))
    return max(1, min(MOST_DAYS, int(number))) if isinstance(number, int | float) else 1


def _category(talk: Talk, desk: Desk) -> str:
    options = tuple(Choice(one.id, one.name.said(talk.language)) for one in desk.plan.categories)
    text = talk.t("Đơn vị có hồ sơ loại nào?")
    asked = Question("category", text, Choose(options), usual=options[0].id, keep=Keep.TALK)
    return str(talk.ask(asked))
