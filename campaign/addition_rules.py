"""What is wrong with the words of an addition: it may ask for more, never for less.

No words could change the plan (`campaign.additions` says why); this keeps officers from writing
what would read to a village as if they did.
"""

from collections.abc import Iterable
from enum import StrEnum
from re import compile as pattern

from campaign.additions import ALIVE, LONGEST, MOST, Addition, Kind
from campaign.plan import Plan
from campaign.text import fold


class Objection(StrEnum):
    """Why an addition is not taken; each has one sentence that says what to do instead."""

    EMPTY = "empty"
    LONG = "long"
    WEAKENS = "weakens"  # it would take away, replace, lower or settle what the plan asks
    PLAN = "plan"  # the plan asks this already
    KNOWN = "known"  # it is there already, here or from a unit above
    MANY = "many"


# What would take something from the plan: a verb that lessens, close behind it what is lessened.
# Either alone is an honest question ("Có bỏ hủ tục lạc hậu không?"). Accents count where there are
# any: "bộ tiêu chí" takes nothing away. `_PLAIN` reads what was typed without them.
_VERBS = (
    "bỏ|bỏ qua|bỏ bớt|cắt|cắt bớt|giảm|giảm bớt|hạ|hạ thấp|miễn|nới|nới lỏng|sửa|thay|thay cho|"
    "thay thế|bù cho|bù vào|khỏi|khỏi phải|không cần|không phải|chỉ cần"
)
_OBJECTS = (
    "tiêu chí|tiêu chuẩn|chỉ tiêu|điều kiện|ngưỡng|xếp loại|minh chứng|kế hoạch|"
    "quy định của (?:tỉnh|kế hoạch)|mức (?:thu nhập|đạt|quy định|bình quân)"
)
_SETTLES = (
    r"(?:coi như|coi là|xem như|tính là|được tính|là đủ|mới được) (?:[^ ]+ ){0,3}(?:đạt|công nhận)|"
    r"(?:không cần|không phải|khỏi|khỏi phải|chỉ cần) đạt"
)
_LESS = rf"(?<!\w)(?:{_VERBS}) (?!đổi |nghèo )(?:[^ ]+ ){{0,2}}(?:{_OBJECTS})(?!\w)|{_SETTLES}"
_ACCENTED, _PLAIN = pattern(_LESS), pattern(fold(_LESS))


def objection(
    kind: Kind, text: str, category: str, plan: Plan, known: Iterable[Addition]
) -> Objection | None:
    """`known` are the additions of the same unit and those in force above it."""
    folded = fold(text).strip(" ?.!")
    if not folded:
        return Objection.EMPTY
    if len(text) > LONGEST:
        return Objection.LONG
    if weakens(text, plan):
        return Objection.WEAKENS
    if kind is Kind.CRITERION and folded in _asked(plan, category):
        return Objection.PLAN
    return _beside(kind, folded, category, known)


def weakens(text: str, plan: Plan) -> bool:
    """Whether words would take something from the plan, or name a criterion of it."""
    said = " ".join(text.lower().split())
    words = frozenset(word.strip(',;:?!.()“”"') for word in said.split())
    if any(c.id.lower() in words for c in plan.criteria):
        return True
    return bool((_PLAIN if said.isascii() else _ACCENTED).search(said))


def _asked(plan: Plan, category: str) -> frozenset[str]:
    """Every wording of the plan in a category, and what its criteria are called."""
    mine = [c for c in plan.criteria if not c.categories or category in c.categories]
    names = {c.name.vi for c in mine}
    names |= {w.vi for c in mine for part in c.parts for w in part.ask.values()}
    return frozenset(fold(name).strip(" ?.!") for name in names)


def _beside(kind: Kind, folded: str, category: str, known: Iterable[Addition]) -> Objection | None:
    same = [a for a in known if (a.kind, a.category) == (kind, category) and a.state in ALIVE]
    if any(fold(a.text).strip(" ?.!") == folded for a in same):
        return Objection.KNOWN
    return Objection.MANY if kind is Kind.CRITERION and len(same) >= MOST else None
