"""`Bồi dưỡng`: who follows and helps an exemplar, and what help it was given.

Whoever is named last is the one; those named before stay to be read. Until somebody is named here
it is whoever was named at the registration.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

LONGEST_NAME = 120  # characters of who helps, a person or a unit
LONGEST = 500  # of what was done


@dataclass(frozen=True, slots=True)
class Mentor:
    """Who follows and helps; `since` is None where that was said at the registration."""

    name: str
    since: date | None
    by: str  # who said so


@dataclass(frozen=True, slots=True)
class Help:
    day: date
    what: str
    whose: str  # the help of a person or a unit


@dataclass(frozen=True, slots=True)
class Fostered:
    """`mentors` and `helps` with the newest first."""

    mentors: Sequence[Mentor] = ()
    helps: Sequence[Help] = ()

    @property
    def mentor(self) -> Mentor | None:
        return next(iter(self.mentors), None)


@dataclass(frozen=True, slots=True)
class SetMentor:
    record_id: int
    name: str


@dataclass(frozen=True, slots=True)
class NoteHelp:
    record_id: int
    day: date
    what: str
    whose: str


FosterWork: TypeAlias = SetMentor | NoteHelp


@dataclass(frozen=True, slots=True)
class Fostering:
    """What was kept: of an exemplar, who follows it now, or the help that was noted."""

    record_id: int
    name: str
    kept: Mentor | Help


def is_sound(work: FosterWork, today: date) -> bool:
    """Whether it can be; checked again where it is kept."""
    match work:
        case SetMentor(name=name):
            return _fits(name, LONGEST_NAME)
        case NoteHelp(day=day, what=what, whose=whose):
            return day <= today and _fits(what, LONGEST) and _fits(whose, LONGEST_NAME)


def _fits(text: str, longest: int) -> bool:
    return len(text.strip()) > 0 and len(text) <= longest
