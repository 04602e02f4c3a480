"""What is registered: records, the answers given about them, and the evidence that proves them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from campaign.people import Role
from campaign.plan import Plan
from campaign.record_numbers import spelled
from campaign.workflow import Status

# A stored answer, the same in the database and in the export: an option id, option ids, a number,
# an ISO date, {"num","den"}, {"text"}, {"voice": evidence id}, {field: value} or {"state": …}.
Value: TypeAlias = str | int | float | list[str] | dict[str, "Value"] | None

RECOGNITION, COMMENDATION = "recognition", "commendation"  # kinds of decisions

# What evidence is called when somebody is told of it. In records and in the export a video is a
# file, and its media type says what it is.
PHOTO, VIDEO, VOICE, FILE, LOCATION = "photo", "video", "voice", "file", "location"


def is_state(value: Value, state: str | None = None) -> bool:
    """Whether `value` postpones or waives its question (later, unknown, not_applicable)."""
    if not isinstance(value, dict) or "state" not in value:
        return False
    return state is None or value["state"] == state


@dataclass(frozen=True, slots=True)
class Heading:
    """What is known of a record while it is still being registered; shown in every list."""

    category: str | None = None
    kind: str | None = None
    name: str = ""
    unit_id: int | None = None
    phase: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A question a superior wants more on, and why."""

    key: str
    reason: str
    mended: bool = False  # answered since


@dataclass(frozen=True, slots=True)
class Return:
    """On which questions a superior asked for more, and why: one at least."""

    asks: tuple[Ask, ...]
    by: str
    at: datetime
    source: Status

    @property
    def reason(self) -> str:
        return "; ".join(ask.reason for ask in self.asks)


@dataclass(frozen=True, slots=True)
class Line:
    """One record in a list."""

    id: int
    number: int | None
    name: str
    category: str | None
    unit: str
    status: Status
    at: datetime
    district: bool = True  # one stands above it
    withheld: bool = False  # nobody has agreed yet: above the commune it has no name


@dataclass(frozen=True, slots=True)
class Record:
    """One registration of one subject in one phase, with everything the asker may see of it.

    `answers` holds the record's own answers and the facts of its subject under one key space;
    restricted values are there only for those who may see them, `answered` names all keys.
    """

    id: int
    number: int | None
    version: int
    plan: Plan
    heading: Heading
    unit: str
    path: tuple[int, ...]
    status: Status
    answers: Mapping[str, Value]
    answered: frozenset[str]
    registrant: Role
    returned: Return | None
    evidence: Mapping[str, int]  # pictures and files kept, by question key
    waiting: int  # evidence still on its way
    decisions: tuple["Decision", ...]
    author: str = ""
    entered_by: str = ""  # who typed it in for its author, if somebody else did
    district: bool = True  # one stands above it
    hidden: bool = False  # whom it praises has withdrawn: nothing but figures is left
    erased: bool = False  # and nothing can bring it back
    children: str = ""  # `campaign.privacy.Children`
    unit_ended: bool = False  # it is another unit by now, or none

    @property
    def code(self) -> str:
        return spelled(self.number) if self.number is not None else "nháp"


@dataclass(frozen=True, slots=True)
class Decision:
    """A signed decision somebody recorded: the only thing that recognises or commends."""

    kind: str  # RECOGNITION or COMMENDATION
    authority: str  # who signed it
    number: str
    date: date
    revoked: bool = False
    id: int = 0
    papers: int = 0  # pictures and files of the signed paper
    mistaken: bool = False  # it was never meant for this record, and counts as revoked


@dataclass(frozen=True, slots=True)
class Loose:
    """Evidence that came out of the blue and still belongs to nothing."""

    ids: tuple[int, ...]
    caption: str
    kinds: frozenset[str]  # as they are called
