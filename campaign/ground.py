"""Work on the ground: what the desk shows of it, and the one wish that holds all of its wishes.

Each kind of work is a module of its own; this one joins them, so that the desk, the effects and the
notices know a single name for all of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from campaign.contributions import Contribute, Contributed, Given, Giving
from campaign.fostering import Fostered, Fostering, FosterWork
from campaign.ground_open import GroundOpen
from campaign.half_year import CardKept, Cards, Followed, KeepCard
from campaign.problems import Problem, ProblemDone, ProblemWork
from campaign.survey import SurveyDesk, SurveyDone, SurveyWork
from campaign.village_card import KeepVillageCard, VillageCardKept, VillageCards
from campaign.yearly import KeepSheet, Sheet, SheetKept, Totals


class GroundDesk(Protocol):
    """The part of the desk that is about work on the ground; nothing where not allowed."""

    def sheet(self, unit_id: int) -> Sheet | None: ...
    def totals(self, unit_id: int) -> Totals | None: ...
    def cards(self, record_id: int) -> Cards: ...
    def followed(self) -> Sequence[Followed]: ...  # exemplars under my post, first without a card
    def given(self, record_id: int) -> Given: ...  # for an exemplar, ever
    def fostered(self, record_id: int) -> Fostered: ...  # who helps an exemplar, and how
    def village_cards(self) -> VillageCards: ...  # of this half-year, under my post
    def giving(self) -> Giving | None: ...  # under my post, this year
    def to_answer(self) -> Sequence[Problem]: ...  # that my post owes the answer to, oldest first
    def open_now(self) -> GroundOpen: ...  # for my post
    def raised(self) -> Sequence[Problem]: ...  # by my post, newest first, answered ones too
    def unanswered(self) -> Sequence[Problem]: ...  # that others below my post owe the answer to
    @property
    def survey(self) -> SurveyDesk: ...  # of those who are not registered yet


Work: TypeAlias = (
    KeepSheet | KeepCard | Contribute | ProblemWork | SurveyWork | FosterWork | KeepVillageCard
)
Done: TypeAlias = (
    SheetKept | CardKept | Contributed | ProblemDone | SurveyDone | Fostering | VillageCardKept
)


@dataclass(frozen=True, slots=True)
class OnGround:
    """A wish about work on the ground."""

    work: Work


@dataclass(frozen=True, slots=True)
class GroundDone:
    """What came of it."""

    done: Done
