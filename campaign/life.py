"""What may be seen and wished once a record is registered."""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeAlias

from campaign.addition_wishes import AdditionDesk, AdditionOutcome, AdditionWish
from campaign.amendments import Amendment, AmendmentOutcome, AmendmentWish
from campaign.decisions import DecisionOutcome, DecisionWish
from campaign.exemplar import Line
from campaign.praise import OnPraise, PraiseDesk, PraiseDone
from campaign.renewal import Renewable, RenewalOutcome, RenewalWish, Tie

LifeWish: TypeAlias = DecisionWish | AmendmentWish | RenewalWish | AdditionWish | OnPraise
LifeOutcome: TypeAlias = (
    DecisionOutcome | AmendmentOutcome | RenewalOutcome | AdditionOutcome | PraiseDone
)


class LifeDesk(Protocol):
    """The part of the desk that is about records after their registration."""

    def unshown(self) -> Sequence[Line]: ...  # records with a decision of which there is no photo
    def amendment(self, record_id: int) -> Amendment | None: ...  # that waits for an answer
    def accepted(self, record_id: int) -> Sequence[Amendment]: ...  # the earliest first
    def renewable(self, following: Mapping[str, str]) -> Sequence[Renewable]: ...  # of my post
    def ties(self, record_id: int) -> Sequence[Tie]: ...
    def stopped(self, record_id: int) -> str: ...  # why it does not go on
    def amendments(self) -> Sequence[Line]: ...  # records with one that waits for my post
    @property
    def local(self) -> AdditionDesk: ...  # what is asked, or counted, beside the plan
    @property
    def praises(self) -> PraiseDesk: ...  # commendations of who is not registered
