"""What is said when a wish was granted or refused, to its author and to whoever is to act next."""

from typing import assert_never

from campaign.addition_wishes import AdditionMoved, AdditionRefused, AdditionStale
from campaign.amendments import Amended, AmendmentAnswered
from campaign.batches import BatchAsked, BatchRefused
from campaign.broadcasts import Done, Known, NotYours, Passed
from campaign.closing_wishes import ListAnswered, ListClosed, ListMoved, Overtaken, Reported
from campaign.clusters import ClusterKept, Supervised
from campaign.decisions import DecisionMended, DecisionUndone, PaperShown
from campaign.desk import (
    Assigned,
    Began,
    Connecting,
    Desk,
    Discarded,
    Invited,
    Joined,
    Moved,
    Open,
    Outcome,
    PhoneGiven,
    Refusal,
    Refused,
    Spoke,
    Stale,
)
from campaign.duty_wishes import DaySet, Ended, LeadSet, Nudged, TooOften
from campaign.field import Checked, Drawn, Learning
from campaign.ground import GroundDone
from campaign.habits import HourSet, Paused, PutOffUntil, Resumed
from campaign.helping import Entering
from campaign.people import Role, Verb
from campaign.people_wishes import (
    Acting,
    CodeRefused,
    Gone,
    HandingOver,
    InvitedAll,
    RevokeAsked,
    RevokeRefused,
    Succeeded,
    VillagesAdded,
)
from campaign.praise import PraiseDone
from campaign.privacy import Agreed, Asked, Corrected, Flagged, Renamed, Seen, Settled, Withdrawn
from campaign.renewal import Renewed
from campaign.replication import InvitedToRegister, LinkAnswered
from campaign.review_wishes import AlreadyReplied, Inquired, MovedAll, Replied
from campaign.summary import PictureComing
from conversations import (
    broadcast_notices,
    duty_notices,
    entering,
    field_notices,
    ground_notices,
    habit_notices,
    life_notices,
    list_notices,
    people_notices,
    privacy_notices,
    review_notices,
)
from conversations.people_words import spaced
from conversations.record_words import desk_name
from conversations.showing import Say
from conversations.ways import channel_name
from conversations.words import Translate, day

SPEAKS = {
    "vi": "Từ nay Gương Sáng nói tiếng Việt với đồng chí.",
    "en": "From now on Gương Sáng speaks English with you.",
}


def outcome(  # noqa: C901, PLR0912 - one case for each outcome
    t: Translate, desk: Desk, came: Outcome
) -> tuple[Say, Open | None]:
    """The sentence for the author, and where they go next."""
    match came:
        case Joined(unit=unit):
            return Say(_joined(t, unit, came.role), shares_phone=t("Gửi số điện thoại")), Open(
                "home"
            )
        case Moved():
            return Say(_moved(t, desk, came)), _after(desk, came)
        case Assigned():
            return _assigned(t, came)
        case Discarded(instead=id) if id:
            return Say(t("Vậy là hồ sơ đã có sẵn, không cần lập lại:")), Open("card", id)
        case Discarded(name=name):
            return Say(t("Đã hủy bản nháp {name}.", name=name or t("chưa có tên"))), Open("home")
        case Spoke(language=spoken):
            return Say(SPEAKS[spoken]), Open("home")
        case PhoneGiven(phone=phone):
            return Say(t("Đã ghi số điện thoại {phone}. Cảm ơn đồng chí.", phone=phone)), None
        case Invited():
            return Say(_invited(t, came), secret=True), Open("home")
        case Connecting():
            return Say(_connecting(t, came), secret=True), Open("home")
        case Ended() | DaySet() | LeadSet() | Nudged() | TooOften():
            return duty_notices.outcome(t, desk, came)
        case ListClosed() | ListMoved() | ListAnswered() | Overtaken() | Reported():
            return list_notices.outcome(t, desk, came)
        case HourSet() | Paused() | Resumed() | PutOffUntil():
            return habit_notices.outcome(t, desk, came)
        case (
            CodeRefused() | InvitedAll() | VillagesAdded() | HandingOver() | Succeeded() | Gone()
            | RevokeAsked() | RevokeRefused() | Acting() | Entering()
        ):  # fmt: skip
            return people_notices.outcome(t, desk, came)
        case Done() | Passed() | Known() | NotYours():
            return broadcast_notices.outcome(t, came)
        case (
            Inquired() | Replied() | AlreadyReplied() | MovedAll() | BatchAsked() | BatchRefused()
            | ClusterKept() | Supervised()
        ):  # fmt: skip
            return review_notices.outcome(t, came)
        case GroundDone(done=done):
            return ground_notices.outcome(t, done)
        case (
            DecisionMended() | DecisionUndone() | PaperShown() | Amended() | AmendmentAnswered()
            | Renewed() | AdditionMoved() | AdditionRefused() | AdditionStale() | PraiseDone()
        ):  # fmt: skip
            return life_notices.outcome(t, came)
        case PictureComing():
            return Say(t("Gương Sáng đang vẽ ảnh tổng hợp, xong thì gửi ngay.")), Open("home")
        case Learning() | Checked() | Drawn() | LinkAnswered() | InvitedToRegister():
            return field_notices.outcome(t, desk, came)
        case (
            Agreed() | Withdrawn() | Seen() | Corrected() | Asked() | Settled() | Renamed()
            | Flagged()
        ):  # fmt: skip
            return privacy_notices.outcome(t, desk, came)
        case Stale(record_id=id):
            said = t("Hồ sơ này vừa có người khác cập nhật. Đồng chí xem lại:")
            return Say(said), Open("card", id)
        case Refused(why=why):
            return Say(refusal(t, why)), Open("home")
        case Began():
            raise AssertionError  # the dialogue goes on by itself
    assert_never(came)


