"""The lists a supervisor works from, each as a condition on records or on units.

The hard idea: a list is a value that says what is in it, and storage turns that value into a
query. What a list is called and who may see it is one row of `conversations.list_table`, so the
menu, the count beside each name and the list itself cannot come to differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeAlias

from campaign.exemplar import Line
from campaign.people import Role
from campaign.plan import Criterion, Phase
from campaign.units import Unit
from campaign.workflow import Status


@dataclass(frozen=True, slots=True)
class Silent:
    """Villages that have not answered the round of this phase."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Records in one of these statuses."""

    statuses: tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class Lying:
    """Records on the desk of a role above the village."""

    role: Role


@dataclass(frozen=True, slots=True)
class Aged:
    """Records that came into the status they are in more than so many days ago."""

    status: Status
    days: int


@dataclass(frozen=True, slots=True)
class Uncommended:
    """Recognised, and no decision commends them."""


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Received by the province, and not seen on the spot for so many days since."""

    days: int


@dataclass(frozen=True, slots=True)
class Visits:
    """A visit on the spot is planned within so many days, or was planned and not made."""

    days: int


@dataclass(frozen=True, slots=True)
class Copied:
    """Others have learned from them."""


@dataclass(frozen=True, slots=True)
class Praised:
    """Commendations of who is not registered: a list of these, not of records."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Assessed, and every hard rule of the plan reads as passed: a decision can be signed."""


@dataclass(frozen=True, slots=True)
class Unrated:
    """A rating of this year is asked of them, and nobody has recorded one."""

    year: int


@dataclass(frozen=True, slots=True)
class Unproved:
    """Something was declared for which the plan advises evidence, and there is none."""


Condition: TypeAlias = (
    Silent
    | Standing
    | Lying
    | Aged
    | Uncommended
    | Unchecked
    | Visits
    | Copied
    | Ready
    | Unrated
    | Unproved
    | Praised
)

ALIVE = (Status.REGISTERED, Status.BUILDING, Status.ASSESSED, Status.RECOGNISED)  # to be checked
MOST = 500  # lines of one list; the count beside its name is always the whole
_NO_RATING = "unrated"


class Worklists(Protocol):
    """What the asker's own post finds in its unit and below. A list is read once a turn."""

    def counts(self, wanted: Sequence[Condition], phase: str) -> Sequence[int]: ...
    def records(self, wanted: Condition, phase: str) -> Sequence[Line]: ...  # at most `MOST`
    def villages(self, phase: str) -> Sequence[Unit]: ...  # the silent ones, at most `MOST`
    def search(self, text: str) -> Sequence[Line]: ...  # best first


def rated_year(phase: Phase, today: date) -> int | None:
    """The last year of a phase whose ratings there can be; None before there are any."""
    return max(phase.closed_years(today), default=None)


def is_rating(criterion: Criterion) -> bool:
    """A yearly result that may also be "not rated yet"."""
    options = (option.id for part in criterion.parts for option in part.options)
    return criterion.yearly and _NO_RATING in options


def is_rated(value: object) -> bool:
    """Whether an answer to such a criterion is a rating."""
    return isinstance(value, str) and value != _NO_RATING
