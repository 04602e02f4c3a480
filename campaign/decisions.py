"""Signed decisions after they were recorded: put right, undone, shown by a photo of the paper.

Who recorded, corrected or undid one, when and why, stands in the history of the record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from campaign.exemplar import Decision, Record

# Who signs: the level each authority stands at. What is signed elsewhere has none.
LEVELS: Mapping[str, str] = {"xã": "commune", "huyện": "district", "tỉnh": "province"}
CENTRAL = "Trung ương"
_PAPER = "decision#"  # what pictures of a signed decision are filed under, and the decision's id


def paper_key(decision_id: int) -> str:
    return f"{_PAPER}{decision_id}"


def is_paper(key: str) -> bool:
    """Whether evidence under this key shows a decision, and proves nothing of the exemplar."""
    return key.startswith(_PAPER)


def level_of(authority: str) -> str:
    """The level of whoever signed: commune, district, province, central; nothing if unknown."""
    if authority == CENTRAL:
        return "central"
    return next((level for word, level in LEVELS.items() if word in authority.split()), "")


@dataclass(frozen=True, slots=True)
class MendDecision:
    """Put a decision right that was wrongly recorded; `fields` are those that change."""

    record_id: int
    version: int
    decision_id: int
    fields: Mapping[str, str]
    why: str


@dataclass(frozen=True, slots=True)
class UndoDecision:
    """A decision was recorded by mistake: it does not count any more."""

    record_id: int
    version: int
    decision_id: int
    why: str


@dataclass(frozen=True, slots=True)
class ShowPaper:
    """Keep a picture of the signed paper with its decision."""

    record_id: int
    decision_id: int
    paper: int


DecisionWish: TypeAlias = MendDecision | UndoDecision | ShowPaper


@dataclass(frozen=True, slots=True)
class DecisionMended:
    record: Record
    decision: Decision


@dataclass(frozen=True, slots=True)
class DecisionUndone:
    record: Record
    decision: Decision


@dataclass(frozen=True, slots=True)
class PaperShown:
    record: Record
    decision: Decision


DecisionOutcome: TypeAlias = DecisionMended | DecisionUndone | PaperShown
