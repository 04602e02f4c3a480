"""What is said when a wish about personal data was granted."""

from typing import assert_never

from campaign.desk import Open
from campaign.privacy import Agreed, PrivacyOutcome, Withdrawn
from conversations.consent_words import purposes
from conversations.showing import Say
from conversations.words import Translate


def outcome(t: Translate, came: PrivacyOutcome) -> tuple[Say, Open | None]:
    match came:
        case Agreed():
            return Say(_agreed(t, came)), Open("card", came.record.id)
        case Withdrawn():
            return Say(_withdrawn(t, came)), Open("home") if came.draft else _card(came)
    assert_never(came)


def _card(came: Withdrawn) -> Open:
    return Open("card", came.record_id)


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
