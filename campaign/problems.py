"""Difficulties and proposals: what a unit raises, the desk above that owes the answer, the answer.

Each has one owner, a post and no person: the level it was addressed to, above the place it is
about. A level that cannot answer passes it up, so that it never lies with nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from campaign.people import Post, Role

LONGEST = 1000  # characters of a problem, and of its answer
_LADDER = (Role.REPORTER, Role.COMMUNE, Role.DISTRICT, Role.PROVINCE)


def desks_above(role: Role, *, district: bool) -> Sequence[Role]:
    """The levels that a post may address, the nearest first; without districts none of theirs."""
    above = _LADDER[_LADDER.index(role) + 1 :] if role in _LADDER else ()
    return [one for one in above if district or one is not Role.DISTRICT]


def owned_by(role: Role, *, district: bool) -> Sequence[Role]:
    """To whom a problem may have been addressed that `role` owes the answer to: what a district
    left open when districts ended is the province's.
    """
    return [role, Role.DISTRICT] if role is Role.PROVINCE and not district else [role]


@dataclass(frozen=True, slots=True)
class Problem:
    """`role` owes the answer, in a unit of `path`; `answer` is empty while it is open."""

    id: int
    unit_id: int
    unit: str
    path: tuple[int, ...]
    by_role: Role
    by: str
    text: str
    day: date
    role: Role
    answer: str = ""
    answered_by: str = ""

    @property
    def is_open(self) -> bool:
        return not self.answer

    def is_owned(self, post: Post, *, district: bool) -> bool:
        return self.role in owned_by(post.role, district=district) and post.unit_id in self.path


@dataclass(frozen=True, slots=True)
class Raise:
    """Say what is difficult or wanted in one's own unit, to a level above."""

    text: str
    role: Role


@dataclass(frozen=True, slots=True)
class Answer:
    problem_id: int
    text: str


@dataclass(frozen=True, slots=True)
class PassUp:
    """It is for the level above to answer."""

    problem_id: int


ProblemWork: TypeAlias = Raise | Answer | PassUp


@dataclass(frozen=True, slots=True)
class Raised:
    problem: Problem
    officers: tuple[str, ...]  # of the desk that answers


@dataclass(frozen=True, slots=True)
class Answered:
    problem: Problem


@dataclass(frozen=True, slots=True)
class PassedUp:
    problem: Problem
    officers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """Somebody else answered it, or passed it up, first."""

    problem: Problem


ProblemDone: TypeAlias = Raised | Answered | PassedUp | Settled
