"""How personal data are spoken of: the sheet of what is kept, requests and their legal clock."""

from collections.abc import Mapping, Sequence
from datetime import date

from campaign.exemplar import Record, Value, is_state
from campaign.fostering import Fostered
from campaign.people import Person
from campaign.plan import AnswerKind, Part
from campaign.privacy import (
    QUESTION,
    Children,
    Consent,
    DataRequest,
    Held,
    How,
    Kind,
    Mine,
    Verified,
)
from campaign.text import shorten
from campaign.vietnam import local_day
from conversations.consent_words import purposes
from conversations.foster_words import help_lines
from conversations.people_words import LONGEST, post_name
from conversations.review_card import labels
from conversations.showing import said_dict
from conversations.ways import channel_name
from conversations.words import Translate, day

# Told by the rest of the sheet, or no words at all.
UNTOLD = frozenset({QUESTION, "R4/unit", "R4/village", "R5/photos"})
ANSWER = 200  # characters of one answer in the sheet that is read to somebody


def verified_labels(t: Translate) -> Mapping[Verified, str]:
    return {
        Verified.KNOWN: t("Gặp mặt, quen biết"),
        Verified.PHONE: t("Gọi điện hỏi lại"),
        Verified.PAPER: t("Có giấy đề nghị"),
    }


# --- of the person praised


def sheet(t: Translate, record: Record, consents: Sequence[Consent], held: Held) -> str:
    """What is kept of the person praised, in short."""
    head = t("Dữ liệu về {name} ({code}):", name=record.heading.name, code=record.code)
    if held.erased:
        return "\n".join([head, t("Đã xóa hẳn; chỉ còn số liệu.")])
    lines = [head, *(_consent(t, one) for one in consents)]
    if not consents:
        lines.append(t("• Chưa hỏi sự đồng ý"))
    lines.append(t("• Ảnh, tin thoại, tệp: {n}", n=held.pieces))
    lines.append(t("• Người giới thiệu: {name}, {unit}", name=record.author, unit=record.unit))
    lines.append(_children(t, record))
    if record.hidden:
        lines.append(t("Đã rút: những gì còn giữ được khóa lại, không hiện ở đâu."))
    return "\n".join(lines)


def _children(t: Translate, record: Record) -> str:
    return {
        Children.UNKNOWN: t("• Trẻ em dưới 16 tuổi: chưa hỏi nên chưa đăng bài"),
        Children.NONE: t("• Trẻ em dưới 16 tuổi: không có"),
        Children.GUARDIAN: t("• Trẻ em dưới 16 tuổi: người giám hộ đã đồng ý"),
        Children.UNASKED: t("• Trẻ em dưới 16 tuổi: chờ người giám hộ; không hiện ảnh"),
    }[Children(record.children)]


def _consent(t: Translate, one: Consent) -> str:
    how = {
        How.TAP: t("nói miệng"), How.PHOTO: t("có chữ ký"), How.VOICE: t("có tin thoại"),
    }[one.how]  # fmt: skip
    what = purposes(t).get(one.purpose, one.purpose)
    when = day(local_day(one.at))
    said = t("• Đồng ý {what}: {day}, {how}, {by} ghi", what=what, day=when, how=how, by=one.by)
    if one.withdrawn_at is not None:
        said += "; " + t("đã rút {day}", day=day(local_day(one.withdrawn_at)))
    return said


def everything(t: Translate, language: str, record: Record, fostered: Fostered) -> str:
    """Every answer about the person praised that whoever reads it out may see, and who helped."""
    lines = [t("Mặt trận giữ về {name}:", name=record.heading.name)]
    answers = (_answer(t, language, record, key) for key in sorted(record.answers))
    for line in (*answers, *help_lines(t, fostered)):
        if line and sum(len(said) + 1 for said in (*lines, line)) < LONGEST:
            lines.append(line)
    return "\n".join(lines)


def _answer(t: Translate, language: str, record: Record, key: str) -> str:
    bare, _, year = key.partition("@")
    id, _, part_id = bare.partition("/")
    value = record.answers[key]
    known = {c.id: c for c in (*record.plan.registration, *record.plan.criteria)}
    if id not in known or key in UNTOLD or is_state(value):
        return ""
    part = next((p for p in known[id].parts if p.id == part_id), known[id].parts[0])
    said = shorten(value_words(t, language, part, value), ANSWER)
    name = labels(t).get(key) or known[id].name.said(language)
    return f"• {name} {year}: {said}" if year else f"• {name}: {said}"


def value_words(t: Translate, language: str, part: Part, value: Value) -> str:
    """An answer in words: options and figures by their names, days as people write them."""
    labels = {o.id: o.name.said(language) for o in part.options}
    match value:
        case list():
            return ", ".join(labels.get(str(v), str(v)) for v in value)
        case dict() if part.fields:
            said = {f.name.said(language): value[f.id] for f in part.fields if f.id in value}
            return ", ".join(f"{name}: {n}" for name, n in said.items())
        case dict():
            return said_dict(t, value)
        case str() if part.kind is AnswerKind.DATE and value not in labels:
            return day(date.fromisoformat(value))
    return labels.get(str(value), str(value))


# --- of a user


def own(t: Translate, me: Person, mine: Mine) -> str:
    posts = "; ".join(post_name(t, post) for post in me.posts)
    ways = ", ".join(dict.fromkeys(channel_name(t, one) for one in mine.channels))
    return "\n".join(
        [
            t("Gương Sáng giữ về đồng chí:"),
            t("• Họ tên: {name}", name=me.name),
            t("• Số điện thoại: {phone}", phone=mine.phone or t("chưa có số")),
            t("• Chức vụ: {posts}", posts=posts),
            t("• Nhắn qua: {ways}", ways=ways),
            t(
                "• Đã ghi: {records} hồ sơ, {answers} câu trả lời, {evidence} ảnh và tệp",
                records=mine.records, answers=mine.answers, evidence=mine.evidence,
            ),
            t("• Từ ngày {day}", day=day(local_day(mine.since))),
        ]
    )  # fmt: skip


# --- requests


def wish(t: Translate, request: DataRequest) -> str:
    """What is asked for, about what."""
    said = {
        Kind.SEE: t("xem dữ liệu {about}"), Kind.CORRECT: t("sửa dữ liệu {about}"),
        Kind.WITHDRAW: t("rút đồng ý {about}"), Kind.ERASE: t("xóa dữ liệu {about}"),
    }[request.kind]  # fmt: skip
    return said.format(about=request.about)


def clock(t: Translate, request: DataRequest, today: date) -> str:
    """Until when the law wants an answer, and an end of the use."""
    if today > request.answer_by:
        return t("cần trả lời ngay (theo luật: {day}), thôi dùng chậm nhất {stop}",
                 day=day(request.answer_by), stop=day(request.stop_by))  # fmt: skip
    return t("trả lời chậm nhất {day}, thôi dùng chậm nhất {stop}",
             day=day(request.answer_by), stop=day(request.stop_by))  # fmt: skip
