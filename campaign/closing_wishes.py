"""What may be wished about lists and reports, and what comes of it."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from campaign.closing import Closed


@dataclass(frozen=True, slots=True)
class CloseList:
    """Freeze the list as its author saw it, as number `number`, and send it up."""

    term: str
    number: int
    mark: str  # of the snapshot that was seen


@dataclass(frozen=True, slots=True)
class AnswerList:
    """The level above answers a list: RECEIVED, or MEND with a reason."""

    list_id: int
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SendReport:
    """Say that a report was sent on paper; said again, it corrects what was said before."""

    term: str
    number: str
    day: date
    evidence: int = 0  # a photo of the signed paper


ListWish: TypeAlias = CloseList | AnswerList | SendReport


@dataclass(frozen=True, slots=True)
class ListClosed:
    closed: Closed
    officers: tuple[str, ...]  # of the level above


@dataclass(frozen=True, slots=True)
class ListMoved:
    """The list is not any more what its author saw."""

    term: str


@dataclass(frozen=True, slots=True)
class ListAnswered:
    closed: Closed


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Somebody answered the list first, or a newer one has followed it."""

    closed: Closed


@dataclass(frozen=True, slots=True)
class Reported:
    """`again`: it corrects what was said before."""

    term: str
    unit: str
    number: str
    day: date
    photo: bool
    again: bool
    officers: tuple[str, ...]


ListOutcome: TypeAlias = ListClosed | ListMoved | ListAnswered | Overtaken | Reported
