"""Personal data: what the person praised has agreed to, and what may be wished about it.

A consent is for one purpose and keeps the very words that were agreed to. The purposes are the
options of the plan's question R10; the answer to R10 says what stands now, the consents say how it
came about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from campaign.exemplar import Record, Value

QUESTION = "R10"
NAME, PICTURES = "name", "photo"  # purposes the rules know; the plan may have others
NONE = "none"  # nobody was asked yet, or everything was withdrawn


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


class PrivacyDesk(Protocol):
    """What may be seen of personal data; nothing of records that may not be seen."""

    def consents(self, record_id: int) -> Sequence[Consent]: ...  # oldest first


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


PrivacyWish: TypeAlias = Agree


# --- what comes of them


@dataclass(frozen=True, slots=True)
class Agreed:
    record: Record
    purposes: tuple[str, ...]


PrivacyOutcome: TypeAlias = Agreed
