"""What is said when a wish about duties was granted."""

from collections.abc import Sequence
from typing import assert_never

from campaign.desk import Desk, Open
from campaign.duties import End
from campaign.duty_wishes import DaySet, DutyOutcome, Ended, LeadSet, Nudged, TooOften
from campaign.text import shorten
from conversations.duty_words import level_name, term_name, until
from conversations.showing import Say
from conversations.words import SOURCE, Translate

NAMES = 600  # characters of names in one list


def outcome(t: Translate, desk: Desk, came: DutyOutcome) -> tuple[Say, Open | None]:
    match came:
        case Ended(duty=duty):
            return Say(_ended(t, duty.done.how if duty.done else None)), Open("home")
        case DaySet(term=term, day=day):
            said = t(
                "Đã đặt ngày cho {what}: {until}.", what=_name(desk, term), until=until(t, day)
            )
            return Say(said), Open("due")
        case LeadSet(level=level, days=days):
            name = level_name(_language(desk), desk.plan, level)
            said = t("Đã đặt: {level} sớm hơn cấp tỉnh {n} ngày.", level=name, n=days)
            return Say(said), Open("due")
        case Nudged():
            return Say(_nudged(t, desk, came)), Open("home")
        case TooOften(term=term):
            said = t("Hôm nay đã nhắc đủ số lần cho {what}. Mai đồng chí nhắc tiếp.",
                     what=_name(desk, term))  # fmt: skip
            return Say(said), Open("home")
    assert_never(came)


def _ended(t: Translate, how: End | None) -> str:
    if how is End.NOTHING:
        return t("Đã ghi: kỳ này đơn vị chưa có ai để giới thiệu. Cảm ơn đồng chí đã trả lời.")
    return t("Việc này đã xong từ trước. Cảm ơn đồng chí.")


def _nudged(t: Translate, desk: Desk, came: Nudged) -> str:
    lines = [t("Đã nhắc {n} đơn vị.", n=len(came.reached))]
    if came.already:
        lines.append(t("Hôm nay đã được nhắc rồi: {units}.", units=_some(came.already)))
    if came.missed:
        lines.append(t("Chưa nhắn được, xin gọi điện: {units}.", units=_some(came.missed)))
    lines.append(t("Để dán vào nhóm Zalo:"))
    lines.append(_for_group(t, desk, came))
    return "\n".join(lines)


def _for_group(t: Translate, desk: Desk, came: Nudged) -> str:
    """Units only, nobody's name: what a supervisor may paste anywhere."""
    units = (*came.reached, *came.already, *came.missed)
    late = desk.deadlines.late(came.term)
    when = until(t, late[0].last_day) if late and late[0].days <= 0 else t("sớm")
    return t(
        "Kính mời các đơn vị chưa trả lời “{what}” nhắn Gương Sáng, gõ hạn {when}: {units}.",
        what=_name(desk, came.term), when=when, units=_some(units),
    )  # fmt: skip


def _some(units: Sequence[str]) -> str:
    """Names as far as they fit, and how many more there are."""
    return shorten(", ".join(units), NAMES)


def _name(desk: Desk, key: str) -> str:
    return next(term_name(_language(desk), one) for one in desk.deadlines.terms() if one.key == key)


def _language(desk: Desk) -> str:
    return desk.me.language if desk.me else SOURCE
