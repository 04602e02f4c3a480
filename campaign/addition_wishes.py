"""What may be seen of additions, what may be wished about them, and what comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from campaign.addition_rules import Objection
from campaign.additions import Act, Addition, Kind
from campaign.exemplar import Value
from campaign.plan import AnswerKind


@dataclass(frozen=True, slots=True)
class MakeAddition:
    """Write one down; with `propose` it goes up at once. `instead` is one that is written anew, in
    the version its author saw.
    """

    kind: Kind
    category: str
    text: str
    answer: AnswerKind
    photo: bool
    propose: bool
    instead: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class MoveAddition:
    """Take one step with an addition, on the version its author saw; `note` says why."""

    id: int
    version: int
    act: Act
    note: str = ""


AdditionWish: TypeAlias = MakeAddition | MoveAddition


@dataclass(frozen=True, slots=True)
class AdditionMoved:
    """`act` is None where it was only written down; `officers` are those who decide next."""

    addition: Addition
    act: Act | None
    officers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AdditionRefused:
    why: Objection


@dataclass(frozen=True, slots=True)
class AdditionStale:
    """Somebody else was first; its author sees it fresh."""

    id: int


AdditionOutcome: TypeAlias = AdditionMoved | AdditionRefused | AdditionStale


class AdditionDesk(Protocol):
    """The part of the desk that is about additions."""

    def at(self, path: Sequence[int]) -> Sequence[Addition]: ...  # in force there
    def answered(self, answers: Mapping[str, Value]) -> Sequence[Addition]: ...  # ended ones too
    def mine(self) -> Sequence[Addition]: ...  # of my unit, in every state
    def known(self) -> Sequence[Addition]: ...  # what one more of my unit must not say again
    def waiting(self) -> Sequence[Addition]: ...  # for a decision of mine
    def get(self, id: int) -> Addition | None: ...  # of a unit at, above or below mine


@dataclass(frozen=True, slots=True)
class LocalLine:
    """An addition in a summary: how many registered records are of that model or have answered
    the criterion, and `yes` of how many of them the answer is yes (None where that is not asked).
    """

    id: int
    kind: Kind
    category: str
    text: str
    unit: str
    count: int
    yes: int | None
    in_force: bool
    here: bool  # it is in force in the whole unit that is summed up
