"""Registering again for the next phase: the same model, another registration.

What lives on is no copy: both registrations are about one subject, and each counts in its phase.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from campaign.exemplar import Line, Record
from campaign.plan import Plan
from campaign.workflow import REGISTERED

RENEWABLE = REGISTERED  # statuses of a registration that may be followed by another


class Choice(StrEnum):
    KEEP = "keep"  # what was registered goes on
    RAISE = "raise"  # more is promised
    STOP = "stop"


# What goes along from one registration to the next; photos, consent and dates are asked anew.
CARRIED = ("R1", "R2", "R3", "R4", "R6", "R9")
DEEDS = "R5"  # goes along where it is kept


def following(plan: Plan, today: date) -> Mapping[str, str]:
    """By phase the later one that is open on a day; phases that nothing follows are left out."""
    found = {}
    for phase in plan.phases:
        later = [p for p in plan.phases if p.begins > phase.begins and p.begins <= today <= p.ends]
        if later:
            found[phase.id] = later[0].id
    return found


@dataclass(frozen=True, slots=True)
class Tie:
    """Another registration of the same subject."""

    id: int
    number: int
    phase: str
    later: bool


@dataclass(frozen=True, slots=True)
class Renewable:
    line: Line
    phase: str  # for which it may be registered again


@dataclass(frozen=True, slots=True)
class Renew:
    """Register a subject for another phase, or say that it stops (`why`)."""

    record_id: int
    phase: str
    choice: Choice
    why: str = ""


@dataclass(frozen=True, slots=True)
class Renewed:
    """A draft of the next registration, with what goes along; none where it stops."""

    record: Record
    phase: str
    choice: Choice
    draft_id: int
    why: str = ""


RenewalWish: TypeAlias = Renew
RenewalOutcome: TypeAlias = Renewed
