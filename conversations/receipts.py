"""What a receipt says: how much of what was sent is stored, what is to be sent again, and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from campaign.exemplar import FILE, LOCATION, PHOTO, VIDEO, VOICE
from conversations.words import Translate


class Why(StrEnum):
    """Why something that was sent could not be taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    NOT_A_PICTURE = "not_a_picture"
    TRUNCATED = "truncated"
    UNKNOWN_FILE = "unknown_file"
    NO_PLACE = "no_place"
    NOT_FETCHED = "not_fetched"
    ID_CARD = "id_card"


def receipt_text(
    t: Translate,
    stored: Mapping[str, int],
    waiting: Mapping[str, int],
    refused: Mapping[tuple[str, Why], int],
) -> str:
    """One line for each kind, one for each cause of a refusal; empty when there is nothing to say.

    Counts are by kind as it is called, those of `refused` by kind and cause.
    """
    each = _lines(t).items()
    lines = [said.line(stored.get(kind, 0), waiting.get(kind, 0)) for kind, said in each]
    lines += [_refused(t, kind, why, n) for (kind, why), n in sorted(refused.items())]
    return "\n".join(line for line in lines if line)


def counted(t: Translate, kinds: Mapping[str, int]) -> str:
    """How many of each, as in “5 ảnh, 1 video”; empty when there is nothing."""
    return ", ".join(_counted(t, kind, kinds[kind]) for kind in _names(t) if kinds.get(kind))


def named(t: Translate, kinds: Collection[str]) -> str:
    """What there is, as in “ảnh, vị trí”; without the number, which may still grow."""
    return ", ".join(name for kind, name in _names(t).items() if kind in kinds)


def _names(t: Translate) -> Mapping[str, str]:
    return {
        PHOTO: t("ảnh"), VIDEO: t("video"), VOICE: t("tin thoại"), FILE: t("tệp"),
        LOCATION: t("vị trí"),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Lines:
    """What is said of one kind: while `some` or none of it is stored, when `one` is, or `many`."""

    some: str
    none: str
    one: str
    many: str

    def line(self, stored: int, waiting: int) -> str:
        if not waiting:
            return (self.one if stored == 1 else self.many).format(n=stored) if stored else ""
        if not stored:
            return self.none.format(n=waiting)
        return self.some.format(stored=stored, total=stored + waiting, waiting=waiting)


def _lines(t: Translate) -> Mapping[str, _Lines]:
    """By kind. Translated before they are filled in: what fills them is known later."""
    loading, noting = t("Đang tải tin thoại."), t("Đang ghi vị trí.")
    videos, files = t("Đã nhận {n} video."), t("Đã nhận {n} tệp.")
    return {
        PHOTO: _Lines(
            t("Đã nhận {stored}/{total} ảnh, {waiting} ảnh đang tải."), t("Đang tải {n} ảnh."),
            t("Đã nhận 1 ảnh."), t("Đã nhận đủ {n} ảnh."),
        ),
        VIDEO: _Lines(
            t("Đã nhận {stored}/{total} video, {waiting} video đang tải."),
            t("Đang tải {n} video."), videos, videos,
        ),
        VOICE: _Lines(loading, loading, t("Đã nhận tin thoại."), t("Đã nhận {n} tin thoại.")),
        FILE: _Lines(
            t("Đã nhận {stored}/{total} tệp, {waiting} tệp đang tải."), t("Đang tải {n} tệp."),
            files, files,
        ),
        LOCATION: _Lines(noting, noting, t("Đã nhận vị trí."), t("Đã nhận {n} vị trí.")),
    }  # fmt: skip


def _refused(t: Translate, kind: str, why: Why, n: int) -> str:
    what = _counted(t, kind, n)
    match why:
        case Why.EMPTY:
            return t("{what} không có nội dung. Đồng chí gửi lại giúp nhé.", what=what)
        case Why.TOO_LARGE:
            return _too_large(t, kind, what)
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
                "Đồng chí gửi ảnh, video, tin thoại hoặc tệp PDF, Word, Excel nhé.",
                what=what,
            )
        case Why.NO_PLACE:
            return t("{what} không rõ ở đâu. Đồng chí gửi lại vị trí giúp nhé.", what=what)
        case Why.NOT_FETCHED:
            return t("{what} không tải về được. Đồng chí gửi lại giúp nhé.", what=what)
        case Why.ID_CARD:
            return t(
                "{what} là giấy tờ tùy thân nên Gương Sáng đã bỏ, không giữ. "
                "Đồng chí đừng gửi ảnh, số CCCD, CMND nhé.",
                what=what,
            )
    assert_never(why)


def _too_large(t: Translate, kind: str, what: str) -> str:
    """What a message can carry, and what to do about this one."""
    ways = {
        PHOTO: t("Đồng chí gửi dạng ảnh thường, đừng gửi dạng tệp, là nhẹ ngay."),
        VIDEO: t("Đồng chí cắt ngắn video, hoặc gửi vài tấm ảnh thay cũng tốt."),
        VOICE: t("Đồng chí chia làm vài tin ngắn hơn nhé."),
    }
    other = t("Đồng chí gửi bản nhẹ hơn; ảnh thì gửi dạng ảnh thường, video thì cắt ngắn nhé.")
    limit = t("{what} nặng quá 20 MB, một tin không chở hết.", what=what)
    return f"{limit} {ways.get(kind, other)}"


def _counted(t: Translate, kind: str, n: int) -> str:
    said = {
        PHOTO: t("{n} ảnh", n=n), VIDEO: t("{n} video", n=n), VOICE: t("{n} tin thoại", n=n),
        LOCATION: t("{n} vị trí", n=n),
    }  # fmt: skip
    return said.get(kind, t("{n} tệp", n=n))
