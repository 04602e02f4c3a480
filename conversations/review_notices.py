"""What is said of questions to authors: to whoever asked or answered, and to the other one."""

from typing import assert_never

from campaign.desk import Open
from campaign.exemplar import Record, Value
from campaign.review_wishes import AlreadyReplied, Inquired, Replied, ReviewOutcome
from conversations.showing import Say
from conversations.words import Translate


def outcome(t: Translate, came: ReviewOutcome) -> tuple[Say, Open | None]:
    match came:
        case Inquired(record=record):
            text = t("Đã gửi câu hỏi tới {name}. Hồ sơ vẫn ở chỗ đồng chí.", name=record.author)
            return Say(text), Open("tray")
        case Replied(record=record, left=left):
            text = t("Đã trả lời {by}. Cảm ơn đồng chí.", by=came.inquiry.by)
            return Say(text), Open("reply" if left else "card", record.id)
        case AlreadyReplied(record_id=id):
            return Say(t("Câu này vừa có người trả lời rồi. Hiện nay như sau:")), Open("card", id)
    assert_never(came)


def to_other(t: Translate, came: Inquired | Replied) -> str:
    """What the author hears of a question, and whoever asked of its answer."""
    record, inquiry = came.record, came.inquiry
    if isinstance(came, Inquired):
        said = t("{by} hỏi về hồ sơ {what}: “{text}”", by=inquiry.by, what=_what(record),
                 text=inquiry.text)  # fmt: skip
        return said + "\n" + t("Gõ: trả lời {number}", number=f"{record.number:04d}")
    said = t("{by} trả lời về hồ sơ {what}: {text}", by=inquiry.answered_by, what=_what(record),
             text=_words(t, inquiry.answer))  # fmt: skip
    return said + "\n" + t("Gõ: mở {number}", number=f"{record.number:04d}")


def _what(record: Record) -> str:
    return f"{record.code} {record.heading.name}"


def _words(t: Translate, value: Value) -> str:
    match value:
        case {"text": str(text)}:
            return f"“{text}”"
        case {"voice": _}:
            return t("một tin thoại, đồng chí mở hồ sơ để nghe")
        case _:
            return t("một tấm ảnh, đồng chí mở hồ sơ để xem")
