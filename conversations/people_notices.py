"""What is said when a wish about people and posts was granted, to its author and to others."""

from typing import assert_never

from campaign.clusters import Regrouped
from campaign.desk import Desk, Open
from campaign.helping import Entering
from campaign.people import PassedOn
from campaign.people_wishes import (
    Acting,
    CodeRefused,
    Gone,
    HandingOver,
    InvitedAll,
    NoCode,
    PeopleOutcome,
    RevokeAsked,
    RevokeRefused,
    Succeeded,
    VillagesAdded,
)
from conversations.entering import entering
from conversations.people_words import post_name, role_name, spaced
from conversations.showing import Say
from conversations.words import Translate, day


def outcome(  # noqa: C901 - one case for each outcome
    t: Translate, desk: Desk, came: PeopleOutcome
) -> tuple[Say, Open | None]:
    match came:
        case CodeRefused():
            return Say(no_code(t, came)), Open("home")
        case InvitedAll():
            return Say(_invited(t, came), file=came.sheet, secret=True), Open("home")
        case VillagesAdded(count=count):
            return Say(t("Đã ghi {n} thôn, bản.", n=count)), Open("invite")
        case HandingOver():
            return Say(_handing_over(t, came), secret=True), Open("home")
        case Succeeded():
            return Say(_succeeded(t, came), shares_phone=t("Gửi số điện thoại")), Open("home")
        case Gone():
            return Say(_gone(t, desk, came)), Open("home")
        case RevokeAsked():
            return Say(_asked(t, came)), Open("home")
        case RevokeRefused(request=request):
            said = t("{name} vẫn giữ chức vụ {post}.", name=request.holder.name,
                     post=post_name(t, request.holder.post))  # fmt: skip
            return Say(said), Open("home")
        case Entering():
            return entering(t, came)
        case Acting(post=post):
            said = t("Từ giờ đồng chí làm việc với chức vụ: {post}.", post=post_name(t, post))
            return Say(said), Open("home")
    assert_never(came)


def no_code(t: Translate, came: CodeRefused) -> str:
    """Why a code opens nothing, and what to do now."""
    when = day(came.day) if came.day else ""
    match came.why:
        case NoCode.UNKNOWN:
            return t("Mã này chưa đúng. Xin xem lại từng chữ số, hoặc hỏi cán bộ đã gửi mã.")
        case NoCode.PHONE:
            return t("Chưa có lời mời nào cho số này. Xin gõ mã mời cán bộ đã gửi.")
        case NoCode.MINE:
            return t("Đồng chí đã vào {unit} rồi, không cần gõ mã nữa.", unit=came.unit)
        case NoCode.USED:
            why = t("Mã này đã có người dùng rồi; mỗi mã chỉ dùng một lần.")
        case NoCode.ENDED:
            why = t("Mã này không còn hiệu lực từ ngày {day}.", day=when)
        case NoCode.EXPIRED:
            why = t("Mã này đã hết hạn ngày {day}.", day=when)
        case NoCode.LOCKED:
            return t("Đồng chí đã gõ sai nhiều lần. Xin chờ {n} phút rồi gõ lại, hoặc gọi cán bộ đã"
                     " gửi mã.", n=came.minutes)  # fmt: skip
        case NoCode.BUSY:
            return t("Vừa có quá nhiều mã sai được thử. Đồng chí chờ {n} phút rồi gõ lại; mã của"
                     " đồng chí vẫn còn nguyên.", n=came.minutes)  # fmt: skip
        case _:
            assert_never(came.why)
    return f"{why} {_whom(t, came)}"


def _whom(t: Translate, came: CodeRefused) -> str:
    if not came.by:
        return t("Xin hỏi cán bộ Mặt trận cấp trên để lấy mã mới.")
    who = f"{came.by} {came.phone}".strip()
    return t("Xin hỏi {who} để lấy mã mới vào {unit}.", who=who, unit=came.unit)


def _invited(t: Translate, came: InvitedAll) -> str:
    if not came.given:
        return t("Đơn vị nào bên dưới cũng đã có người hoặc đã có mã.")
    lines = [
        t("Mã mời vào Gương Sáng, mỗi mã một người, dùng một lần, đến hết ngày {day}:",
          day=day(came.expires)),
        *(f"{one.unit}: {spaced(one.code)}" for one in came.given),
        t("Mở Gương Sáng và gõ mã của đơn vị mình."),
    ]  # fmt: skip
    return "\n".join(lines)


