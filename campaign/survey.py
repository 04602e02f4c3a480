"""Possible exemplars before anybody registers them: what people suggest, what a survey finds.

A suggestion is a candidate of another origin. A candidate is no registration and is counted among
none; it becomes one when somebody registers it, and stays beside the record as where it came from.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeAlias

from campaign.consent import IN_COMMUNE
from campaign.exemplar import Line, Value
from campaign.people import Post, Role
from campaign.text import fold, words_of
from campaign.units import Unit

LONGEST = 2000  # characters of what is told at once
SIGNED = 120  # of how somebody may be reached
PER_PERSON, PER_PLACE = 3, 10  # suggestions a day: from one chat, about one unit
PER_CHANNEL = 300  # from all strangers of one channel: chats of the page cost nothing
FOUND = 12  # units that a search shows
_BEFORE_NAMES = words_of("ho gia dinh nha dong chi ong ba anh chi em co chu bac cu")
_LADDER = (Role.REPORTER, Role.COMMUNE, Role.DISTRICT, Role.PROVINCE)


class Origin(StrEnum):
    PEOPLE = "people"
    SURVEY = "survey"


class State(StrEnum):
    NEW = "new"  # suggested, and nobody has said anything to it
    LISTED = "listed"  # on the list of the survey
    ASIDE = "aside"  # not fitting, or taken off the list
    REGISTERED = "registered"
    ERASED = "erased"  # whoever suggested it took it back


@dataclass(frozen=True, slots=True)
class Note:
    """Something told of a candidate; `photo` and `voice` are ids of evidence, 0 for none."""

    by: str  # empty: somebody of the people
    day: date
    text: str
    photo: int = 0
    voice: int = 0
    heard_as: str = ""  # by which the voice note is sent along


@dataclass(frozen=True, slots=True)
class Candidate:
    """`guess` is an answer to the plan's question R1, or empty; `signed` how whoever suggested it
    may be reached, `by` who that was if they hold a post; `why` it was put aside.
    """

    id: int
    unit_id: int
    unit: str
    path: tuple[int, ...]
    name: str
    guess: str
    origin: Origin
    state: State
    day: date
    by_role: str
    by: str = ""
    signed: str = ""
    why: str = ""
    notes: tuple[Note, ...] = ()

    def may_be(self, other: "Candidate") -> bool:
        """Whether two neighbours may have meant the same one."""
        near = self.id != other.id and self.unit_id == other.unit_id
        return near and called(self.name) == called(other.name)


def called(name: str) -> str:
    """A name folded, without what people put before it: `Hộ ông Giàng A Tủa` is `giang a tua`."""
    words = fold(name).split()
    while len(words) > 1 and words[0] in _BEFORE_NAMES:
        del words[0]
    return " ".join(words)


def stays_below(post: Post, one: Candidate) -> bool:
    """Whether a post is not to know who it is: nobody has asked that person yet."""
    return post.role not in IN_COMMUNE and post.role != one.by_role


def owner(path: Sequence[int], held: Mapping[int, Collection[Role]]) -> Role | None:
    """The lowest level above a place that somebody holds the post of; `held`: roles by unit."""
    there = {role for unit in path for role in held.get(unit, ())}
    return next((role for role in _LADDER if role in there), None)


class SurveyDesk(Protocol):
    """The part of the desk that is about candidates; places are shown to strangers as well."""

    def start(self) -> Unit | None: ...  # from which a place is looked for
    def places(self, text: str) -> Sequence[Unit]: ...  # the closest first, at most `FOUND`
    def full(self) -> bool: ...  # as much as one chat may suggest today
    def given(self) -> int: ...  # suggestions that came by this chat and can be taken back
    def open(self) -> Sequence[Candidate]: ...  # under my post, suggestions first; a few hundred
    def counts(self) -> tuple[int, int]: ...  # of all these: suggestions that wait, the listed
    def candidate(self, id: int) -> Candidate | None: ...
    def registered(self, one: Candidate) -> Sequence[Line]: ...  # who may be the same
    def waiting(self) -> int: ...  # suggestions that my post owes a word to
    def suggested(self, record_id: int) -> bool: ...  # whether people suggested it


@dataclass(frozen=True, slots=True)
class Suggest:
    """`told` in words or by voice; `photo` is evidence, 0 for none."""

    unit_id: int
    name: str
    told: Value
    photo: int = 0
    signed: str = ""


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Erase what came by this chat: what still waits for good, of the rest who sent it."""


@dataclass(frozen=True, slots=True)
class AddCandidate:
    unit_id: int
    name: str
    guess: str
    told: Value


@dataclass(frozen=True, slots=True)
class NoteDown:
    candidate_id: int
    told: Value


@dataclass(frozen=True, slots=True)
class KeepOnList:
    candidate_id: int


@dataclass(frozen=True, slots=True)
class SetAside:
    candidate_id: int
    why: str


@dataclass(frozen=True, slots=True)
class RegisterIt:
    """Begin a draft with what is known of a candidate."""

    candidate_id: int


OwnWork: TypeAlias = Suggest | TakeBack  # which nobody needs a post for
SurveyWork: TypeAlias = OwnWork | AddCandidate | NoteDown | KeepOnList | SetAside | RegisterIt


@dataclass(frozen=True, slots=True)
class Suggested:
    candidate: Candidate
    owner: Role | None


@dataclass(frozen=True, slots=True)
class TooMany:
    """Enough for a day: from this chat, or about this unit."""

    unit: str = ""


@dataclass(frozen=True, slots=True)
class TakenBack:
    count: int


@dataclass(frozen=True, slots=True)
class Added:
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class NotedDown:
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of it; `tell` whoever suggested it, who has not been told before."""

    candidate: Candidate
    tell: bool
    record_id: int = 0


@dataclass(frozen=True, slots=True)
class JudgedBefore:
    """Somebody else was first."""

    candidate: Candidate


SurveyDone: TypeAlias = Suggested | TooMany | TakenBack | Added | NotedDown | Judged | JudgedBefore
