"""When a record has lain on a desk for too long, and who hears of it.

The hard idea is that nothing new is kept: a record lies where it does since its last step, so from
that day and two numbers it follows on which days its desk is reminded, and from when on the desk
above. Only desks can be late; what waits for a village is an invitation and never counted here.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from campaign.people import Role

AGAIN = 7  # days until the same is said once more
Desk: TypeAlias = tuple[int, Role]  # a unit, and the post of it that acts


@dataclass(frozen=True, slots=True)
class Patience:
    """In how many days a desk looks at a record, and how many later the desk above hears of it."""

    desk: int = 7
    above: int = 3

    def last_day(self, since: date) -> date:
        return since + timedelta(days=self.desk)

    def late(self, since: date, today: date) -> int:
        """Days beyond the last one; 0 and less while there is time."""
        return (today - self.last_day(since)).days

    def calls_desk(self, since: date, day: date) -> bool:
        """Whether a day is one on which the desk itself is reminded."""
        return _is_a_turn(self.late(since, day))

    def calls_above(self, since: date, day: date) -> bool:
        """The same for the desk above."""
        return _is_a_turn(self.late(since, day) - self.above)


def _is_a_turn(late: int) -> bool:
    return late >= 1 and (late - 1) % AGAIN == 0


@dataclass(frozen=True, slots=True)
class Lying:
    """A record that lies on a desk beyond its time; `above` are those who look after that one: the
    desk over it, and the supervisor of its cụm.
    """

    desk: Desk
    above: tuple[Desk, ...]
    since: date


@dataclass(frozen=True, slots=True)
class Overdue:
    """What lies on one desk beyond its time: how much, and how late the oldest is, in days."""

    unit: str
    count: int
    late: int
    officer: str = ""  # nothing: nobody has joined
    phone: str = ""
