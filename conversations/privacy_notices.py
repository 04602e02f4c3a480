"""What is said when a wish about personal data was granted, to its author and to others."""

from typing import assert_never

from campaign.desk import Desk, Open
from campaign.privacy import (
    Agreed,
    Asked,
    Corrected,
    Flagged,
    PrivacyOutcome,
    Renamed,
    Seen,
    Settled,
    Withdrawn,
)
from conversations.consent_words import purposes
from conversations.personal_words import clock, everything, wish
from conversations.showing import Say
from conversations.words import SOURCE, Translate


def outcome(t: Translate, desk: Desk, came: PrivacyOutcome) -> tuple[Say, Open | None]:
    match came:
        case Agreed():
            return Say(_agreed(t, came)), Open("card", came.record.id)
        case Withdrawn():
            there = Open("home") if came.draft else Open("card", came.record_id)
            return Say(_withdrawn(t, came)), there
        case Seen(record=record):
            language = desk.me.language if desk.me else SOURCE
            helped = desk.reviews.ground.fostered(record.id)
            return Say(everything(t, language, record, helped)), Open("personal", record.id)
        case Corrected(record=record):
            said = t("Đã sửa hồ sơ {code} {name}.", code=record.code, name=record.heading.name)
            return Say(said), Open("card", record.id)
        case Asked():
            return Say(_asked(t, desk, came)), Open("home")
        case Settled():
            return Say(_settled(t, came)), Open("home")
        case Flagged(record=record):
            return Say(t("Đã ghi về trẻ em.")), Open("personal", record.id)
        case Renamed(name=name):
            return Say(t("Đã ghi họ tên: {name}.", name=name)), Open("home")
    assert_never(came)


def _agreed(t: Translate, came: Agreed) -> str:
    name = came.record.heading.name
    what = _said(t, came.purposes)
    return t("Đã ghi: {name} đồng ý để Mặt trận {what}.", name=name, what=what)


def _withdrawn(t: Translate, came: Withdrawn) -> str:
    if came.draft:
        return t("Đã rút và bỏ bản nháp. Không còn nêu tên ở đâu nữa.")
    if came.hidden:
        return t(
            "Đã rút. Tên, ảnh, tin thoại và việc làm không còn hiện ở đâu nữa;"
            " chỉ số liệu được giữ."
        )
    return t("Đã rút, từ giờ Mặt trận thôi: {what}.", what=_said(t, came.purposes))


def _said(t: Translate, of: tuple[str, ...]) -> str:
    said = purposes(t)
    return "; ".join(said.get(p, p) for p in of)


def _asked(t: Translate, desk: Desk, came: Asked) -> str:
    one = came.request
    lines = [t("Đã ghi đề nghị: {wish}.", wish=wish(t, one)), clock(t, one, desk.today)]
    lines[1] = t("Theo luật: {clock}.", clock=lines[1])
    names = ", ".join(dict.fromkeys(name for _, name in came.seconds))
    if names:
        lines.append(t("Làm ngay khi một người đồng ý: {names}.", names=names))
    else:
        lines.append(t("Chưa có người thứ hai nào; xin nhờ người quản trị hệ thống."))
    return "\n".join(lines)


def _settled(t: Translate, came: Settled) -> str:
    said = wish(t, came.request)
    return t("Đã làm xong: {wish}.", wish=said) if came.agreed else t(
        "Đã ghi là không đồng ý: {wish}.", wish=said
    )  # fmt: skip


# --- what others hear


def to_others(t: Translate, came: Withdrawn) -> str:
    """No name: it is withdrawn."""
    if came.hidden:
        return t(
            "Người được giới thiệu trong hồ sơ {code} đã rút sự đồng ý. Xin không dùng tên, ảnh,"
            " việc làm của họ nữa, kể cả bản đã in, đã tải.", code=came.code,
        )  # fmt: skip
    return t(
        "Người được giới thiệu trong hồ sơ {code} không đồng ý nữa: {what}. Xin thôi dùng, kể cả"
        " bản đã in, đã tải.", code=came.code, what=_said(t, came.purposes),
    )  # fmt: skip


def to_second(t: Translate, came: Asked) -> str:
    return t("{by} ghi đề nghị: {wish}. Cần đồng chí xem. Gõ: dữ liệu của tôi",
             by=came.request.by, wish=wish(t, came.request))  # fmt: skip


def to_asker(t: Translate, came: Settled) -> str:
    said = wish(t, came.request)
    if came.agreed:
        return t("Đề nghị đã được làm xong: {wish}.", wish=said)
    return t("Đề nghị không được đồng ý: {wish}.", wish=said)
