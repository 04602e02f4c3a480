"""`Kiểm tra tại chỗ`: what an official saw where the exemplar is: right or not, when, a photo."""

from datetime import date, timedelta
from itertools import count

from campaign.desk import Desk, Effect, Open, Refusal
from campaign.exemplar import Record, Value
from campaign.field import FURTHEST, NoteCheck
from campaign.half_year import FOLLOWED
from campaign.people import Verb, may
from campaign.proof import Finding, declared
from campaign.workflow import Status
from conversations.asking_words import text_of
from conversations.engine import Talk
from conversations.notices import refusal
from conversations.numbered import numbered
from conversations.past_days import OTHER, past_day
from conversations.proof_words import criterion_name
from conversations.questions import Choice, Choose, Day, Keep, Paper, Question, Write
from conversations.words import day

WHOLE, NONE = "whole", "none"


def by_number(talk: Talk, desk: Desk) -> Effect | None:
    """`kiểm tra 0412`: straight to what was seen of that record."""
    if desk.me is None:
        return Open("join")
    asked = talk.t("Đồng chí đã kiểm tra hồ sơ số nào?")
    text = text_of(
        talk.ask(Question("text", asked, Write(story=False), usual={"text": "…"}, keep=Keep.TALK))
    )
    record = numbered(desk, text)
    if record is None:
        talk.say(talk.t("Không tìm thấy hồ sơ số {text}.", text=text))
        return Open("home")
    return Open("check", record.id)


def run(talk: Talk, desk: Desk) -> Effect | None:
    record, me = desk.record(talk.subject), desk.me
    if record is None or me is None or not _checkable(desk, record):
        talk.say(refusal(talk.t, Refusal.RIGHTS))
        return Open("home")
    what = _what(talk, desk, record)
    name = criterion_name(talk.language, record.plan, what)
    finding = _finding(talk, name or record.heading.name, what)
    when = past_day(talk, desk, talk.t("Đồng chí kiểm tra ngày nào?"))
    photo = talk.ask(_photo(talk))
    note = talk.ask(_note(talk, finding))
    again = _next_visit(talk, desk) if record.status in FOLLOWED else None
    return NoteCheck(record.id, what, finding, when, text_of(note), _evidence(photo), again)


def _checkable(desk: Desk, record: Record) -> bool:
    return checks(desk, record) and record.status is not Status.DRAFT


def checks(desk: Desk, record: Record) -> bool:
    """Whether one of the asker's posts may say what it saw of a record."""
    if desk.me is None or record.hidden:
        return False
    return any(may(p, Verb.CHECK, record.path) for p in desk.me.posts)


def _what(talk: Talk, desk: Desk, record: Record) -> str:
    """A declared answer, or nothing for the record as a whole."""
    said = declared(record.plan, record.heading, record.answers, desk.today)
    if not said:
        return ""
    options = (
        Choice(WHOLE, talk.t("Cả hồ sơ")),
        *(Choice(c.id, c.name.said(talk.language)) for c in said),
    )
    text = talk.t("{name}: đồng chí đã xem tại chỗ nội dung nào?", name=record.heading.name)
    asked = Question("what", text, Choose(options), usual=WHOLE, keep=Keep.TALK, page=20)
    what = str(talk.ask(asked))
    return "" if what == WHOLE else what


def _finding(talk: Talk, name: str, what: str) -> Finding:
    t = talk.t
    text = t("{name}: thực tế có đúng như đã khai không?", name=name)
    options = (Choice(Finding.RIGHT, t("Đúng")), Choice(Finding.WRONG, t("Chưa đúng")))
    key = f"finding@{what}" if what else "finding"
    asked = Question(key, text, Choose(options), usual=Finding.RIGHT, keep=Keep.TALK)
    return Finding(str(talk.ask(asked)))


def _next_visit(talk: Talk, desk: Desk) -> date | None:
    """The day somebody means to look again; one tap for none."""
    t = talk.t
    options = (
        Choice(NONE, t("Không hẹn")), Choice("30", t("Sau 1 tháng")),
        Choice("90", t("Sau 3 tháng")), Choice(OTHER, t("Ngày khác")),
    )  # fmt: skip
    text = t("Đồng chí hẹn bao giờ kiểm tra lại?")
    said = str(talk.ask(Question("again", text, Choose(options), usual=NONE, keep=Keep.TALK)))
    if said == OTHER:
        return _day_to_come(talk, desk)
    return None if said == NONE else desk.today + timedelta(days=int(said))


def _day_to_come(talk: Talk, desk: Desk) -> date:
    tomorrow = desk.today + timedelta(days=1)
    for n in count(1):
        asked = talk.t("Hẹn kiểm tra lại ngày nào? Ví dụ: {day}.", day=day(tomorrow))
        question = Question(f"again{n}", asked, Day(desk.today), usual=tomorrow.isoformat(),
                            keep=Keep.TALK)  # fmt: skip
        found = date.fromisoformat(str(talk.ask(question)))
        if tomorrow <= found <= desk.today + FURTHEST:
            return found
        talk.say(talk.t("Xin ghi một ngày sắp tới, không quá hai năm nữa."))
    raise AssertionError  # counting never ends


def _photo(talk: Talk) -> Question:
    none = Choice(NONE, talk.t("Không có ảnh"))
    text = talk.t("Đồng chí gửi một tấm ảnh chụp tại chỗ nhé.")
    return Question("paper", text, Paper(none), usual=NONE, keep=Keep.TALK)


def _note(talk: Talk, finding: Finding) -> Question:
    t = talk.t
    if finding is Finding.WRONG:
        kind = Write(story=False)
        return Question("why", t("Đồng chí ghi rõ điều gì chưa đúng:"), kind, usual={"text": "…"},
                        keep=Keep.TALK)  # fmt: skip
    kind = Write(story=False, no=Choice(NONE, t("Không ghi thêm")))
    text = t("Đồng chí có ghi thêm gì không?")
    return Question("note", text, kind, usual=NONE, keep=Keep.TALK)


def _evidence(photo: Value) -> int:
    """The id of what was sent; 0 for nothing."""
    id = photo.get("photo") if isinstance(photo, dict) else None
    return id if isinstance(id, int) else 0
