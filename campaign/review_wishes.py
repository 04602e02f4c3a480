"""What may be wished about records under review besides a step, and what comes of it."""

from dataclasses import dataclass
from typing import TypeAlias

from campaign.batches import BatchAsked, BatchRefused, BatchWish
from campaign.clusters import ClusterOutcome, ClusterWish
from campaign.exemplar import Record, Value
from campaign.people import Role, Verb
from campaign.reviewing import Inquiry


@dataclass(frozen=True, slots=True)
class Inquire:
    """Ask the author of a record something, without sending it back."""

    record_id: int
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer what was asked: words, a voice note or a picture."""

    inquiry_id: int
    value: Value


ReviewWish: TypeAlias = Inquire | Reply | BatchWish | ClusterWish


@dataclass(frozen=True, slots=True)
class Inquired:
    record: Record
    inquiry: Inquiry


@dataclass(frozen=True, slots=True)
class Replied:
    record: Record
    inquiry: Inquiry
    left: int  # other questions about the record that wait for the same author


@dataclass(frozen=True, slots=True)
class AlreadyReplied:
    """Somebody of the same post was first."""

    record_id: int


@dataclass(frozen=True, slots=True)
class MovedAll:
    """A step was taken for many; `left` names those that had changed and wait to be seen again."""

    unit: str
    verb: Verb
    records: tuple[Record, ...]
    left: tuple[str, ...]
    waits_for: Role | None
    asker_id: int = 0  # who had asked for it, where a second officer agreed


ReviewOutcome: TypeAlias = (
    Inquired | Replied | AlreadyReplied | MovedAll | BatchAsked | BatchRefused | ClusterOutcome
)
