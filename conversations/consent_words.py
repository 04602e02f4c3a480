"""The text the person praised agrees to. A change of its meaning is a new edition."""

from collections.abc import Mapping

from conversations.words import Translate

EDITION = "1"


def purposes(t: Translate) -> Mapping[str, str]:
    """What each purpose means, as it is read aloud."""
    return {
        "name": t("ghi tên và việc làm vào hồ sơ gương của Mặt trận"),
        "photo": t("gửi ảnh lên Mặt trận cấp trên"),
        "press": t("đăng bài, đăng ảnh để nhiều người biết"),
    }


def wording(t: Translate, purpose: str) -> str:
    """The text agreed to for one purpose: what for, by whom, with which rights."""
    what = purposes(t).get(purpose, purpose)
    return t("Tôi đồng ý để Mặt trận {what}. {rights}", what=what, rights=rights(t))


def rights(t: Translate) -> str:
    return t(
        "Không đồng ý cũng không sao; lúc nào cũng được xem, sửa, rút lại hoặc xóa, "
        "qua Trưởng Ban Công tác Mặt trận hoặc Mặt trận xã."
    )


def read_aloud(t: Translate, name: str) -> str:
    """The whole text, for whoever asks."""
    said = "; ".join(purposes(t).values())
    return "\n".join(
        [
            t("Đồng chí đọc cho {name} nghe rồi chọn việc được đồng ý:", name=name),
            t("“Mặt trận xin phép: {what}. {rights}”", what=said, rights=rights(t)),
        ]
    )
