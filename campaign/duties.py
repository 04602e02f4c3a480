"""What a unit owes by a day, and what ended it. A duty belongs to a post, whoever holds it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from campaign.calendar import Term


class End(StrEnum):
    """What ended a duty."""

    REGISTERED = "registered"  # the village has introduced somebody
    NOTHING = "nothing"  # the village has nobody to introduce in this round
    LIST = "list"  # the list was closed and sent up
    REPORT = "report"  # the report was sent, and this says so
    RECEIVED = "received"  # the province has received every list


@dataclass(frozen=True, slots=True)
class Done:
    how: End
    at: datetime | None = None  # unknown for RECEIVED and REGISTERED
    number: str = ""  # of the list, or of the paper
    on: date | None = None  # the day the paper bears
    photo: bool = False  # of the paper


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of one unit. `obliged` is False for a village: it is invited, and never late."""

    term: Term
    unit_id: int
    unit: str
    level: str
    last_day: date
    obliged: bool
    done: Done | None = None
    waiting: int = 0  # units below that have not done theirs
    below: int = 0  # units below in all
    invited: bool = False  # those units are only invited
    mended: str = ""  # what the level above wants in the list

    @property
    def is_open(self) -> bool:
        return self.done is None

    def late(self, today: date) -> int:
        """Days since the last day; 0 or less before it, and always for who is only invited."""
        days = (today - self.last_day).days
        return days if self.obliged else min(days, 0)


def ranked(duties: Iterable[Duty]) -> tuple[Duty, ...]:
    """The most urgent first: what is late longest, then what comes next."""
    return tuple(sorted(duties, key=lambda d: (d.last_day, d.term.key, d.unit_id)))


@dataclass(frozen=True, slots=True)
class Late:
    """A unit that has not done what it owes, and whom to call about it."""

    unit_id: int
    unit: str
    last_day: date
    days: int  # late; 0 and less where there is time, or nobody is called late
    officer: str = ""  # nothing: nobody has joined
    phone: str = ""
    seen_at: datetime | None = None
    reachable: bool = False


def worst_first(late: Iterable[Late]) -> tuple[Late, ...]:
    """Who is latest, then who has not joined, then who was not seen for longest."""
    return tuple(
        sorted(late, key=lambda u: (-u.days, bool(u.officer), _seen(u), u.unit, u.unit_id))
    )


def _seen(unit: Late) -> float:
    return unit.seen_at.timestamp() if unit.seen_at else 0.0
