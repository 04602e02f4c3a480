"""What is said when a wish about a message to many was granted, to its author and to others."""

from collections.abc import Sequence
from typing import assert_never

from campaign.broadcasts import (
    Act,
    Broadcast,
    BroadcastOutcome,
    Done,
    Known,
    NotYours,
    Passed,
    Silent,
)
from campaign.desk import Open
from conversations.broadcast_words import message
from conversations.showing import Say
from conversations.words import Translate

NAMED = 50  # of those who could not be reached, in one message


def outcome(t: Translate, came: BroadcastOutcome) -> tuple[Say, Open | None]:
    match came:
        case Done(act=Act.TRY, broadcast=found):
            return message(t, found), Open("broadcast", found.id)
        case Done(broadcast=found, act=act):
            return Say(_done(t, came, act)), _after(found, act)
        case Passed(broadcast=found, loading=True):
            said = t("Ảnh, tệp còn đang tải về. Đồng chí chờ giây lát rồi gõ x.")
            return Say(said), Open("broadcast", found.id)
        case Passed(broadcast=found):
            said = t("Thông báo này vừa có thay đổi. Hiện nay như sau:")
            return Say(said), Open("broadcast", found.id)
        case Known(again=True):
            return Say(t("Đồng chí đã báo nắm nội dung từ trước. Cảm ơn đồng chí.")), None
        case Known():
            return Say(t("Đã ghi: đồng chí đã nắm nội dung. Cảm ơn đồng chí.")), None
        case NotYours(trial=True):
            return Say(t("Nút dùng được. Đây là thông báo của đồng chí nên không ghi gì.")), None
        case NotYours():
            return Say(t("Không có thông báo số này gửi cho đồng chí.")), None
    assert_never(came)


def _done(t: Translate, came: Done, act: Act | None) -> str:
    n = came.broadcast.id
    said = {
        None: t("Đã ghi lời thông báo."),
        Act.REWORD: t("Đã sửa lời."),
        Act.ARRANGE: t("Đã ghi. Đồng chí xem lại trước khi gửi:"),
        Act.REARRANGE: t("Đồng chí gửi lại ảnh, tệp và chọn giờ."),
        Act.SEND: t("Đã nhận thông báo {n}. Gõ: thông báo {n} để xem kết quả.", n=n),
        Act.APPROVE: t("Đã duyệt thông báo {n}.", n=n),
        Act.DECLINE: t("Đã ghi: không duyệt thông báo {n}.", n=n),
        Act.PAUSE: t("Đã tạm dừng thông báo {n}.", n=n),
        Act.RESUME: t("Thông báo {n} gửi tiếp.", n=n),
        Act.CANCEL: t("Đã hủy thông báo {n}.", n=n),
    }  # fmt: skip
    if act is Act.SEND and came.broadcast.state == "waiting":
        return _waits(t, came)
    return said.get(act, "")


def _waits(t: Translate, came: Done) -> str:
    """A second person looks at it; where there is none, what to do."""
    n = came.broadcast.id
    if came.colleagues:
        return t("Thông báo {n} chờ người thứ hai của Mặt trận tỉnh duyệt. Đã báo {m} người.",
                 n=n, m=len(came.colleagues))  # fmt: skip
    return t(
        "Thông báo {n} được giữ lại: thông báo của tỉnh cần người thứ hai duyệt, mà Mặt trận tỉnh"
        " mới có một mình đồng chí. Đồng chí gõ mời để mời thêm một người; người ấy vào rồi gõ:"
        " thông báo {n}.",
        n=n,
    )  # fmt: skip


def _after(found: Broadcast, act: Act | None) -> Open:
    ends = act in {Act.SEND, Act.APPROVE, Act.DECLINE, Act.CANCEL}
    return Open("home") if ends else Open("broadcast", found.id)


def told(t: Translate, came: Done, by: str) -> str:
    """What others hear: those who may approve it, or its author."""
    n, act = came.broadcast.id, came.act
    said = {
        Act.SEND: t("{who} đề nghị đồng chí duyệt thông báo {n} của tỉnh.", who=by, n=n),
        Act.APPROVE: t("{who} đã duyệt thông báo {n}.", who=by, n=n),
        Act.DECLINE: t("{who} không duyệt thông báo {n}. Lý do: “{why}”",
                       who=by, n=n, why=came.broadcast.note),
        Act.PAUSE: t("{who} đã tạm dừng thông báo {n}.", who=by, n=n),
        Act.RESUME: t("{who} cho thông báo {n} gửi tiếp.", who=by, n=n),
        Act.CANCEL: t("{who} đã hủy thông báo {n}.", who=by, n=n),
    }  # fmt: skip
    what = said.get(act) if act else None
    return "\n".join((what, t("Gõ: thông báo {n}", n=n))) if what else ""


def ended(t: Translate, id: int, result: str) -> str:
    """Told to the author when nothing of it waits any more."""
    lines = (t("Thông báo {n} đã gửi xong.", n=id), result, t("Gõ: thông báo {n}", n=id))
    return "\n".join(lines)


def instead(t: Translate, found: Broadcast, missed: Sequence[Silent]) -> str:
    """Told to the post above people on no channel: whom to pass it on to, and what."""
    lines = [t("Thông báo {n} của {unit} chưa tới được người chưa vào kênh nào:",
               n=found.id, unit=found.unit)]  # fmt: skip
    lines += [f"• {one.name}, {one.unit}" for one in missed[:NAMED]]
    if len(missed) > NAMED:
        lines.append(t("và {n} người nữa", n=len(missed) - NAMED))
    lines += [t("Nhờ đồng chí báo giúp nội dung:"), f"“{found.text}”"]
    return "\n".join(lines)