def _handing_over(t: Translate, came: HandingOver) -> str:
    lines = [
        t("Mã bàn giao {unit} cho {name}: {code}", unit=came.given.unit, name=came.name,
          code=spaced(came.given.code)),
        t("Dùng một lần, đến hết ngày {day}.", day=day(came.expires)),
        t("Người đó gõ mã xong, đồng chí sẽ được báo."),
        *came.given.links.values(),
    ]  # fmt: skip
    return "\n".join(lines)


def _succeeded(t: Translate, came: Succeeded) -> str:
    lines = [
        t("Đồng chí đã nhận bàn giao chức vụ {post} từ {name}. Chào mừng đồng chí!",
          post=post_name(t, came.post), name=came.before.name),
    ]  # fmt: skip
    if came.drafts:
        lines.append(t("Có {n} hồ sơ đang làm dở đi theo chức vụ. Gõ: của tôi", n=came.drafts))
    return "\n".join(lines)


def _gone(t: Translate, desk: Desk, came: Gone) -> str:
    if came.by:
        return t("Đã thu hồi chức vụ của {name}: {post}.", name=came.holder.name,
                 post=post_name(t, came.holder.post))  # fmt: skip
    del desk
    return t("Đồng chí đã thôi giữ chức vụ {post}. Cảm ơn đồng chí!",
             post=post_name(t, came.holder.post))  # fmt: skip


def _asked(t: Translate, came: RevokeAsked) -> str:
    lines = [
        t("Đã gửi đề nghị thu hồi chức vụ của {name}: {post}.", name=came.request.holder.name,
          post=post_name(t, came.request.holder.post)),
    ]  # fmt: skip
    if not came.seconds:
        lines.append(t("Chưa có người thứ hai nào đồng ý được; xin nhờ người quản trị hệ thống."))
        return "\n".join(lines)
    names = ", ".join(dict.fromkeys(h.name for h in came.seconds))
    lines.append(t("Chức vụ kết thúc ngay khi một người đồng ý: {names}.", names=names))
    return "\n".join(lines)


# --- what others hear


def to_predecessor(t: Translate, came: Succeeded) -> str:
    return t("{name} đã nhận bàn giao chức vụ {post}. Cảm ơn đồng chí đã hoàn thành nhiệm vụ!",
             name=came.name, post=post_name(t, came.before.post))  # fmt: skip


def to_revoked(t: Translate, came: Gone) -> str:
    return t("Chức vụ {post} của đồng chí đã kết thúc. Hồ sơ ở lại với đơn vị.",
             post=post_name(t, came.holder.post))  # fmt: skip


def to_above(t: Translate, came: Gone) -> str:
    return t("{name} đã thôi giữ chức vụ {post}. Gõ mời để mời người mới.", name=came.holder.name,
             post=post_name(t, came.holder.post))  # fmt: skip


def by_reform(t: Translate, came: PassedOn) -> str:
    """To the holder, on the day on which units were reorganised."""
    role, when = role_name(t, came.role), day(came.day)
    if came.heir:
        return t("Từ ngày {day}, {old} sắp xếp thành {new}. Chức vụ {role} và mọi hồ sơ của đồng"
                 " chí đi theo; đồng chí làm việc tiếp như thường.", day=when, old=came.before,
                 new=came.heir, role=role)  # fmt: skip
    return t("Từ ngày {day}, {old} kết thúc hoạt động theo sắp xếp đơn vị, chức vụ {role} của đồng"
             " chí cũng kết thúc. Hồ sơ được giữ nguyên. Cảm ơn đồng chí! Có nhiệm vụ mới, đồng chí"
             " gõ mã mời của đơn vị mới.", day=when, old=came.before, role=role)  # fmt: skip


def regrouped(t: Translate, came: Regrouped) -> str:
    """To the province: a commune was made of communes of several cụm."""
    return t("{commune} gồm các xã trước đây thuộc {cluster} và {others}; Gương Sáng xếp vào"
             " {cluster}. Muốn xếp khác, đồng chí gõ: cụm", commune=came.commune,
             cluster=came.cluster, others=", ".join(came.others))  # fmt: skip


def to_second(t: Translate, came: RevokeAsked) -> str:
    asked = came.request
    return t("{by} đề nghị thu hồi chức vụ của {name}: {post}. Đồng chí gõ: thu hồi",
             by=asked.asked_by, name=asked.holder.name,
             post=post_name(t, asked.holder.post))  # fmt: skip


def to_asker(t: Translate, came: RevokeRefused) -> str:
    holder = came.request.holder
    return t("Đề nghị thu hồi chức vụ của {name}, {post}, không được đồng ý.", name=holder.name,
             post=post_name(t, holder.post))  # fmt: skip
