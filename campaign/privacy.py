"""Personal data: what the person praised has agreed to, and what may be wished about it.

A consent is for one purpose and keeps the very words that were agreed to. The purposes are the
options of the plan's question R10; the answer to R10 says what stands now, the consents say how it
came about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from campaign.exemplar import Record, Value
from campaign.people import Verb

QUESTION = "R10"
NAME, PICTURES, PRESS = (
    "name",
    "photo",
    "press",
)  # purposes the rules know; the plan may have others
NONE = "none"  # nobody was asked yet, or everything was withdrawn

NAMELESS = "(không nêu tên)"  # stands where a name stood that was withdrawn

# What may still be done with a record whose person has withdrawn: to end it.
ENDS = frozenset({Verb.DECLINE, Verb.WITHDRAW, Verb.SUSPEND, Verb.CLOSE, Verb.REVOKE})


class Children(StrEnum):
    """Whether children under 16 are told of or shown; nothing is published until that is known."""

    UNKNOWN = ""
    NONE = "none"
    GUARDIAN = "guardian"  # who stands for them agrees
    UNASKED = "unasked"


def may_publish(record: Record) -> bool:
    """Whether texts and photos may leave the Front: agreed to, for children by who stands for
    them.
    """
    told = record.children in {Children.NONE, Children.GUARDIAN}
    return told and not record.hidden and PRESS in agreed(record.answers.get(QUESTION))


def may_show(record: Record) -> bool:
    """Whether photos may be seen by the levels above."""
    return record.children != Children.UNASKED and PICTURES in agreed(record.answers.get(QUESTION))


def agreed(answer: Value) -> tuple[str, ...]:
    """The purposes in an answer to R10."""
    return tuple(p for p in answer if p != NONE) if isinstance(answer, list) else ()


class How(StrEnum):
    """By what a consent was given: said and noted by a tap, signed, or spoken into a voice note."""

    TAP = "tap"
    PHOTO = "photo"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class Consent:
    """`by` noted it; `wording` is what was agreed to, in the words of `edition`."""

    purpose: str
    wording: str
    edition: str
    how: How
    by: str
    at: datetime
    withdrawn_at: datetime | None = None


class Kind(StrEnum):
    """What somebody asks for about what is kept of them."""

    SEE = "see"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    ERASE = "erase"


class Verified(StrEnum):
    """How it was made sure that who asks may ask."""

    KNOWN = "known"  # face to face
    PHONE = "phone"
    PAPER = "paper"
    OWN = "own"  # on their own account


@dataclass(frozen=True, slots=True)
class DataRequest:
    """A request that waits. `about` is a record's code or a user's name, `by` recorded it.

    The legal clock: an answer until `answer_by`, no use of the data after `stop_by`.
    """

    id: int
    kind: Kind
    about: str
    asker: str
    by: str
    by_id: int
    at: datetime
    answer_by: date
    stop_by: date
    path: tuple[int, ...]  # where the record or the user's post lies
    record_id: int = 0
    note: str = ""
    praise_id: int = 0  # or of a commendation without a record


@dataclass(frozen=True, slots=True)
class Mine:
    """What is kept of a user besides name, posts and title."""

    phone: str
    channels: tuple[str, ...]
    records: int  # they put forward or helped with
    answers: int
    evidence: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """What is kept of a record's evidence, whether it is shown or not."""

    pieces: int
    erased: bool


class PrivacyDesk(Protocol):
    """What may be seen of personal data; nothing of records that may not be seen."""

    def consents(self, record_id: int) -> Sequence[Consent]: ...  # oldest first
    def held(self, record_id: int) -> Held: ...
    def mine(self) -> Mine | None: ...
    def requests(self) -> Sequence[DataRequest]: ...  # at my posts or below, the most urgent first
    def settles(self, request: DataRequest) -> bool: ...  # whether I am a second person for it


# --- wishes


@dataclass(frozen=True, slots=True)
class Agree:
    """Note what the person praised agrees to: `wording` is the text for each purpose.

    `evidence` is a photo of a signature or a voice note; 0: it was only said.
    """

    record_id: int
    wording: Mapping[str, str]
    edition: str
    evidence: int = 0
    note: str = ""
    children: Children = Children.UNKNOWN  # left as it is
    guardian: str = ""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Whom a record praises takes back what they agreed to: all of it where `purposes` holds the
    name. `asker` says who came, `verified` how it was made sure that they may.
    """

    record_id: int
    purposes: tuple[str, ...]
    asker: str
    verified: Verified


@dataclass(frozen=True, slots=True)
class See:
    """Whom a record praises is read what is kept of them."""

    record_id: int
    asker: str
    verified: Verified


@dataclass(frozen=True, slots=True)
class Correct:
    """Whom a record praises wants other words in the place of an answer (the name, the story)."""

    record_id: int
    key: str
    text: str
    asker: str
    verified: Verified


@dataclass(frozen=True, slots=True)
class AskErase:
    """Erase what is kept of whom a record praises; without a record, of the user who asks."""

    record_id: int = 0
    asker: str = ""
    verified: Verified = Verified.OWN


@dataclass(frozen=True, slots=True)
class SettleData:
    """Agree, as the second person, to what somebody asked for, or not."""

    id: int
    agreed: bool


@dataclass(frozen=True, slots=True)
class FlagChildren:
    """Say whether children under 16 are in it, and who stands for them."""

    record_id: int
    children: Children
    guardian: str = ""


@dataclass(frozen=True, slots=True)
class Rename:
    """Correct one's own name."""

    name: str


PrivacyWish: TypeAlias = (
    Agree | Withdraw | See | Correct | AskErase | SettleData | Rename | FlagChildren
)


# --- what comes of them


@dataclass(frozen=True, slots=True)
class Agreed:
    record: Record
    purposes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """`hidden`: nothing but figures is left of it."""

    record_id: int
    name: str  # as it was
    purposes: tuple[str, ...]
    hidden: bool
    draft: bool  # which is then dropped
    code: str
    path: tuple[int, ...]  # where it lies; whoever holds a post there hears of it


@dataclass(frozen=True, slots=True)
class Seen:
    record: Record


@dataclass(frozen=True, slots=True)
class Corrected:
    record: Record


@dataclass(frozen=True, slots=True)
class Asked:
    """It waits for a second person: one of `seconds`; nobody: then only the operator can."""

    request: DataRequest
    seconds: tuple[tuple[int, str], ...]  # ids and names


@dataclass(frozen=True, slots=True)
class Settled:
    request: DataRequest
    agreed: bool


@dataclass(frozen=True, slots=True)
class Flagged:
    record: Record


@dataclass(frozen=True, slots=True)
class Renamed:
    name: str


PrivacyOutcome: TypeAlias = (
    Agreed | Withdrawn | Seen | Corrected | Asked | Settled | Renamed | Flagged
)
