"""What is said when a list or a report went up, or a list was answered: here, above and below."""

from collections.abc import Sequence
from typing import assert_never

from campaign.closing import MEND, Closed
from campaign.closing_wishes import (
    ListAnswered,
    ListClosed,
    ListMoved,
    ListOutcome,
    Overtaken,
    Reported,
)
from campaign.desk import Desk, Open
from conversations import list_words, reminding
from conversations.duty_words import term_name
from conversations.showing import Say
from conversations.terms import TERM
from conversations.words import SOURCE, Translate, day


def outcome(t: Translate, desk: Desk, came: ListOutcome) -> tuple[Say, Open | None]:
    match came:
        case ListClosed():
            return Say(_closed(t, desk, came)), Open("home")
        case ListMoved(term=term):
            said = t("Danh sách vừa có người chốt hoặc vừa thay đổi. Đồng chí xem lại:")
            return Say(said), Open("close", given={TERM: term})
        case ListAnswered(closed=closed):
            return Say(_answered(t, closed)), Open("received", given={TERM: closed.term})
        case Overtaken(closed=closed):
            return Say(_overtaken(t, closed)), Open("received", closed.id)
        case Reported():
            return Say(_reported(t, desk, came)), Open("home")
    assert_never(came)


def _closed(t: Translate, desk: Desk, came: ListClosed) -> str:
    closed = came.closed
    said = t(
        "Đã chốt danh sách số {number} ({what}): {n} hồ sơ.",
        number=closed.number, what=_name(desk, closed.term), n=len(closed.snapshot.entries),
    )  # fmt: skip
    return f"{said}\n{_told(t, came.officers)}"


def _told(t: Translate, officers: Sequence[str]) -> str:
    if not officers:
        return t("Cấp trên chưa có ai dùng Gương Sáng, đồng chí gọi điện báo giúp nhé.")
    return t("Đã báo cấp trên: {names}.", names=", ".join(officers))


def _answered(t: Translate, closed: Closed) -> str:
    if closed.state == MEND:
        return t("Đã đề nghị {unit} bổ sung danh sách số {number}.",
                 unit=closed.unit, number=closed.number)  # fmt: skip
    return t("Đã tiếp nhận danh sách số {number} của {unit}.",
             unit=closed.unit, number=closed.number)  # fmt: skip


def _overtaken(t: Translate, closed: Closed) -> str:
    if closed.answered_at is None:
        return t("Đơn vị vừa gửi danh sách mới hơn, đồng chí xem danh sách mới nhé.")
    return t("Danh sách này đã có người trả lời: {answer}", answer=list_words.answered(t, closed))


def _reported(t: Translate, desk: Desk, came: Reported) -> str:
    what = _name(desk, came.term)
    head = t("Đã ghi: {what}, số {number} ngày {day}.")
    if came.again:
        head = t("Đã sửa: {what}, số {number} ngày {day}.")
    lines = [head.format(what=what, number=came.number, day=day(came.day))]
    if not came.photo:
        lines.append(t("Chưa có ảnh; lúc nào có, đồng chí gõ đã gửi báo cáo để thêm."))
    if came.officers:
        lines.append(_told(t, came.officers))
    return "\n".join(lines)


def _name(desk: Desk, key: str, language: str = "") -> str:
    spoken = language or (desk.me.language if desk.me else SOURCE)
    return next(term_name(spoken, one) for one in desk.deadlines.terms() if one.key == key)


# --- to others: a word to type, never digits


def to_others(
    t: Translate, language: str, desk: Desk, came: ListClosed | ListAnswered | Reported
) -> Say:
    match came:
        case ListClosed(closed=closed):
            what = t("{unit} gửi danh sách số {number} ({what}): {n} hồ sơ.",
                     unit=closed.unit, number=closed.number, n=len(closed.snapshot.entries),
                     what=_name(desk, closed.term, language))  # fmt: skip
        case ListAnswered(closed=closed):
            what = _answer_below(t, closed)
        case Reported():
            head = t("{unit} đã gửi {what}: số {number} ngày {day}.")
            if came.again:
                head = t("{unit} sửa lại {what}: số {number} ngày {day}.")
            name = _name(desk, came.term, language)
            what = head.format(unit=came.unit, what=name, number=came.number, day=day(came.day))
        case _:
            assert_never(came)
    return Say(what, controls=((reminding.DUE, reminding.opens(t("Mở việc này"))),))


def _answer_below(t: Translate, closed: Closed) -> str:
    if closed.state == MEND:
        return t("Cấp trên đề nghị bổ sung danh sách số {number}: “{why}”",
                 number=closed.number, why=closed.note)  # fmt: skip
    return t("Cấp trên đã tiếp nhận danh sách số {number}. Cảm ơn đồng chí.",
             number=closed.number)  # fmt: skip
