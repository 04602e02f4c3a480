"""What is said when a wish about the life of a record was granted, to its author and to others."""

from typing import assert_never

from campaign.decisions import DecisionMended, DecisionUndone, PaperShown
from campaign.desk import Open
from campaign.exemplar import RECOGNITION
from campaign.life import LifeOutcome
from conversations import decision_words
from conversations.showing import Say
from conversations.words import Translate


def outcome(t: Translate, came: LifeOutcome) -> tuple[Say, Open | None]:
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
    assert_never(came)


def told_undone(t: Translate, came: DecisionUndone) -> str:
    """What those who were told of a decision hear when it turns out to be none."""
    record = came.record
    said = t("QĐ công nhận {code} {name} đã bị ghi nhầm, nay ghi lại là chưa có.")
    if came.decision.kind != RECOGNITION:
        said = t("QĐ khen thưởng {code} {name} đã bị ghi nhầm, nay ghi lại là chưa có.")
    lines = [said.format(code=record.code, name=record.heading.name)]
    lines.append(t("Gõ: mở {number}", number=f"{record.number:04d}"))
    return "\n".join(lines)
