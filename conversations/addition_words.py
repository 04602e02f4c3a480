"""How additions are spoken of: what they are, where they stand, what is wrong with their words."""

from collections.abc import Mapping

from campaign.addition_rules import Objection
from campaign.additions import LONGEST, MOST, Act, Addition, Kind, State
from campaign.people import Role
from campaign.plan import AnswerKind, Plan
from campaign.text import shorten
from conversations.words import Translate

NAMED = 60  # characters of one in a list


def kind_name(t: Translate, kind: Kind) -> str:
    return {Kind.CRITERION: t("Tiêu chí riêng"), Kind.MODEL: t("Mô hình riêng")}[kind]


def answer_names(t: Translate) -> Mapping[AnswerKind, str]:
    """How a criterion may be answered, as buttons."""
    return {
        AnswerKind.YES_PARTLY_NO: t("Có, một phần, chưa"), AnswerKind.NUMBER: t("Một con số"),
        AnswerKind.STORY: t("Viết hoặc nói"),
    }  # fmt: skip


def category_name(plan: Plan, language: str, id: str) -> str:
    """Short where the registration has a short one."""
    options = plan.criterion("R2").parts[0].options
    short = next((o.name for o in options if o.id == id), None)
    return (short or plan.category(id).name).said(language)


def level(t: Translate, role: Role) -> str:
    return {
        Role.COMMUNE: t("xã"), Role.DISTRICT: t("huyện"), Role.PROVINCE: t("tỉnh"),
    }.get(role, "")  # fmt: skip


def state_words(t: Translate, one: Addition) -> str:
    waits = t("chờ {level} duyệt", level=level(t, one.above))
    if one.judge == one.path[-1]:
        waits = t("chờ một đồng chí khác của tỉnh duyệt")
    return {
        State.DRAFT: t("bản nháp"), State.PROPOSED: waits, State.APPROVED: t("đang áp dụng"),
        State.RAISED: t("đang áp dụng, chờ tỉnh xem áp dụng chung"),
        State.ADOPTED: t("áp dụng toàn tỉnh"), State.DECLINED: t("chưa được đồng ý"),
        State.WITHDRAWN: t("đã ngừng"),
    }[one.state]  # fmt: skip


def line(t: Translate, one: Addition) -> str:
    """One in a list."""
    what = kind_name(t, one.kind)
    return t("{what}: {text} – {state}", what=what, text=shorten(one.text, NAMED),
             state=state_words(t, one))  # fmt: skip


def card(t: Translate, plan: Plan, language: str, one: Addition) -> str:
    """The whole of it, for whoever made it or decides about it."""
    what = t("{what} của {unit}", what=kind_name(t, one.kind), unit=one.unit)
    lines = [what, f"“{one.text}”"]
    lines.append(t("Cho loại: {name}", name=category_name(plan, language, one.category)))
    if one.kind is Kind.CRITERION:
        how = answer_names(t)[one.answer] + (t("; có xin ảnh") if one.photo else "")
        lines.append(t("Trả lời: {how}", how=how))
    lines.append(t("Hiện nay: {status}", status=state_words(t, one)))
    lines.append(t("Người đề nghị: {name}", name=one.by))
    lines += [t("Lý do: “{reason}”", reason=one.note)] if one.note else []
    return "\n".join([*lines, beside(t, one.kind)])


def beside(t: Translate, kind: Kind) -> str:
    """What every officer is reminded of."""
    if kind is Kind.MODEL:
        return t("Gương vẫn tính đủ vào loại của kế hoạch, mô hình được đếm ở dòng riêng.")
    return t("Chỉ hỏi thêm, ghi ở dòng riêng; không làm gương đạt hay chưa đạt tiêu chí kế hoạch.")


def wrong(t: Translate, why: Objection) -> str:
    """What is wrong with the words, and what to do instead."""
    return {
        Objection.EMPTY: t("Xin gõ vài chữ."),
        Objection.LONG: t("Dài quá {most} chữ cái, xin viết gọn lại.", most=LONGEST),
        Objection.WEAKENS: t(
            "Địa phương chỉ được hỏi thêm: không bỏ, không thay, không hạ tiêu chí nào của kế"
            " hoạch, cũng không tự định gương đạt hay chưa đạt. Đồng chí viết lại nhé."
        ),
        Objection.PLAN: t("Kế hoạch đã hỏi điều này rồi. Đồng chí hỏi thêm điều khác nhé."),
        Objection.KNOWN: t("Điều này đã có ở đơn vị hoặc ở cấp trên. Đồng chí viết ý khác nhé."),
        Objection.MANY: t(
            "Mỗi loại chỉ thêm nhiều nhất {most} tiêu chí, để bà con không phải trả lời quá nhiều."
            " Muốn thêm, đồng chí ngừng bớt một tiêu chí.", most=MOST,
        ),
    }[why]  # fmt: skip


def act_names(t: Translate, one: Addition) -> Mapping[Act, str]:
    """What may be done, as buttons."""
    return {
        Act.PROPOSE: t("Gửi duyệt"), Act.APPROVE: t("Đồng ý"), Act.DECLINE: t("Chưa đồng ý"),
        Act.WITHDRAW: t("Ngừng") if one.began else t("Bỏ"), Act.RAISE: t("Đề nghị toàn tỉnh"),
        Act.ADOPT: t("Áp dụng toàn tỉnh"), Act.KEEP: t("Chưa áp dụng chung"),
    }  # fmt: skip
