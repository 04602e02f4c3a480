"""The numbers a supervisor asks for: each quota of the plan against what a unit really has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from campaign.addition_wishes import LocalLine
from campaign.contributions import Giving
from campaign.praise import Praises
from campaign.units import Unit


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """One quota in one unit.

    `min` and `target` are multiplied by the units it is counted for, 0 where nothing is owed (a
    phase without figures, a unit below those it is counted for).
    """

    id: str
    category: str  # the categories that count, joined by "+"
    holder: str  # level that owes it
    counted: str  # level it is counted for
    min: int
    target: int
    registered: int
    selected: int
    recognised: int
    counts_as_done: int
    missing: tuple[str, ...] = ()  # units that have registered none, where naming them makes sense
    uncovered: tuple[str, ...] = ()  # categories that a holder's records leave out
    verified: int = 0  # of the registered ones, seen on the spot and found right
    frozen: date | None = None  # the last day there were holders: nobody owes it any more


@dataclass(frozen=True, slots=True)
class Copies:
    """Registered exemplars of a phase that were learned from those of a unit: said, confirmed."""

    places: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class SendPicture:
    """A wish: the summary of a unit in a phase as a picture, to be sent on."""

    unit_id: int
    phase: str


@dataclass(frozen=True, slots=True)
class PictureComing:
    """It will be drawn and sent."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A unit's numbers in one phase, at one instant; `children` are one level down."""

    as_of: datetime
    unit: Unit
    phase: str
    quotas: tuple[QuotaLine, ...]
    others: Mapping[str, int]  # registered records that no quota counts, by category
    waiting: Mapping[str, int]  # records that lie on somebody's desk, by status
    last_week: Mapping[str, int]  # registered a week earlier, by quota id
    children: tuple["Summary", ...] = ()
    district: bool = True  # there are districts
    local: tuple[LocalLine, ...] = ()  # what the place adds; in no other number here
    giving: Giving | None = None  # what people gave this year, of the whole unit only
    copies: Copies = Copies(0, 0)
    praises: Praises | None = None  # of who is not registered, of the whole unit only
