"""What goes on in the field: exemplars nearby to learn from, what officials saw on the spot, and
the records that chance picks for them to see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeAlias

from campaign.exemplar import Line, Record
from campaign.people import Post, Role
from campaign.proof import Finding, Seen
from campaign.replication import (
    AnswerLink,
    InvitedToRegister,
    InviteToRegister,
    LinkAnswered,
    SpreadDesk,
)

SHOWN = 3  # exemplars nearby
AHEAD = 7  # days before a planned visit from which it is listed and spoken of
FURTHEST = timedelta(days=730)  # that a visit can be planned ahead
_REMINDED = (3, 0)  # days before a planned visit
_AGAIN = 7  # days until one that was not made is said once more


@dataclass(frozen=True, slots=True)
class Near:
    """A recognised exemplar that may be shown to others, as far as its subject has agreed."""

    id: int
    number: int
    name: str
    category: str
    unit: str
    above: str  # the unit above it
    story: str  # nothing where nothing may be published
    picture: int  # the id of a photo, 0 where none may be shown


@dataclass(frozen=True, slots=True)
class Draw:
    """The records that chance picked for a unit in a quarter, in the order drawn."""

    period: str  # "2022-Q2"
    of: int  # records it was drawn from
    at: date
    lines: tuple[Line, ...]
    done: frozenset[int]  # seen on the spot since


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit somebody planned and nobody has made yet; `role` is the post it is for, somewhere on
    the `path` of the record.
    """

    record_id: int
    number: int
    name: str
    unit: str
    path: tuple[int, ...]
    role: Role
    day: date

    def is_for(self, post: Post) -> bool:
        return self.role is post.role and post.unit_id in self.path

    def calls(self, day: date) -> bool:
        """Whether a day is one on which its post is reminded."""
        left = (self.day - day).days
        return left in _REMINDED or (left < 0 and left % _AGAIN == 0)


class Field(Protocol):
    """The part of the desk that is about the field."""

    def near(self) -> Sequence[Near]: ...  # nearest first, at most `SHOWN`
    def seen(self, record_id: int) -> Seen: ...
    def draw(self) -> Draw | None: ...  # of this quarter
    def to_draw_from(self) -> int: ...  # how many records could be drawn
    @property
    def replication(self) -> SpreadDesk: ...


# --- wishes


@dataclass(frozen=True, slots=True)
class LearnFrom:
    """The asker's unit wants to learn from an exemplar."""

    record_id: int


@dataclass(frozen=True, slots=True)
class NoteCheck:
    """Keep what was seen on the spot: of one criterion, or (no key) of the record as a whole."""

    record_id: int
    key: str
    finding: Finding
    day: date
    note: str = ""
    evidence: int = 0
    next_visit: date | None = None


@dataclass(frozen=True, slots=True)
class DrawChecks:
    """Let chance pick so many records of this quarter's list."""

    n: int


FieldWish: TypeAlias = LearnFrom | NoteCheck | DrawChecks | AnswerLink | InviteToRegister


# --- outcomes


@dataclass(frozen=True, slots=True)
class Learning:
    """Kept; `again`: it was kept before, and nobody is told once more."""

    near: Near
    unit: str
    again: bool
    officers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    record: Record
    key: str
    finding: Finding
    next_visit: date | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """This quarter's list; `again`: it had been drawn before, and stays as it is."""

    again: bool


FieldOutcome: TypeAlias = Learning | Checked | Drawn | LinkAnswered | InvitedToRegister
