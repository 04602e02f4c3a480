"""Changing what was registered, after it was confirmed.

The old wording stands until the level above agrees; the record keeps its status and is counted as
before. Every wording that ever stood can be read again: an amendment holds what it replaced.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from campaign.exemplar import Record, Value
from campaign.people import Role
from campaign.workflow import REGISTERED, Status

# What may change: the name, the deeds, who answers for them and who helps, the dates.
KEYS = ("R4", "R5", "R6", "R6/mentor", "R7", "R7/check")
AMENDABLE = tuple(s for s in REGISTERED if s is not Status.CLOSED)
OPEN, ACCEPTED, REFUSED, REPLACED = "open", "accepted", "refused", "replaced"


@dataclass(frozen=True, slots=True)
class Amendment:
    """New answers by question key, and those they replace."""

    id: int
    number: int  # of this record, from 1
    state: str  # OPEN, ACCEPTED, REFUSED or REPLACED
    changes: Mapping[str, Value]
    before: Mapping[str, Value]
    why: str
    by: str
    at: datetime
    waits_for: Role
    answered_by: str = ""
    answered_at: datetime | None = None
    note: str = ""  # why it was refused


def open_of(amendments: Iterable[Amendment]) -> Amendment | None:
    """The one that waits for an answer; there is at most one."""
    return next((a for a in amendments if a.state == OPEN), None)


def may_ask(role: Role, registrant: Role) -> bool:
    """Whether a post may ask for a change: the registrant's, and the commune's for a village's."""
    return role is registrant or (role is Role.COMMUNE and registrant is Role.REPORTER)


def judge_of(role: Role, *, district: bool) -> Role:
    """Who agrees to what a post asks for; the province to its own."""
    if role is Role.REPORTER:
        return Role.COMMUNE
    return Role.DISTRICT if role is Role.COMMUNE and district else Role.PROVINCE


@dataclass(frozen=True, slots=True)
class Amend:
    """Ask for other answers to some of `KEYS`."""

    record_id: int
    version: int
    changes: Mapping[str, Value]
    why: str


@dataclass(frozen=True, slots=True)
class AnswerAmendment:
    """Agree to an amendment, or not and say why."""

    record_id: int
    amendment_id: int
    agreed: bool
    note: str = ""


AmendmentWish: TypeAlias = Amend | AnswerAmendment


@dataclass(frozen=True, slots=True)
class Amended:
    """Asked for; `officers` are those who may agree."""

    record: Record
    amendment: Amendment
    officers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AmendmentAnswered:
    record: Record
    amendment: Amendment
    asker_id: int


AmendmentOutcome: TypeAlias = Amended | AmendmentAnswered
