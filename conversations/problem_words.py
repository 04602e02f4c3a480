"""How difficulties are listed, and what others hear of them."""

from collections.abc import Sequence
from datetime import date

from campaign.desk import Desk
from campaign.people import Role
from campaign.problems import Answered, PassedUp, Problem, ProblemDone, Raised, Settled
from campaign.text import shorten
from conversations.words import Translate

SHOWN = 5  # of each list
PART = 160  # characters of one in a list


def desk_name(t: Translate, role: Role) -> str:
    return {Role.COMMUNE: t("Xã"), Role.DISTRICT: t("Huyện"), Role.PROVINCE: t("Tỉnh")}[role]


def line(problem: Problem) -> str:
    return f"{problem.unit}: {problem.text}"


def how_long(t: Translate, problem: Problem, today: date) -> str:
    days = (today - problem.day).days
    return t("{days} ngày trước", days=days) if days else t("hôm nay")


def overview(t: Translate, desk: Desk) -> str:
    """What waits for one's own answer, what one's unit raised, and who else owes an answer."""
    ground = desk.reviews.ground
    owed, raised, others = ground.to_answer(), ground.raised(), ground.unanswered()
    lines = [t("Khó khăn, đề nghị chờ đồng chí trả lời: {n}.", n=len(owed))] if owed else []
    lines += _raised(t, raised)
    lines += _others(t, others, desk.today)
    return "\n".join(lines) or t("Chưa có khó khăn, đề nghị nào.")


def _raised(t: Translate, raised: Sequence[Problem]) -> list[str]:
    if not raised:
        return []
    return [t("Đơn vị đã nêu:"), *(_own(t, one) for one in raised[:SHOWN])]


def _own(t: Translate, one: Problem) -> str:
    said = shorten(one.text, PART)
    if one.is_open:
        return t("• {text} – chờ {desk} trả lời", text=said, desk=desk_name(t, one.role).lower())
    return t("• {text} – {by} trả lời: {answer}", text=said, by=one.answered_by,
             answer=one.answer)  # fmt: skip


def _others(t: Translate, others: Sequence[Problem], today: date) -> list[str]:
    if not others:
        return []
    lines = [
        t("• {unit}: {text} ({desk}, {when})", unit=one.unit, text=shorten(one.text, PART),
          desk=desk_name(t, one.role).lower(), when=how_long(t, one, today))
        for one in others[:SHOWN]
    ]  # fmt: skip
    return [t("Nơi khác đang chờ trả lời: {n}.", n=len(others)), *lines]


def outcome(t: Translate, done: ProblemDone) -> str:
    """What the author of the wish hears."""
    match done:
        case Raised(problem=problem, officers=officers):
            who = officers[0] if officers else desk_name(t, problem.role)
            return t("Đã gửi tới {who}. Có trả lời, Gương Sáng báo ngay.", who=who)
        case Answered(problem=problem):
            return t("Đã trả lời {unit}. Cảm ơn đồng chí.", unit=problem.unit)
        case PassedUp(problem=problem, officers=officers):
            who = officers[0] if officers else desk_name(t, problem.role)
            return t("Đã chuyển lên {who}.", who=who)
        case Settled(problem=problem):
            return t("Việc của {unit} đã có người khác xử lý trước.", unit=problem.unit)


def to_desk(t: Translate, problem: Problem) -> str:
    """What the desk that owes the answer hears."""
    said = t("{unit}, {by} nêu khó khăn, đề nghị: “{text}”", unit=problem.unit, by=problem.by,
             text=problem.text)  # fmt: skip
    return said + "\n" + t("Gõ: khó khăn")


def to_raiser(t: Translate, problem: Problem) -> str:
    """What whoever raised it hears of the answer."""
    return t("{by} trả lời đề nghị “{text}”: {answer}", by=problem.answered_by,
             text=shorten(problem.text, PART), answer=problem.answer)  # fmt: skip


def passed(t: Translate, problem: Problem) -> str:
    return t("Đề nghị “{text}” đã được chuyển lên cấp {desk}.", text=shorten(problem.text, PART),
             desk=desk_name(t, problem.role).lower())  # fmt: skip
