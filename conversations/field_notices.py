"""What is said of the field: an exemplar to learn from, a check on the spot, a list drawn."""

from typing import assert_never

from campaign.desk import Desk, Open
from campaign.field import Checked, Drawn, FieldOutcome, Learning
from campaign.proof import Finding
from campaign.replication import InvitedToRegister, LinkAnswered
from conversations import replication_notices
from conversations.proof_words import criterion_name
from conversations.record_words import capital, in_sentence
from conversations.showing import Say
from conversations.words import Translate, day


def outcome(t: Translate, desk: Desk, came: FieldOutcome) -> tuple[Say, Open | None]:
    """The sentence for the author, and where they go next."""
    match came:
        case Learning():
            return Say(_learning(t, came)), Open("home")
        case Checked():
            return Say(_checked(t, desk, came)), _after(desk, came)
        case Drawn(again=again):
            said = t("Danh sách quý này đã bốc từ trước, nên giữ nguyên:")
            return Say(said if again else t("Đã bốc xong danh sách quý này.")), Open("spotlist")
        case LinkAnswered() | InvitedToRegister():
            return replication_notices.outcome(t, came)
    assert_never(came)


def _learning(t: Translate, came: Learning) -> str:
    unit = capital(in_sentence(came.unit))
    if came.again:
        return t("Gương Sáng đã ghi từ trước: {unit} muốn học theo {name}.",
                 unit=in_sentence(came.unit), name=came.near.name)  # fmt: skip
    said = t("Đã ghi: {unit} muốn học theo {name}.", unit=unit, name=came.near.name)
    who = ", ".join((*came.officers, came.near.unit))
    return said + " " + t("Gương Sáng đã báo {who}.", who=who)


def _checked(t: Translate, desk: Desk, came: Checked) -> str:
    language = desk.me.language if desk.me else ""
    what = criterion_name(language, came.record.plan, came.key) or t("cả hồ sơ")
    found = t("đúng") if came.finding is Finding.RIGHT else t("chưa đúng")
    said = t("Đã ghi kiểm tra tại chỗ {code} {name}, {what}: {found}.", code=came.record.code,
             name=came.record.heading.name, what=what, found=found)  # fmt: skip
    if came.next_visit is None:
        return said
    return said + " " + t("Hẹn kiểm tra lại ngày {day}.", day=day(came.next_visit))


def _after(desk: Desk, came: Checked) -> Open:
    """Back to the quarter's list where the record stands in it."""
    draw = desk.field.draw()
    listed = draw is not None and came.record.id in {line.id for line in draw.lines}
    return Open("spotlist") if listed and not came.key else Open("card", came.record.id)


# --- to others: nobody's number is given out


def to_above(t: Translate, came: Learning, who: str) -> str:
    """To whoever stands above the unit that wants to learn."""
    return t(
        "{unit} ({who}) muốn học theo gương {number} {name}, {place}. "
        "Đồng chí giúp hai bên gặp nhau nhé.",
        unit=came.unit, who=who, number=f"{came.near.number:04d}", name=came.near.name,
        place=", ".join(part for part in (came.near.unit, came.near.above) if part),
    )  # fmt: skip


def to_exemplars_unit(t: Translate, came: Learning, place: str) -> str:
    """To whoever registered the exemplar; `place` is the unit that wants to learn."""
    return t(
        "Tin vui: {unit} muốn học theo gương {number} {name} của đơn vị đồng chí. "
        "Cán bộ Mặt trận cấp trên sẽ liên hệ.",
        unit=place, number=f"{came.near.number:04d}", name=came.near.name,
    )  # fmt: skip
