"""What was declared, and how far it is proved: nothing, evidence, or seen on the spot.

Evidence is advice and never a gate: a declared answer without any counts all the same, but whoever
reads the numbers sees both what was declared and what somebody has verified.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from campaign.asking import items
from campaign.exemplar import Heading, Value, is_state
from campaign.people import Role
from campaign.plan import Criterion, Plan

# Options that declare nothing to be proved.
_NOTHING = frozenset({"no", "none", "not_yet", "not_registered", "not_begun", "unrated", "failed"})


class Finding(StrEnum):
    """What somebody found on the spot."""

    RIGHT = "right"
    WRONG = "wrong"


class Proof(StrEnum):
    """How far one declared answer is proved."""

    SEEN = "seen"  # on the spot, and right
    REFUTED = "refuted"  # on the spot, and not right
    EVIDENCE = "evidence"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Check:
    """What an official saw on the spot; `key` is a criterion, or nothing for the whole record."""

    key: str
    finding: Finding
    day: date
    note: str
    by: str
    role: Role
    at: datetime
    photo: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What counts of the checks of a record, one for each key, the record as a whole first; and
    the day on which somebody means to look again.
    """

    checks: tuple[Check, ...] = ()
    next_visit: date | None = None


def criterion_of(key: str) -> str:
    """The criterion a stored answer or a piece of evidence belongs to."""
    return key.partition("@")[0].partition("/")[0]


def is_positive(criterion: Criterion, value: Value) -> bool:
    """Whether an answer declares something."""
    if is_state(value):
        return False
    match value:
        case None:
            return False
        case str():
            passes = criterion.gate.passes if criterion.gate else ()
            return value in passes if passes else value not in _NOTHING
        case int() | float():
            return value > 0
        case list():
            return any(one not in _NOTHING for one in value)
        case {"num": num}:
            return isinstance(num, int | float) and num > 0
        case dict():
            return any(is_positive(criterion, one) for one in value.values())


def declared(
    plan: Plan, heading: Heading, answers: Mapping[str, Value], today: date
) -> tuple[Criterion, ...]:
    """The criteria with a positive answer for which the plan advises evidence, in its order.

    What is restricted is left out: it is not for everybody who reads a card.
    """
    asked = items(plan, heading, answers, today)
    wanted = [i for i in asked if i.criterion.evidence and not i.criterion.restricted]
    found = [i.criterion for i in wanted if is_positive(i.criterion, answers.get(i.key))]
    return tuple({criterion.id: criterion for criterion in found}.values())


def proof_of(criterion: str, evidence: Collection[str], checks: Mapping[str, Finding]) -> Proof:
    """`evidence`: the keys evidence was sent for; `checks`: what was found last, by criterion."""
    match checks.get(criterion):
        case Finding.RIGHT:
            return Proof.SEEN
        case Finding.WRONG:
            return Proof.REFUTED
        case None:
            there = any(criterion_of(key) == criterion for key in evidence)
            return Proof.EVIDENCE if there else Proof.NONE
