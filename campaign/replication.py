"""Nhân rộng: exemplars that were learned from others, generation by generation.

The hard idea: a link is claimed by whoever learned and confirmed by whoever is learned from. Both
are kept beside one another, so that what was declared and what was confirmed are two numbers, and
nothing that was claimed or denied is lost. A registration for a later phase is the same exemplar as
the one before it, and no replication.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from campaign.units import Unit
from campaign.workflow import Status

ORIGIN = "R9/from"  # the question that names it; the answer is "r" and the id of its record


class LinkState(StrEnum):
    OPEN = "open"  # claimed, and not answered yet
    CONFIRMED = "confirmed"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Origin:
    """An exemplar that others may say they learned from; no name where none may be told."""

    id: int
    number: int
    name: str
    unit: str
    above: str  # the unit above it


@dataclass(frozen=True, slots=True)
class Copy:
    """One exemplar that was learned from `parent`; no name where none may be told."""

    id: int
    parent: int
    number: int
    name: str
    unit: str
    above: str
    year: int
    status: Status
    state: LinkState
    district: bool = True  # one stands above it


@dataclass(frozen=True, slots=True)
class Spread:
    """Everything that came of an exemplar; `visits` are the places that its cards name."""

    origin: Origin
    copies: tuple[tuple[int, Copy], ...]  # the generation from 1, and the copy; each below its own
    visits: tuple[str, ...]

    @property
    def confirmed(self) -> int:
        return sum(copy.state is LinkState.CONFIRMED for _, copy in self.copies)


@dataclass(frozen=True, slots=True)
class Link:
    """That a record was learned from another one."""

    record_id: int
    number: int
    unit: str
    above: str
    origin: Origin
    state: LinkState


Below: TypeAlias = Mapping[int, Sequence[Copy]]  # copies by the id of what they were learned from


def generations(below: Below, root: int, above: tuple[int, ...] = ()) -> Iterator[tuple[int, Copy]]:
    """Every copy under `root` with its generation, each followed by its own copies; `above` are
    those that `root` came of, and nothing is met again below itself.
    """
    line = (*above, root)
    for copy in below.get(root, ()):
        if copy.id not in line:
            yield len(line), copy
            yield from generations(below, copy.id, line)


def counted(below: Below, root: int) -> tuple[int, int]:
    """How many learned from `root` itself, and how many from it or from those that did."""
    return len(below.get(root, ())), sum(1 for _ in generations(below, root))


class SpreadDesk(Protocol):
    """The part of the desk that is about replication, as far as the asker's rights go."""

    def origins(self, except_id: int) -> Sequence[Origin]: ...  # that a record may name
    def origin_of(self, record_id: int) -> Link | None: ...
    def spread(self, record_id: int) -> Spread | None: ...
    def numbered(self, number: int) -> int | None: ...  # to be seen, or to be answered for
    def link(self, record_id: int) -> Link | None: ...  # that my post may say yes or no to
    def waiting(self) -> Sequence[Link]: ...  # links that my post is asked to confirm
    def counts(self, ids: Sequence[int]) -> Mapping[int, tuple[int, int]]: ...  # see `counted`
    def has_copies(self, record_id: int) -> bool: ...
    def places(self, text: str) -> Sequence[Unit]: ...  # of that name, in the whole province
    def invites(self, record_id: int) -> bool: ...  # whether my post may invite to learn from it


# --- wishes


@dataclass(frozen=True, slots=True)
class AnswerLink:
    """Whoever is learned from says whether it is so."""

    record_id: int
    right: bool


@dataclass(frozen=True, slots=True)
class InviteToRegister:
    """A place that came to learn is invited to put its own exemplar forward."""

    record_id: int
    unit_id: int


# --- outcomes


@dataclass(frozen=True, slots=True)
class LinkAnswered:
    link: Link
    role: str  # of whoever registered the record that learned
    path: tuple[int, ...]  # where that one lies


@dataclass(frozen=True, slots=True)
class InvitedToRegister:
    """`again`: it had been invited before, and nobody is told once more; `reached`: how many are
    told.
    """

    origin: Origin
    unit_id: int
    unit: str
    again: bool
    reached: int
