"""What is said when a wish was granted or refused, to its author and to whoever is to act next."""

from typing import assert_never

from campaign.desk import (
    Assigned,
    Began,
    Discarded,
    Invited,
    Joined,
    Moved,
    Open,
    Outcome,
    Refusal,
    Refused,
    Spoke,
    Stale,
)
from campaign.people import Role, Verb
from conversations.showing import Say
from conversations.words import Translate, day, words

ANSWER_WITHIN = 7  # days in which a superior looks at a record


def outcome(t: Translate, language: str, came: Outcome) -> tuple[Say, Open | None]:
    """The sentence for the author, and where they go next."""
    match came:
        case Joined(unit=unit):
            return Say(t("Đồng chí đã vào {unit}. Chào mừng đồng chí!", unit=unit)), Open("home")
        case Moved():
            return Say(_moved(t, came)), _after(came)
        case Assigned(record=record, count=count):
            text = t("Đã ghi {n} tệp vào hồ sơ {code} {name}.", n=count, code=record.code,
                     name=record.heading.name)  # fmt: skip
            draft = record.number is None
            return Say(text if record.heading.name else t("Đã giữ {n} tệp.", n=count)), Open(
                "register" if draft else "card", record.id
            )
        case Discarded(name=name):
            return Say(t("Đã hủy bản nháp {name}.", name=name or t("chưa có tên"))), Open("home")
        case Spoke(language=spoken):
            return Say(words(spoken)("Từ nay Gương Sáng nói tiếng Việt với đồng chí.")), None
        case Invited():
            return Say(_invited(t, came)), Open("home")
        case Stale(record_id=id):
            return Say(t("Hồ sơ này vừa có người khác cập nhật. Đồng chí xem lại:")), Open(
                "card", id
            )
        case Refused(why=why):
            return Say(refusal(t, why)), Open("home")
        case Began():
            raise AssertionError  # the dialogue goes on by itself
    assert_never(came)


def _moved(t: Translate, came: Moved) -> str:
    code, name = came.record.code, came.record.heading.name
    done = {
        Verb.SUBMIT: t("Đã gửi hồ sơ {code} {name}."), Verb.CONFIRM: t("Đã xác nhận {code} {name}."),
        Verb.RETURN: t("Đã đề nghị bổ sung {code} {name}."),
        Verb.DECLINE: t("Đã ghi không đưa vào: {code} {name}."),
        Verb.SELECT: t("Đã lựa chọn {code} {name}."), Verb.RECEIVE: t("Đã tiếp nhận {code} {name}."),
        Verb.RECOGNISE: t("Đã ghi quyết định công nhận {code} {name}."),
        Verb.COMMEND: t("Đã ghi quyết định khen {code} {name}."),
        Verb.WITHDRAW: t("Đã rút hồ sơ {code} {name}."),
    }.get(came.verb, t("Đã ghi: {code} {name}."))  # fmt: skip
    lines = [done.format(code=code, name=name)]
    if came.waits_for is not None and came.verb in (Verb.SUBMIT, Verb.CONFIRM, Verb.SELECT):
        lines.append(_who_next(t, came))
    return "\n".join(lines)


def _who_next(t: Translate, came: Moved) -> str:
    desks = {
        Role.COMMUNE: t("Mặt trận xã"), Role.DISTRICT: t("Mặt trận huyện"),
        Role.PROVINCE: t("Ban Phong trào tỉnh"),
    }  # fmt: skip
    who = desks.get(came.waits_for, "") if came.waits_for else ""
    if came.officers:
        who += f" ({came.officers[0]})"
    return t("{who} sẽ xem trong {n} ngày.", who=who, n=ANSWER_WITHIN)


def _after(came: Moved) -> Open | None:
    if came.verb is Verb.SUBMIT:
        return Open("next", came.record.id)
    return Open("tray")


def _invited(t: Translate, came: Invited) -> str:
    code = f"{came.code[:4]} {came.code[4:]}"
    lines = [
        t("Mã mời vào {unit}: {code}", unit=came.unit, code=code),
        t("Dùng một lần, đến hết ngày {day}.", day=day(came.expires)),
        *came.links.values(),
    ]
    return "\n".join(lines)


def refusal(t: Translate, why: Refusal) -> str:
    return {
        Refusal.RIGHTS: t("Việc này không thuộc phạm vi của đồng chí."),
        Refusal.CODE: t("Mã này chưa đúng hoặc đã hết hạn."),
        Refusal.CODE_USED: t("Mã này đã có người dùng rồi. Xin hỏi cán bộ để lấy mã mới."),
        Refusal.GONE: t("Không tìm thấy hồ sơ này trong phạm vi của đồng chí."),
    }[why]


def notice(t: Translate, came: Moved) -> str:
    """What others are told: whoever acts next, or the author of the record. Never offers digits,
    which would collide with an open question; it names words.
    """
    record = came.record
    number = f"{record.number:04d}"
    what = {
        Verb.SUBMIT: t("Có hồ sơ mới chờ đồng chí: {code} {name}, {unit}."),
        Verb.CONFIRM: t("Xã đã xác nhận hồ sơ {code} {name}, {unit}."),
        Verb.RETURN: t("Cấp trên đề nghị bổ sung hồ sơ {code} {name}."),
        Verb.DECLINE: t("Hồ sơ {code} {name} lần này không được đưa vào danh sách."),
        Verb.SELECT: t("Tin vui: {code} {name} được huyện lựa chọn."),
        Verb.RECEIVE: t("Tỉnh đã tiếp nhận {code} {name}."),
        Verb.RECOGNISE: t("Tin vui: {code} {name} đã được công nhận."),
        Verb.COMMEND: t("Tin vui: {code} {name} được khen thưởng."),
    }.get(came.verb, t("Hồ sơ {code} {name} vừa được cập nhật."))  # fmt: skip
    text = what.format(code=record.code, name=record.heading.name, unit=record.unit)
    if record.returned:
        text += "\n" + t("Lý do: “{reason}”", reason=record.returned.reason)
    return text + "\n" + t("Gõ: mở {number}", number=number)


TOLD_ONWARD = frozenset({Verb.SUBMIT, Verb.CONFIRM, Verb.SELECT})
TOLD_BACK = frozenset(
    {Verb.RETURN, Verb.DECLINE, Verb.SELECT, Verb.RECEIVE, Verb.RECOGNISE, Verb.COMMEND}
)
