"""What a conversation may see (Desk) and what it may wish for (Effect). Made real in storage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from campaign.broadcasts import BroadcastDesk, BroadcastOutcome, BroadcastWish
from campaign.closing import Lists
from campaign.closing_wishes import ListOutcome, ListWish
from campaign.deadline_desk import DeadlineDesk
from campaign.duty_wishes import DutyOutcome, DutyWish, Habit
from campaign.exemplar import Ask, Line, Loose, Record, Value
from campaign.field import Field, FieldOutcome, FieldWish
from campaign.ground import GroundDone, OnGround
from campaign.habits import HabitOutcome, HabitWish
from campaign.life import LifeDesk, LifeOutcome, LifeWish
from campaign.people import Person, Role, Verb
from campaign.people_wishes import Invitation, PeopleDesk, PeopleOutcome, PeopleWish
from campaign.plan import Plan
from campaign.privacy import PrivacyOutcome, PrivacyWish
from campaign.review_wishes import ReviewOutcome, ReviewWish
from campaign.reviewing import ReviewDesk
from campaign.summary import PictureComing, SendPicture, Summary
from campaign.units import Unit
from campaign.worklists import Worklists


@dataclass(frozen=True, slots=True)
class Chore:
    """Questions of one record that wait for the asker's post."""

    line: Line
    keys: tuple[str, ...]


class Desk(Protocol):
    """Everything is read lazily, at today's date, and only as far as the asker's rights go."""

    @property
    def now(self) -> datetime: ...
    @property
    def today(self) -> date: ...
    @property
    def me(self) -> Person | None: ...
    @property
    def plan(self) -> Plan: ...
    @property
    def has_districts(self) -> bool: ...  # until the level ends

    def invitation(self, code: str) -> Invitation | None: ...
    def answers(self, record_id: int) -> Mapping[str, Value]: ...  # nothing where not allowed
    def plan_of(self, record_id: int) -> Plan: ...  # the version the record is pinned to
    def record(self, id: int) -> Record | None: ...
    def by_number(self, number: int) -> Record | None: ...
    def mine(self) -> Sequence[Line]: ...
    def tray(self) -> Sequence[Line]: ...  # the oldest of what waits for my post
    def in_tray(self) -> int: ...  # how many they are in all
    def chores(self) -> Sequence[Chore]: ...
    def unanswered(self) -> Sequence[Chore]: ...  # own records with questions still open
    @property
    def worklists(self) -> Worklists: ...
    def similar(self, kind: str, name: str, unit_id: int, except_id: int) -> Sequence[Line]: ...
    def unit(self, id: int) -> Unit | None: ...
    def below(self, id: int) -> Sequence[Unit]: ...
    def units_named(self, text: str) -> Sequence[Unit]: ...
    def loose(self) -> Loose | None: ...
    def kept(self, record_id: int, key: str) -> Mapping[str, int]: ...  # received, of each kind
    def summary(self, unit_id: int, phase: str, as_of: datetime | None) -> Summary: ...
    @property
    def deadlines(self) -> DeadlineDesk: ...
    @property
    def lists(self) -> Lists: ...  # closed lists, and the one that would be closed now
    def habit(self) -> Habit: ...  # when I want to be reminded
    @property
    def people(self) -> PeopleDesk: ...
    def helpers(self) -> Sequence[tuple[str, str]]: ...  # name and phone of the unit above
    @property
    def broadcasts(self) -> BroadcastDesk: ...
    @property
    def reviews(self) -> ReviewDesk: ...
    @property
    def life(self) -> LifeDesk: ...  # what comes after registration
    @property
    def field(self) -> Field: ...


@dataclass(frozen=True, slots=True)
class Open:
    """Go to another conversation, about `subject` (a record or unit id, or nothing)."""

    conversation: str
    subject: int = 0
    reopen: str | None = None  # a question to ask again there
    given: Mapping[str, str] = field(default_factory=dict)  # answers it need not ask for


@dataclass(frozen=True, slots=True)
class Join:
    code: str
    name: str = ""  # where nobody has said it yet


@dataclass(frozen=True, slots=True)
class Move:
    """Take a step of the workflow, on the version of the record its author saw."""

    record_id: int
    version: int
    verb: Verb
    note: str = ""
    key: str = ""  # the question a RETURN is about, the first of `asks`
    fields: Mapping[str, str] = field(default_factory=dict)  # opinion or decision: number, date …
    asks: tuple[Ask, ...] = ()  # every question a RETURN is about, each with its reason
    paper: int = 0  # a picture of the signed decision


@dataclass(frozen=True, slots=True)
class Assign:
    """Give evidence that came out of the blue to a question of a record."""

    evidence: tuple[int, ...]
    record_id: int
    key: str


@dataclass(frozen=True, slots=True)
class Discard:
    """Drop a draft: kept for the export's history, gone from every list."""

    record_id: int
    version: int
    instead: int = 0  # the record it turned out to be


@dataclass(frozen=True, slots=True)
class Speak:
    """Change the language the bot speaks to this person."""

    language: str


@dataclass(frozen=True, slots=True)
class GivePhone:
    """Let the levels around this person know their number."""

    phone: str


@dataclass(frozen=True, slots=True)
class Invite:
    """Make an invite code for a post in a unit."""

    unit_id: int
    role: Role
    name: str


@dataclass(frozen=True, slots=True)
class Connect:
    """Make a code by which the asker is the same person on one more channel."""


@dataclass(frozen=True, slots=True)
class Begin:
    """Give a first answer a record to live with."""


Effect: TypeAlias = (
    Open | Begin | Join | Move | Assign | Discard | Speak | GivePhone | Invite | Connect
    | DutyWish | ListWish | HabitWish | PeopleWish | FieldWish | SendPicture | BroadcastWish
    | ReviewWish | OnGround | LifeWish | PrivacyWish
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Began:
    record_id: int


@dataclass(frozen=True, slots=True)
class Joined:
    unit: str
    role: Role


@dataclass(frozen=True, slots=True)
class Moved:
    """A step was taken; `waits_for` is the role that acts next, `officers` their names."""

    record: Record
    verb: Verb
    waits_for: Role | None
    officers: tuple[str, ...] = ()
    note: str = ""  # the reason that was given
    again: bool = False  # sent again after more was asked for
    left: Role | None = None  # whose desk it lay on
    helper: str = ""  # who sent it for its author


@dataclass(frozen=True, slots=True)
class Assigned:
    record: Record
    count: int


@dataclass(frozen=True, slots=True)
class Discarded:
    name: str
    instead: int = 0


@dataclass(frozen=True, slots=True)
class Spoke:
    language: str


@dataclass(frozen=True, slots=True)
class PhoneGiven:
    phone: str


@dataclass(frozen=True, slots=True)
class Invited:
    code: str
    unit: str
    role: Role
    expires: date
    links: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Connecting:
    """A code for one's own next channel; it lives for some minutes."""

    code: str
    minutes: int
    links: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stale:
    """Somebody else changed the record first; its author sees it fresh."""

    record_id: int


class Refusal(StrEnum):
    """Why a wish was not granted; each has one kind sentence in `conversations.notices`."""

    RIGHTS = "rights"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Refused:
    why: Refusal


Outcome: TypeAlias = (
    Began | Joined | Moved | Assigned | Discarded | Spoke | PhoneGiven | Invited
    | Connecting | DutyOutcome | ListOutcome | HabitOutcome | PeopleOutcome | FieldOutcome
    | PictureComing | BroadcastOutcome | ReviewOutcome | GroundDone | LifeOutcome
    | PrivacyOutcome | Stale | Refused
)  # fmt: skip
