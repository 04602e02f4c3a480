"""What is said when something was done with an addition: to whoever did it, and to others."""

from typing import assert_never

from campaign.addition_wishes import (
    AdditionMoved,
    AdditionOutcome,
    AdditionRefused,
    AdditionStale,
)
from campaign.additions import REASONED, SECOND, Act, Addition
from campaign.desk import Open
from conversations import addition_words
from conversations.showing import Say
from conversations.words import Translate

LIST = "additions"  # the conversation that shows them


def outcome(t: Translate, came: AdditionOutcome) -> tuple[Say, Open | None]:
    match came:
        case AdditionMoved():
            return Say(_moved(t, came)), Open("tray" if came.act in SECOND else LIST)
        case AdditionRefused(why=why):
            return Say(addition_words.wrong(t, why)), Open(LIST)
        case AdditionStale(id=id):
            said = t("Vừa có người khác cập nhật. Hiện nay như sau:")
            return Say(said), Open(LIST, id)
    assert_never(came)


def _moved(t: Translate, came: AdditionMoved) -> str:
    one = came.addition
    done = {
        Act.PROPOSE: t("Đã gửi: {text}"), Act.APPROVE: t("Đã đồng ý: {text}"),
        Act.DECLINE: t("Đã ghi chưa đồng ý: {text}"),
        Act.WITHDRAW: t("Đã ngừng: {text}") if one.began else t("Đã bỏ: {text}"),
        Act.RAISE: t("Đã đề nghị tỉnh áp dụng chung: {text}"),
        Act.ADOPT: t("Đã áp dụng cho toàn tỉnh: {text}"),
        Act.KEEP: t("Đã ghi chưa áp dụng chung: {text}"),
    }  # fmt: skip
    said = done[came.act] if came.act else t("Đã giữ bản nháp: {text}")
    lines = [said.format(text=_quoted(one))]
    if came.act in (Act.PROPOSE, Act.RAISE):
        lines.append(_who_decides(t, came))
    return "\n".join(lines)


def _who_decides(t: Translate, came: AdditionMoved) -> str:
    if came.officers:
        return t("Người xem: {names}.", names=", ".join(came.officers))
    if came.addition.judge == came.addition.path[-1]:
        return t("Cần một đồng chí khác của tỉnh đồng ý; hiện chưa có ai. Gõ: mời")
    return t("Cấp trên chưa có ai dùng Gương Sáng, đồng chí gọi điện báo giúp nhé.")


def _quoted(one: Addition) -> str:
    return f"“{one.text}”"


def to_deciders(t: Translate, came: AdditionMoved) -> str:
    """Whoever is to decide hears what is asked for; a word to type, never digits."""
    one = came.addition
    head = t("{unit} đề nghị {what}: “{text}”")
    if came.act is Act.RAISE:
        head = t("{unit} đề nghị tỉnh áp dụng chung {what}: “{text}”")
    what = addition_words.kind_name(t, one.kind).lower()
    return head.format(unit=one.unit, what=what, text=one.text) + "\n" + t("Gõ: chờ duyệt")


def to_maker(t: Translate, came: AdditionMoved, by: str) -> str:
    """The unit that made it hears what became of it."""
    one, what = came.addition, addition_words.kind_name(t, came.addition.kind)
    said = {
        Act.APPROVE: t("{what} “{text}” đã được đồng ý, từ nay áp dụng ở {unit}."),
        Act.DECLINE: t("{what} “{text}” chưa được đồng ý."),
        Act.ADOPT: t("Tin vui: tỉnh áp dụng chung {what} “{text}” của {unit}."),
        Act.WITHDRAW: t("{what} “{text}” đã ngừng."),
        Act.KEEP: t("Tỉnh chưa áp dụng chung {what} “{text}”; ở {unit} vẫn áp dụng như cũ."),
    }[came.act or Act.APPROVE]  # fmt: skip
    inside = what if came.act in (Act.APPROVE, Act.DECLINE, Act.WITHDRAW) else what.lower()
    lines = [said.format(what=inside, text=one.text, unit=one.unit)]
    head = t("Người ghi: {name}") if came.act is Act.WITHDRAW else t("Người trả lời: {name}")
    lines.append(head.format(name=by))
    lines += [t("Lý do: “{reason}”", reason=one.note)] if came.act in REASONED else []
    return "\n".join([*lines, t("Gõ: tiêu chí riêng")])
