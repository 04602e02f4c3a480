"""Entering a registration for a village head: who may, for whom, and what comes of it.

The record is the village's, as if its head had typed it: it belongs to the village's post, passes
to the successor, and lands where a village's record lands. Who typed it is a second name beside
the head's, and may send it only as the village would.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from campaign.people import Person, Post, Role

HELPERS = frozenset({Role.COMMUNE, Role.REPORTER})


def helps(post: Post, village: tuple[int, ...]) -> bool:
    """Whether a post may enter for the village at a path: its commune's, or one of the village."""
    return post.role in HELPERS and post.unit_id in village


def helps_below(post: Post) -> bool:
    """Whether a post enters for others than whoever shares it."""
    return post.role is Role.COMMUNE


@dataclass(frozen=True, slots=True)
class Village:
    """A village that the asker may enter for. `head` holds its post or, where `joined` is False,
    is who was named for it; nothing where nobody was.
    """

    unit_id: int
    unit: str
    head: str = ""
    joined: bool = False


@dataclass(frozen=True, slots=True)
class EnterFor:
    """Begin a draft for the head of a village; `name` is who that is where nobody knows it yet."""

    unit_id: int
    name: str = ""


HelpWish: TypeAlias = EnterFor


@dataclass(frozen=True, slots=True)
class Entering:
    """A draft of a village's was begun by somebody else."""

    record_id: int
    unit: str
    head: str


HelpOutcome: TypeAlias = Entering


class HelpDesk(Protocol):
    """The part of the desk that is about entering for others."""

    def villages(self) -> Sequence[Village]: ...
    def author(self, record_id: int) -> Person | None: ...  # whom I enter it for, in their post
