"""What is said when a wish about the life of a record was granted, to its author and to others."""

from typing import assert_never

from campaign.addition_wishes import AdditionMoved, AdditionRefused, AdditionStale
from campaign.amendments import ACCEPTED, Amended, AmendmentAnswered
from campaign.decisions import DecisionMended, DecisionUndone, PaperShown
from campaign.desk import Open
from campaign.exemplar import RECOGNITION, Record
from campaign.life import LifeOutcome
from campaign.praise import PraiseDone
from campaign.renewal import Choice, Renewed
from campaign.text import shorten
from conversations import addition_notices, amending_words, decision_words, praise_words
from conversations.record_words import desk_name
from conversations.showing import Say
from conversations.words import Translate

LONGEST = 300  # characters of what was registered before


def outcome(  # noqa: C901 - one case for each outcome
    t: Translate, came: LifeOutcome
) -> tuple[Say, Open | None]:
    match came:
        case DecisionMended(record=record, decision=decision):
            said = t("Đã ghi lại cho đúng: {what}.", what=decision_words.bare(t, decision))
            return Say(said), Open("card", record.id)
        case DecisionUndone(record=record, decision=decision):
            said = t("Đã bỏ {what}; ai bỏ, lúc nào, vì sao đều được lưu.",
                     what=decision_words.bare(t, decision))  # fmt: skip
            return Say(said), Open("card", record.id)
        case PaperShown(record=record, decision=decision):
            said = t("Đã giữ ảnh của {what}.", what=decision_words.bare(t, decision))
            return Say(said), Open("card", record.id)
        case Amended(record=record):
            return Say(_amended(t, came)), Open("card", record.id)
        case AmendmentAnswered(record=record, amendment=amendment):
            said = t("Đã ghi là chưa đồng ý điều chỉnh {code} {name}.")
            if amendment.state == ACCEPTED:
                said = t("Đã đồng ý điều chỉnh {code} {name}; bản cũ vẫn được lưu.")
            return Say(_filled(said, record)), Open("card", record.id)
        case Renewed(record=record, choice=Choice.STOP):
            said = t("Đã ghi {name} dừng lại, không đăng ký tiếp. Cảm ơn đồng chí.",
                     name=record.heading.name)  # fmt: skip
            return Say(said), Open("card", record.id)
        case Renewed(choice=Choice.RAISE, draft_id=id):
            return Say(_raised(t, came)), Open("register", id)
        case Renewed(record=record, draft_id=id):
            said = t("Gương Sáng đã chép sẵn từ hồ sơ {code}. Đồng chí bổ sung rồi gửi.",
                     code=record.code)  # fmt: skip
            return Say(said), Open("register", id)
        case PraiseDone():
            return praise_words.outcome(t, came)
        case AdditionMoved() | AdditionRefused() | AdditionStale():
            return addition_notices.outcome(t, came)
    assert_never(came)


def _raised(t: Translate, came: Renewed) -> str:
    said = t("Gương Sáng đã chép sẵn từ hồ sơ {code}.", code=came.record.code)
    story = came.record.answers.get("R5")
    before = str(story["text"]) if isinstance(story, dict) and "text" in story else ""
    lines = [t("Giai đoạn trước: “{story}”", story=shorten(before, LONGEST))] if before else []
    asked = t("Lần này đồng chí ghi việc sẽ làm nhiều hơn, tốt hơn.")
    return "\n".join([said, *lines, asked])


def told_stopped(t: Translate, came: Renewed) -> str:
    """The level above hears that something does not go on."""
    record = came.record
    said = t("{code} {name}, {unit} dừng lại, không đăng ký tiếp.", code=record.code,
             name=record.heading.name, unit=record.unit)  # fmt: skip
    return "\n".join([said, t("Lý do: “{reason}”", reason=came.why), _opens(t, record)])


def _filled(said: str, record: Record) -> str:
    return said.format(code=record.code, name=record.heading.name)


def _amended(t: Translate, came: Amended) -> str:
    if came.amendment.state == ACCEPTED:
        return _filled(t("Đã điều chỉnh {code} {name}; bản cũ vẫn được lưu."), came.record)
    said = _filled(t("Đã gửi điều chỉnh {code} {name}."), came.record)
    who = desk_name(t, came.amendment.waits_for)
    if came.officers:
        who += f" ({came.officers[0]})"
    return f"{said}\n" + t("{who} sẽ xem; đến lúc đó bản đã xác nhận vẫn giữ nguyên.", who=who)


def told_amended(t: Translate, language: str, came: Amended) -> str:
    """Whoever may agree hears what is asked for."""
    said = t("{by} xin điều chỉnh hồ sơ {code} {name}:", by=came.amendment.by,
             code=came.record.code, name=came.record.heading.name)  # fmt: skip
    lines = amending_words.changed(t, language, came.record, came.amendment)
    return "\n".join([said, *lines, _opens(t, came.record)])


def told_answered(t: Translate, came: AmendmentAnswered) -> str:
    """Whoever asked hears the answer."""
    said = _filled(t("Điều chỉnh hồ sơ {code} {name} đã được đồng ý."), came.record)
    lines = [said]
    if came.amendment.state != ACCEPTED:
        lines = [
            _filled(t("Điều chỉnh hồ sơ {code} {name} chưa được đồng ý."), came.record),
            t("Lý do: “{reason}”", reason=came.amendment.note),
        ]
    return "\n".join([*lines, _opens(t, came.record)])


def _opens(t: Translate, record: Record) -> str:
    return t("Gõ: mở {number}", number=f"{record.number:04d}")


def told_undone(t: Translate, came: DecisionUndone) -> str:
    """What those who were told of a decision hear when it turns out to be none."""
    record = came.record
    said = t("QĐ công nhận {code} {name} đã bị ghi nhầm, nay ghi lại là chưa có.")
    if came.decision.kind != RECOGNITION:
        said = t("QĐ khen thưởng {code} {name} đã bị ghi nhầm, nay ghi lại là chưa có.")
    return f"{_filled(said, record)}\n{_opens(t, record)}"
