"""What may be wished about duties and the calendar, and what comes of it."""

from dataclasses import dataclass
from datetime import date, time
from typing import TypeAlias

from campaign.duties import Duty


@dataclass(frozen=True, slots=True)
class NothingNow:
    """The village has nobody to introduce in this round. `term` is the key of a term."""

    term: str


@dataclass(frozen=True, slots=True)
class SetDay:
    """The province sets the last good day of a term."""

    term: str
    day: date


@dataclass(frozen=True, slots=True)
class SetLead:
    """The province sets how many days before its own last day a level has its."""

    level: str
    days: int


@dataclass(frozen=True, slots=True)
class Nudge:
    """Remind everybody one level below who has not done theirs."""

    term: str


DutyWish: TypeAlias = NothingNow | SetDay | SetLead | Nudge


@dataclass(frozen=True, slots=True)
class Ended:
    """A duty is done; `duty` tells by what."""

    duty: Duty


@dataclass(frozen=True, slots=True)
class DaySet:
    term: str
    day: date


@dataclass(frozen=True, slots=True)
class LeadSet:
    level: str
    days: int


@dataclass(frozen=True, slots=True)
class Nudged:
    """Who was reminded and who could not be; `left` more nudges are allowed today."""

    term: str
    reached: tuple[str, ...]  # units
    missed: tuple[str, ...]
    already: tuple[str, ...]  # reminded today by somebody else
    left: int


@dataclass(frozen=True, slots=True)
class TooOften:
    """Nudging is capped for a day."""

    term: str


DutyOutcome: TypeAlias = Ended | DaySet | LeadSet | Nudged | TooOften


@dataclass(frozen=True, slots=True)
class Habit:
    """When somebody wants to be reminded; without an hour at the usual one of their post."""

    hour: time | None = None
    quiet_until: date | None = None
