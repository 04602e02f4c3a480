"""The card of six months: how an exemplar goes on, told in at most seven taps.

The questions are the plan's. What was told last time fills the card in, so that half a year without
news is one tap; only what changed is told anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from campaign.exemplar import Value
from campaign.people import Role
from campaign.problems import Problem
from campaign.workflow import Status

FOLLOWED = (
    Status.COMMUNE_CONFIRMED, Status.SELECTED, Status.REGISTERED, Status.BUILDING, Status.ASSESSED,
    Status.RECOGNISED,
)  # fmt: skip
STATE, HELP, HELP_WITH, AMENDS, OTHERS, COPIED = "K1", "K3", "K3/what", "K4", "K5", "K7"


def half_of(day: date) -> str:
    """The half-year a day lies in: `2022-1`."""
    return f"{day.year}-{1 if day.month <= 6 else 2}"  # noqa: PLR2004 - June ends the first half


@dataclass(frozen=True, slots=True)
class Cards:
    """What was told of a record: in this half-year, and the last time before."""

    now: Mapping[str, Value]
    before: Mapping[str, Value]

    @property
    def known(self) -> Mapping[str, Value]:
        return self.now or self.before


@dataclass(frozen=True, slots=True)
class Followed:
    """An exemplar in the list of those that have a card each half-year; `state` is told of this
    one, empty where it is still to be told.
    """

    record_id: int
    number: int
    name: str
    unit: str
    state: str
    mentored: bool = False  # somebody is named who follows and helps


def asks_for(values: Mapping[str, Value], known: Mapping[str, Value]) -> tuple[str, str]:
    """Whom a card asks for help, and with what; nothing where it asked for the same last time."""
    said, wanted = values.get(HELP_WITH), str(values.get(HELP, ""))
    text = str(said.get("text", "")) if isinstance(said, dict) else ""
    same = (known.get(HELP), known.get(HELP_WITH)) == (wanted, said)
    return ("", "") if same or not text else (wanted, text)


def owner(wanted: str, above: list[Role]) -> Role | None:
    """The desk that help is asked of: the one that is named, else the nearest."""
    named = [role for role in above if role.value == wanted]
    return next(iter((*named, *above)), None)


@dataclass(frozen=True, slots=True)
class KeepCard:
    record_id: int
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class CardKept:
    """`problem` is the help that the card asks for, if it asks for any."""

    number: int
    name: str
    values: Mapping[str, Value]
    problem: Problem | None
