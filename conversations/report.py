"""`đã gửi báo cáo`: the number and date of the paper and a photo of it end the duty."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

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
from conversations.until import not_yet, until
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
    """Every key names the term: an answer about one report is none about another."""
    term = duty.term.key
    number_key, number = until(talk, f"number:{term}", partial(_number, talk, duty), _bad_number)
    early = not_yet(desk, talk.t("Ngày này chưa tới, xin ghi ngày ký trên báo cáo."))
    date_key, said = until(talk, f"date:{term}", partial(_date, talk, desk, duty), early)
    photo_key, photo = f"photo:{term}", _photo(talk, duty)
    when = date.fromisoformat(str(said))
    there = isinstance(photo, dict) or _had_photo(duty)
    card = (
        (number_key, talk.t("Số"), _text_of(number)),
        (date_key, talk.t("Ngày"), day(when)),
        (photo_key, talk.t("Ảnh"), talk.t("có") if there else talk.t("chưa có")),
    )
    _review(talk, duty, card)
    return SendReport(term, _text_of(number), when, _evidence(photo))


def _review(talk: Talk, duty: Duty, card: tuple[tuple[str, str, str], ...]) -> None:
    send = Choice("send", talk.t("Đúng, ghi là đã gửi"))
    text = talk.t("{what}: đồng chí xem lại:", what=term_name(talk.language, duty.term))
    talk.ask(Question("review", text, Review(card, send), usual=send.id, keep=Keep.TALK))


def _number(talk: Talk, duty: Duty, key: str) -> Question:
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


def _date(talk: Talk, desk: Desk, duty: Duty, key: str) -> Question:
    text = talk.t("{what}: báo cáo ký ngày nào?", what=term_name(talk.language, duty.term))
    return Question(key, text, Day(desk.today), usual=desk.today.isoformat(), keep=Keep.TALK)


def _photo(talk: Talk, duty: Duty) -> Value:
    text = talk.t("Đồng chí chụp gửi bản đã ký. Chưa chụp được thì chọn Không có ảnh.")
    none = talk.t("Không có ảnh")
    if _had_photo(duty):
        text = talk.t("Đồng chí gửi ảnh khác của bản đã ký, hoặc chọn Giữ ảnh cũ.")
        none = talk.t("Giữ ảnh cũ")
    kind, key = Paper(Choice(NO_PHOTO, none)), f"photo:{duty.term.key}"
    return talk.ask(Question(key, text, kind, usual=NO_PHOTO, keep=Keep.TALK))


def _had_photo(duty: Duty) -> bool:
    return duty.done is not None and duty.done.photo


def _evidence(photo: Value) -> int:
    """The id of what was sent; 0 for nothing."""
    id = photo.get("photo") if isinstance(photo, dict) else None
    return id if isinstance(id, int) else 0


def _text_of(value: Value) -> str:
    return str(value["text"]) if isinstance(value, dict) and "text" in value else ""