def _joined(t: Translate, unit: str, role: Role) -> str:
    text = t("Đồng chí đã vào {unit}. Chào mừng đồng chí!", unit=unit)
    if role is not Role.REPORTER:
        return text
    return text + "\n" + t("Muốn làm quen trước, đồng chí gõ: tập thử")


def _assigned(t: Translate, came: Assigned) -> tuple[Say, Open]:
    record, count = came.record, came.count
    text = t("Đã giữ {n} minh chứng cho hồ sơ mới.", n=count)
    if record.heading.name:
        text = t("Đã ghi {n} minh chứng vào hồ sơ {name}.", n=count, name=record.heading.name)
    return Say(text), Open("register" if record.number is None else "card", record.id)


def _moved(t: Translate, desk: Desk, came: Moved) -> str:
    code, name = came.record.code, came.record.heading.name
    done = {
        Verb.SUBMIT: t("Đã gửi hồ sơ {code} {name}."),
        Verb.CONFIRM: t("Đã xác nhận {code} {name}."),
        Verb.RETURN: t("Đã đề nghị bổ sung {code} {name}."),
        Verb.DECLINE: t("Đã ghi không đưa vào: {code} {name}."),
        Verb.SELECT: t("Đã lựa chọn {code} {name}."),
        Verb.RECEIVE: t("Đã tiếp nhận {code} {name}."),
        Verb.BUILD: t("Đã ghi bắt đầu xây dựng {code} {name}."),
        Verb.ASSESS: t("Đã ghi đánh giá {code} {name}."),
        Verb.RECOGNISE: t("Đã ghi quyết định công nhận {code} {name}."),
        Verb.COMMEND: t("Đã ghi quyết định khen thưởng {code} {name}."),
        Verb.WITHDRAW: t("Đã rút hồ sơ {code} {name}."),
        Verb.SUSPEND: t("Đã tạm dừng {code} {name}."),
        Verb.RESUME: t("Đã cho tiếp tục {code} {name}."),
        Verb.CLOSE: t("Đã kết thúc {code} {name}."),
        Verb.REVOKE: t("Đã thu hồi công nhận {code} {name}."),
    }.get(came.verb, t("Đã ghi: {code} {name}."))  # fmt: skip
    lines = [done.format(code=code, name=name)]
    if came.verb in TOLD_ONWARD:
        lines.append(_who_next(t, desk, came))
    return "\n".join(line for line in lines if line)


def _who_next(t: Translate, desk: Desk, came: Moved) -> str:
    """Who looks at it next, and by when; nothing where that is the author's own desk."""
    if came.waits_for is None or (desk.me is not None and desk.me.post.role is came.waits_for):
        return ""
    who = desk_name(t, came.waits_for)
    if came.officers:
        who += f" ({came.officers[0]})"
    last = desk.reviews.patience.last_day(desk.today)
    return t("{who} sẽ xem, chậm nhất ngày {day}.", who=who, day=day(last))


def _after(desk: Desk, came: Moved) -> Open | None:
    if came.verb is Verb.SUBMIT:
        return Open("next", came.record.id)
    if came.verb in STAYS:
        return Open("card", came.record.id)
    return Open("tray" if desk.tray() or desk.chores() else "home")


def _invited(t: Translate, came: Invited) -> str:
    lines = [
        t("Mã mời vào {unit}: {code}", unit=came.unit, code=spaced(came.code)),
        t("Dùng một lần, đến hết ngày {day}.", day=day(came.expires)),
        *came.links.values(),
    ]
    return "\n".join(lines)


