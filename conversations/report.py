"""`đã gửi báo cáo`: the number and date of the paper and a photo of it end the duty."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import count

from campaign.closing_wishes import SendReport
from campaign.desk import Desk, Effect, Open, Refusal
from campaign.duties import Duty
from campaign.exemplar import Value
from campaign.people import Verb, may
from conversations import terms
from conversations.duty_words import ended, term_name
from conversations.engine import Talk
from conversations.notices import refusal
from conversations.questions import Choice, Day, Keep, Paper, Question, Review, Write
from conversations.words import day

AHEAD = timedelta(days=60)
LONGEST = 60  # characters of the number of a paper
NO_PHOTO = "none"


def run(talk: Talk, desk: Desk) -> Effect | None:
    me = desk.me
    if me is None:
        return Open("join")
    if not may(me.post, Verb.REPORT, me.post.path):
        talk.say(refusal(talk.t, Refusal.RIGHTS))
        return Open("home")
    mine = [d for d in desk.duties() if d.unit_id == me.post.unit_id and not d.term.is_list]
    near = _near(mine, str(talk.answers.get(terms.TERM, "")), desk.today)
    if not near:
        talk.say(talk.t("Hiện nay đơn vị chưa có báo cáo nào phải gửi."))
        return Open("home")
    asked = talk.t("Đồng chí đã gửi báo cáo nào?")
    term = terms.chosen(talk, [d.term for d in near], asked)
    return _report(talk, desk, next(d for d in near if d.term == term))


def _near(mine: Sequence[Duty], named: str, today: date) -> Sequence[Duty]:
    """What is open and not far away and the one that was named, then what may be corrected, the
    newest first.
    """
    open_ = [d for d in mine if d.done is None]
    near = [d for d in open_ if d.last_day <= today + AHEAD or d.term.key == named]
    return [*near, *reversed([d for d in mine if d.done is not None])]


def _report(talk: Talk, desk: Desk, duty: Duty) -> Effect:
    number_key, number = _until(talk, "number", lambda key: _number(talk, key, duty), _bad_number)
    date_key, said = _until(talk, "date", lambda key: _date(talk, desk, key), _in_future(desk))
    before = duty.done is not None and duty.done.photo
    photo = talk.ask(_photo(talk, before=before))
    when = date.fromisoformat(str(said))
    has_photo = before or isinstance(photo, dict)
    card = (
        (number_key, talk.t("Số"), _text_of(number)),
        (date_key, talk.t("Ngày"), day(when)),
        ("photo", talk.t("Ảnh"), talk.t("có") if has_photo else talk.t("chưa có")),
    )
    send = Choice("send", talk.t("Đúng, ghi là đã gửi"))
    text = talk.t("{what}: đồng chí xem lại:", what=term_name(talk.language, duty.term))
    talk.ask(Question("review", text, Review(card, send), usual=send.id, keep=Keep.TALK))
    evidence = photo.get("photo") if isinstance(photo, dict) else 0
    return SendReport(
        duty.term.key, _text_of(number), when, evidence if isinstance(evidence, int) else 0
    )


def _until(
    talk: Talk,
    key: str,
    question: Callable[[str], Question],
    wrong: Callable[[Talk, Value], str],
) -> tuple[str, Value]:
    """Ask until the answer will do, each time under a key of its own; that key and the answer."""
    for n in count(1):
        asked = key if n == 1 else f"{key}@{n}"
        value = talk.ask(question(asked))
        why = wrong(talk, value)
        if not why:
            return asked, value
        talk.say(why)
    raise AssertionError  # counting never ends


def _number(talk: Talk, key: str, duty: Duty) -> Question:
    t = talk.t
    lines = [t("{what}: số của báo cáo là gì?", what=term_name(talk.language, duty.term))]
    if duty.done is not None:
        lines.insert(0, t("Đang ghi: {what}. Đồng chí ghi lại thì lần sau cùng được tính.",
                          what=ended(t, duty.done)))  # fmt: skip
    return Question(
        key, "\n".join(lines), Write(story=False), usual={"text": "1"}, keep=Keep.TALK,
        retry=_as_number(talk),
    )  # fmt: skip


def _as_number(talk: Talk) -> str:
    return talk.t("Xin ghi số của báo cáo, ví dụ: 12/BC-MTTQ.")


def _bad_number(talk: Talk, value: Value) -> str:
    said = _text_of(value)
    fits = len(said) <= LONGEST and any(c.isdigit() for c in said)
    return "" if fits else _as_number(talk)


def _date(talk: Talk, desk: Desk, key: str) -> Question:
    text = talk.t("Báo cáo ký ngày nào?")
    return Question(key, text, Day(desk.today), usual=desk.today.isoformat(), keep=Keep.TALK)


def _in_future(desk: Desk) -> Callable[[Talk, Value], str]:
    def wrong(talk: Talk, value: Value) -> str:
        if date.fromisoformat(str(value)) <= desk.today:
            return ""
        return talk.t("Ngày này chưa tới, xin ghi ngày ký trên báo cáo.")

    return wrong


def _photo(talk: Talk, *, before: bool) -> Question:
    text = talk.t("Đồng chí chụp gửi bản đã ký. Chưa chụp được thì chọn Không có ảnh.")
    kind = Paper(Choice(NO_PHOTO, talk.t("Không có ảnh")))
    if before:
        text = talk.t("Đồng chí gửi ảnh khác của bản đã ký, hoặc chọn Giữ ảnh cũ.")
        kind = Paper(Choice(NO_PHOTO, talk.t("Giữ ảnh cũ")))
    return Question("photo", text, kind, usual=NO_PHOTO, keep=Keep.TALK)


def _text_of(value: Value) -> str:
    return str(value["text"]) if isinstance(value, dict) and "text" in value else ""
