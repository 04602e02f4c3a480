"""What is open on the ground for a post: offered on its first screen, spoken of in its digest.

The hard idea is that most of it has a season. A card of six months could be told on any day of the
six, and a sheet on any day of the year; whoever is asked all the time learns not to look. So cards
are asked for in the last month of their half-year and sheets from the closing of the year until
the end of March, each on two or three days; outside of these the words work as always. What waits
for an answer has no season: it is spoken of after some days, and then each week.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from campaign.plan import YEAR_CLOSES
from campaign.yearly import Part

PATIENCE = 3  # days a difficulty waits until its desk is reminded
_AGAIN = 7
_CARD_MONTHS = (6, 12)
_CARD_DAYS = (15, 25)
_SHEETS_END = (3, 31)
_SHEET_DAYS = ((12, 20), (1, 10), (3, 10))


def cards_asked(day: date) -> bool:
    """Whether cards of the half-year are asked for."""
    return day.month in _CARD_MONTHS


def sheets_asked(day: date) -> bool:
    return (day.month, day.day) >= YEAR_CLOSES or (day.month, day.day) <= _SHEETS_END


def calls_for_cards(day: date) -> bool:
    """Whether a day is one on which a card that is missing is spoken of."""
    return cards_asked(day) and day.day in _CARD_DAYS


def calls_for_sheets(day: date) -> bool:
    return (day.month, day.day) in _SHEET_DAYS


def calls_for_answer(raised: date, day: date) -> bool:
    """The same for a difficulty that was raised on a day and waits for an answer."""
    waited = (day - raised).days - PATIENCE
    return waited >= 0 and waited % _AGAIN == 0


@dataclass(frozen=True, slots=True)
class GroundOpen:
    """`cards`: exemplars without their card; `parts`: what is missing on the own sheet; `raised`:
    the days on which the difficulties were raised that wait for an answer, oldest first; `visits`:
    how many are near or were not made.
    """

    cards: int = 0
    parts: tuple[Part, ...] = ()
    raised: tuple[date, ...] = ()
    visits: int = 0
    village: bool = False  # it has no exemplar, and has not told its own card

    def calls(self, day: date) -> bool:
        """Whether any of it but the visits is spoken of on a day."""
        return bool(
            ((self.cards or self.village) and calls_for_cards(day))
            or (self.parts and calls_for_sheets(day))
            or any(calls_for_answer(raised, day) for raised in self.raised)
        )


NOTHING = GroundOpen()


def together(found: Sequence[GroundOpen]) -> GroundOpen:
    """What is open for somebody who holds several posts."""
    parts = {part for one in found for part in one.parts}
    return GroundOpen(
        sum(one.cards for one in found), tuple(part for part in Part if part in parts),
        tuple(sorted(day for one in found for day in one.raised)),
        sum(one.visits for one in found), any(one.village for one in found),
    )  # fmt: skip