def _connecting(t: Translate, came: Connecting) -> str:
    lines = [
        t("Mã kết nối của đồng chí: {code}", code=spaced(came.code)),
        t(
            "Trong {n} phút, đồng chí mở kênh kia và gõ mã này. Hồ sơ đang làm dở đi theo đồng chí."
            " Không đưa mã cho người khác.",
            n=came.minutes,
        ),
        *came.links.values(),
    ]
    return "\n".join(lines)


def lost(t: Translate, name: str, unit: str, channel: str) -> str:
    """Told to the post above: somebody takes no messages any more, and there is no other way."""
    return t(
        "Gương Sáng không nhắn được cho {name}, {unit} qua {way}. Đồng chí gọi điện giúp nhé.",
        name=name, unit=unit, way=channel_name(t, channel),
    )  # fmt: skip


def refusal(t: Translate, why: Refusal) -> str:
    return {
        Refusal.RIGHTS: t("Việc này không thuộc phạm vi của đồng chí."),
        Refusal.GONE: t("Không tìm thấy hồ sơ này trong phạm vi của đồng chí."),
    }[why]


def notice(t: Translate, came: Moved, *, own: bool) -> str:
    """What others are told: whoever acts next, or (`own`) whoever registered the record.

    It names a word to type and never offers digits, which would collide with an open question.
    """
    record = came.record
    what = {
        Verb.SUBMIT: t("Có hồ sơ mới chờ đồng chí: {code} {name}, {unit}."),
        Verb.CONFIRM: t("Xã đã xác nhận hồ sơ {code} {name}, {unit}."),
        Verb.RETURN: t("Cấp trên đề nghị bổ sung hồ sơ {code} {name}."),
        Verb.DECLINE: t("Hồ sơ {code} {name} lần này không được đưa vào danh sách."),
        Verb.SELECT: t("Huyện đã lựa chọn {code} {name}, {unit}."),
        Verb.RECEIVE: t("Tỉnh đã tiếp nhận {code} {name}."),
        Verb.RECOGNISE: t("Tin vui: {code} {name} đã được công nhận."),
        Verb.COMMEND: t("Tin vui: {code} {name} được khen thưởng."),
        Verb.WITHDRAW: t("Hồ sơ {code} {name}, {unit} đã được rút."),
    }.get(came.verb, t("Hồ sơ {code} {name} vừa được cập nhật."))  # fmt: skip
    if own and came.verb is Verb.SELECT:
        what = t("Tin vui: {code} {name} được huyện lựa chọn.")
    if own and came.verb is Verb.SUBMIT:
        return entering.to_head(t, came)
    if came.again and came.verb is Verb.SUBMIT:
        what = t("Hồ sơ {code} {name}, {unit} đã bổ sung, chờ đồng chí xem.")
    lines = [what.format(code=record.code, name=record.heading.name, unit=record.unit)]
    lines += _reasons(t, came)
    mends = own and came.verb is Verb.RETURN
    asked = t("Gõ: bổ sung {number}") if mends else t("Gõ: mở {number}")
    lines.append(asked.format(number=f"{record.number:04d}"))
    return "\n".join(lines)


def _reasons(t: Translate, came: Moved) -> list[str]:
    """Why; where several things are wanted, each on a line of its own."""
    asks = came.record.returned.asks if came.record.returned else ()
    if came.verb is Verb.RETURN and len(asks) > 1:
        wanted = [f"• “{ask.reason}”" for ask in asks]
        return [t("Cần bổ sung {n} nội dung:", n=len(asks)), *wanted]
    if came.verb in {Verb.RETURN, Verb.DECLINE} and came.note:
        return [t("Lý do: “{reason}”", reason=came.note)]
    return []


# After these there is a next step for the same record; the others clear the in-tray.
STAYS = frozenset(
    {
        Verb.BUILD, Verb.ASSESS, Verb.RECOGNISE, Verb.COMMEND, Verb.SUSPEND, Verb.RESUME,
        Verb.CLOSE, Verb.REVOKE,
    }
)  # fmt: skip
TOLD_ONWARD = frozenset({Verb.SUBMIT, Verb.CONFIRM, Verb.SELECT})
TOLD_TO_WHO_PASSED_IT = frozenset({Verb.RETURN, Verb.DECLINE})
TOLD_BACK = frozenset(
    {
        Verb.CONFIRM, Verb.RETURN, Verb.DECLINE, Verb.SELECT, Verb.RECEIVE, Verb.RECOGNISE,
        Verb.COMMEND,
    }
)  # fmt: skip
