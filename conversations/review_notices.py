"""What is said of questions to authors: to whoever asked or answered, and to the other one."""

from typing import assert_never

from campaign.batches import BatchAsked, BatchRefused
from campaign.clusters import ClusterKept, Supervised
from campaign.desk import Open
from campaign.exemplar import Record, Value
from campaign.people import Verb
from campaign.review_wishes import AlreadyReplied, Inquired, MovedAll, Replied, ReviewOutcome
from conversations.showing import Say
from conversations.together import all_words
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
        case MovedAll():
            return Say(moved_all(t, came)), Open("tray")
        case BatchAsked():
            text = t("Đã gửi đề nghị. Cần thêm {names} đồng ý.", names=", ".join(came.names))
            return Say(text), Open("home")
        case ClusterKept(cluster=cluster):
            text = t("Đã ghi {name}: {n} xã.", name=cluster.name, n=len(cluster.communes))
            return Say(text), Open("clusters")
        case Supervised(person_id=0, phone=phone):
            text = t("Chưa thấy ai vào Gương Sáng với số {phone}. Mời vào trước, rồi giao sau.",
                     phone=phone or t("đó"))  # fmt: skip
            return Say(text), Open("clusters")
        case Supervised(cluster=cluster, name=name):
            text = t("{name} phụ trách {cluster} từ hôm nay.", name=name, cluster=cluster.name)
            return Say(text), Open("clusters")
        case BatchRefused():
            return Say(t("Đã ghi không đồng ý, báo lại người đề nghị.")), Open("tray")
    assert_never(came)


def moved_all(t: Translate, came: MovedAll) -> str:
    n = len(came.records)
    done = {
        Verb.CONFIRM: t("Đã xác nhận {n} hồ sơ, {unit}."),
        Verb.SELECT: t("Đã lựa chọn {n} hồ sơ, {unit}."),
        Verb.RECEIVE: t("Đã tiếp nhận {n} hồ sơ, {unit}."),
    }[came.verb]  # fmt: skip
    lines = [done.format(n=n, unit=came.unit)]
    if came.left:
        names = ", ".join(came.left)
        lines.append(t("Vừa thay đổi, đồng chí xem lại: {names}.", names=names))
    return "\n".join(lines)


def to_next(t: Translate, came: MovedAll) -> str:
    """What the desk hears that acts next: of all of them at once."""
    n, unit = len(came.records), came.unit
    said = {
        Verb.CONFIRM: t("Xã đã xác nhận {n} hồ sơ, {unit}."),
        Verb.SELECT: t("Huyện đã lựa chọn {n} hồ sơ, {unit}."),
    }.get(came.verb, t("Có {n} hồ sơ chờ đồng chí, {unit}."))  # fmt: skip
    return said.format(n=n, unit=unit) + "\n" + t("Gõ: chờ duyệt")


def to_second(t: Translate, came: BatchAsked) -> str:
    what = all_words(t, came.verb, came.count)
    said = t("{by} đề nghị: {what}, {unit}. Cần đồng chí đồng ý.", by=came.by, what=what,
             unit=came.unit)  # fmt: skip
    return said + "\n" + t("Gõ: chờ duyệt")


def to_asker(t: Translate, came: MovedAll | BatchRefused, by: str) -> str:
    if isinstance(came, BatchRefused):
        return t("{by} không đồng ý duyệt cùng lúc: {unit}.", by=by, unit=came.unit)
    return t("{by} đã đồng ý.", by=by) + "\n" + moved_all(t, came)


def to_supervisor(t: Translate, came: Supervised) -> str:
    said = t("Đồng chí được giao phụ trách {cluster}: {n} xã.", cluster=came.cluster.name,
             n=len(came.cluster.communes))  # fmt: skip
    return said + "\n" + t("Gõ: chức vụ")


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
