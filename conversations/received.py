"""`danh sách gửi lên`: which lists have come from below, each of them, and one answer to each."""

from collections.abc import Sequence

from campaign.calendar import Term
from campaign.closing import MEND, RECEIVED, SENT, Closed
from campaign.closing_wishes import AnswerList
from campaign.desk import Desk, Effect, Open, Refusal
from campaign.people import Verb, may
from campaign.text import shorten
from campaign.vietnam import local_day
from conversations import list_words, local_summary, terms
from conversations.duty_words import short, term_name
from conversations.engine import Talk
from conversations.notices import refusal
from conversations.questions import Choice, Choose, Keep, Question, Write
from conversations.words import Translate

ORDER = (SENT, MEND, RECEIVED)  # what waits for an answer comes first


def run(talk: Talk, desk: Desk) -> Effect | None:
    """Every list of a term; with a subject that list."""
    me = desk.me
    if me is None:
        return Open("join")
    closed = desk.lists.closed(talk.subject) if talk.subject else None
    if not may(me.post, Verb.ANSWER_LIST, me.post.path) or (talk.subject and closed is None):
        talk.say(refusal(talk.t, Refusal.RIGHTS))
        return Open("home")
    if closed is not None:
        return _one(talk, desk, closed)
    due = [term for term in desk.deadlines.terms() if term.is_list and term.last_day]
    if not due:
        talk.say(talk.t("Hiện nay chưa có danh sách nào phải gửi lên."))
        return Open("home")
    text = talk.t("Đồng chí xem danh sách nào?")
    return _all(talk, desk, terms.chosen(talk, due, text))


# --- all of them


def _all(talk: Talk, desk: Desk, term: Term) -> Effect:
    t = talk.t
    come = sorted(desk.lists.received(term.key), key=lambda one: ORDER.index(one.state))
    silent = desk.lists.silent(term.key)
    options = [Choice(f"l{one.id}", _label(t, one)) for one in come]
    options.append(Choice("home", t("Trang chủ")))
    question = Question(
        f"list:{term.key}", _text(talk, term, come, silent),
        Choose(tuple(options), searchable=True), usual="home", keep=Keep.TALK,
    )  # fmt: skip
    chosen = str(talk.ask(question))
    return Open("home") if chosen == "home" else Open("received", int(chosen[1:]))


def _label(t: Translate, one: Closed) -> str:
    return t(
        "{unit}: số {number}, {n} hồ sơ – {state}",
        unit=one.unit, number=one.number, n=len(one.snapshot.entries),
        state=list_words.state(t, one),
    )  # fmt: skip


def _text(talk: Talk, term: Term, come: Sequence[Closed], silent: Sequence[str]) -> str:
    lines = [
        talk.t("{what}: {n}/{all} đơn vị đã gửi danh sách.",
               what=term_name(talk.language, term), n=len(come), all=len(come) + len(silent)),
    ]  # fmt: skip
    if silent:
        names = shorten(", ".join(silent), list_words.NAMES)
        lines.append(talk.t("Chưa gửi: {names}", names=names))
    return "\n".join(lines)


# --- one of them


def _one(talk: Talk, desk: Desk, closed: Closed) -> Effect:
    shown = _pages(talk, desk, closed)
    for n, page in enumerate(shown):
        answer = talk.ask(_asked(talk.t, closed, page, n, more=n + 1 < len(shown)))
        if answer == RECEIVED:
            return AnswerList(closed.id, RECEIVED)
        if answer == MEND:
            return AnswerList(closed.id, MEND, _why(talk))
        if answer == "list":
            break
    return Open("received", given={terms.TERM: closed.term})


def _asked(t: Translate, closed: Closed, page: str, n: int, *, more: bool) -> Question:
    options = []
    if closed.can_be_answered:
        options += [Choice(RECEIVED, t("Đã tiếp nhận")), Choice(MEND, t("Đề nghị bổ sung"))]
    options += [Choice("more", t("Xem tiếp danh sách"))] if more else []
    options.append(Choice("list", t("Các danh sách khác")))
    key = f"answer:{n}" if n else "answer"
    return Question(key, page, Choose(tuple(options)), usual="list", keep=Keep.TALK)


def _why(talk: Talk) -> str:
    question = Question(
        "why", talk.t("Đồng chí ghi rõ cần bổ sung điều gì:"), Write(story=False),
        usual={"text": "…"}, keep=Keep.TALK,
        retry=talk.t("Xin gõ lý do bằng chữ, không quá 200 chữ cái."),
    )  # fmt: skip
    value = talk.ask(question)
    return str(value["text"]) if isinstance(value, dict) and "text" in value else ""


def _pages(talk: Talk, desk: Desk, closed: Closed) -> tuple[str, ...]:
    t, language, plan, then = talk.t, talk.language, desk.plan, closed.snapshot
    head = [
        t("{unit} – danh sách số {number}: {n} hồ sơ.", unit=closed.unit, number=closed.number,
          n=len(then.entries)),
        t("{by} chốt ngày {day}.", by=closed.by, day=short(local_day(closed.at))),
        list_words.answered(t, closed),
        list_words.since_last(t, closed.number - 1, closed.changes) if closed.before else "",
        "" if closed.is_last else t("Đơn vị đã gửi danh sách mới hơn; xin xem danh sách mới."),
        *list_words.missing(t, language, plan, then),
        *local_summary.lines(t, then.local),
    ]  # fmt: skip
    lines = list_words.entries(t, language, plan, then, closed.changes)
    return list_words.pages([line for line in head if line], lines)
