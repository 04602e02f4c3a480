"""What a receipt says: how much of what was sent is stored, what is to be sent again, and why."""

from collections.abc import Mapping
from enum import StrEnum
from typing import assert_never

from conversations.words import Translate

PHOTO, VOICE, FILE = "photo", "voice", "file"


class Why(StrEnum):
    """Why something that was sent could not be taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    NOT_A_PICTURE = "not_a_picture"
    TRUNCATED = "truncated"
    UNKNOWN_FILE = "unknown_file"
    NOT_FETCHED = "not_fetched"


def receipt_text(
    t: Translate,
    stored: Mapping[str, int],
    waiting: Mapping[str, int],
    refused: Mapping[tuple[str, Why], int],
) -> str:
    """One line for each kind, one for each cause of a refusal; empty when there is nothing to say.

    Counts are by kind (`photo`, `voice`, `file`), those of `refused` by kind and cause.
    """
    lines = [_photos(t, stored.get(PHOTO, 0), waiting.get(PHOTO, 0))]
    lines.append(_voices(t, stored.get(VOICE, 0), waiting.get(VOICE, 0)))
    lines.append(_files(t, stored.get(FILE, 0), waiting.get(FILE, 0)))
    lines += [_refused(t, kind, why, n) for (kind, why), n in sorted(refused.items())]
    return "\n".join(line for line in lines if line)


def _photos(t: Translate, stored: int, waiting: int) -> str:
    if waiting and stored:
        return t(
            "Đã nhận {stored}/{total} ảnh, {waiting} ảnh đang tải.",
            stored=stored, total=stored + waiting, waiting=waiting,
        )  # fmt: skip
    if waiting:
        return t("Đang tải {n} ảnh.", n=waiting)
    if stored > 1:
        return t("Đã nhận đủ {n} ảnh.", n=stored)
    return t("Đã nhận 1 ảnh.") if stored else ""


def _voices(t: Translate, stored: int, waiting: int) -> str:
    if waiting:
        return t("Đang tải tin thoại.")
    if stored > 1:
        return t("Đã nhận {n} tin thoại.", n=stored)
    return t("Đã nhận tin thoại.") if stored else ""


def _files(t: Translate, stored: int, waiting: int) -> str:
    if waiting and stored:
        return t(
            "Đã nhận {stored}/{total} tệp, {waiting} tệp đang tải.",
            stored=stored, total=stored + waiting, waiting=waiting,
        )  # fmt: skip
    if waiting:
        return t("Đang tải {n} tệp.", n=waiting)
    return t("Đã nhận {n} tệp.", n=stored) if stored else ""


def _refused(t: Translate, kind: str, why: Why, n: int) -> str:
    what = _counted(t, kind, n)
    match why:
        case Why.EMPTY:
            return t("{what} không có nội dung. Đồng chí gửi lại giúp nhé.", what=what)
        case Why.TOO_LARGE:
            return t("{what} nặng quá 20 MB. Đồng chí gửi bản nhẹ hơn nhé.", what=what)
        case Why.TOO_MANY_PIXELS:
            return t("{what} có khổ quá lớn. Đồng chí gửi ảnh khổ nhỏ hơn nhé.", what=what)
        case Why.NOT_A_PICTURE:
            return t("{n} tệp không phải là ảnh. Đồng chí chụp hoặc chọn ảnh khác nhé.", n=n)
        case Why.TRUNCATED:
            return t(
                "{what} không mở được (tệp bị hỏng khi gửi). "
                "Đồng chí chụp hoặc gửi lại ảnh đó nhé.",
                what=what,
            )
        case Why.UNKNOWN_FILE:
            return t(
                "{what} thuộc loại Gương Sáng chưa đọc được. "
                "Đồng chí gửi ảnh, tin thoại hoặc tệp PDF, Word, Excel nhé.",
                what=what,
            )
        case Why.NOT_FETCHED:
            return t("{what} không tải về được. Đồng chí gửi lại giúp nhé.", what=what)
    assert_never(why)


def _counted(t: Translate, kind: str, n: int) -> str:
    if kind == PHOTO:
        return t("{n} ảnh", n=n)
    return t("{n} tin thoại", n=n) if kind == VOICE else t("{n} tệp", n=n)
