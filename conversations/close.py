"""`chốt danh sách`: what goes up and what is missing, then one yes freezes it and sends it up.

The yes bears the mark of what was shown: where the list has changed meanwhile there is no such yes
any more, and the list is shown anew.
"""

from collections.abc import Sequence

from campaign.closing import MEND, Closed, Draft
from campaign.closing_wishes import CloseList
from campaign.desk import Desk, Effect, Open, Refusal
from campaign.people import Role, Verb, may
from campaign.vietnam import local_day
from conversations import list_words, local_summary, terms
from conversations.duty_words import short, term_name
from conversations.engine import Talk
from conversations.notices import refusal
from conversations.questions import Choice, Choose, Keep, Question
from conversations.words import Translate


def run(talk: Talk, desk: Desk) -> Effect | None:
    me = desk.me
    if me is None:
        return Open("join")
    if me.post.role is Role.PROVINCE:
        return Open("received", given={k: str(v) for k, v in talk.answers.items()})
    if not may(me.post, Verb.CLOSE_LIST, me.post.path):
        talk.say(refusal(talk.t, Refusal.RIGHTS))
        return Open("home")
    open_ = desk.lists.terms()
    if not open_:
        talk.say(talk.t("Hiện nay chưa có danh sách nào phải chốt."))
        return Open("home")
    term = terms.chosen(talk, open_, talk.t("Đồng chí chốt danh sách nào?"))
    draft = desk.lists.draft(term.key)
    return _draft(talk, desk, draft) if draft else Open("home")


def _draft(talk: Talk, desk: Desk, draft: Draft) -> Effect:
    if draft.last and not draft.is_news:
        talk.say(_unchanged(talk, draft.last, draft))
        return Open("home")
    shown = _pages(talk, desk, draft)
    for n, page in enumerate(shown):
        answer = talk.ask(_sure(talk.t, draft, page, n, more=n + 1 < len(shown)))
        if answer == _close(draft):
            return CloseList(draft.term.key, draft.number, draft.snapshot.mark)
        if answer == "home":
            break
    return Open("home")


def _unchanged(talk: Talk, last: Closed, draft: Draft) -> str:
    said = talk.t(
        "{what}: danh sách số {number} đã chốt ngày {day}, từ đó đến nay không có gì thay đổi.",
        what=term_name(talk.language, draft.term), number=last.number,
        day=short(local_day(last.at)),
    )  # fmt: skip
    return "\n".join(line for line in (said, list_words.answered(talk.t, last)) if line)


def _sure(t: Translate, draft: Draft, page: str, n: int, *, more: bool) -> Question:
    options = [Choice(_close(draft), _yes(t, draft))]
    options += [Choice("more", t("Xem tiếp danh sách"))] if more else []
    options.append(Choice("home", t("Trang chủ")))
    return Question(f"sure:{n}", page, Choose(tuple(options)), usual="home", keep=Keep.TALK)


def _close(draft: Draft) -> str:
    return f"close:{draft.number}:{draft.snapshot.mark}"


def _yes(t: Translate, draft: Draft) -> str:
    if not draft.snapshot.entries:
        return t("Gửi danh sách trống")
    if draft.last and not draft.changes:
        return t("Vẫn gửi lại như cũ")
    return t("Đúng, chốt, gửi lên")


def _pages(talk: Talk, desk: Desk, draft: Draft) -> tuple[str, ...]:
    t, language, plan, now = talk.t, talk.language, desk.plan, draft.snapshot
    head = [
        t("{what} – {unit}, danh sách số {number}: {n} hồ sơ gửi lên.",
          what=term_name(language, draft.term), unit=draft.unit, number=draft.number,
          n=len(now.entries)),
        *_last(t, draft), *list_words.missing(t, language, plan, now),
        *local_summary.lines(t, now.local), *_hints(t, draft),
    ]  # fmt: skip
    return list_words.pages(head, list_words.entries(t, language, plan, now, draft.changes))


def _last(t: Translate, draft: Draft) -> Sequence[str]:
    if draft.last is None:
        return ()
    said = list_words.since_last(t, draft.last.number, draft.changes)
    if draft.last.state != MEND:
        return (said,)
    return t("Cấp trên đề nghị bổ sung: “{why}”", why=draft.last.note), said


def _hints(t: Translate, draft: Draft) -> Sequence[str]:
    lines = []
    if draft.snapshot.waiting:
        lines.append(t("Còn {n} hồ sơ chờ đồng chí xem, chưa vào danh sách (gõ chờ duyệt).",
                       n=draft.snapshot.waiting))  # fmt: skip
    if not draft.snapshot.entries:
        lines.append(t("Danh sách chưa có hồ sơ nào. Gửi lên là báo kỳ này đơn vị chưa có gương"
                       " nào. Đồng chí có chắc không?"))  # fmt: skip
    else:
        lines.append(t("Danh sách gửi lên gồm:"))
    return lines
