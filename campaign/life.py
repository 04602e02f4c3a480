"""What may be seen and wished once a record is registered."""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeAlias

from campaign.amendments import Amendment, AmendmentOutcome, AmendmentWish
from campaign.decisions import DecisionOutcome, DecisionWish
from campaign.exemplar import Line
from campaign.renewal import Renewable, RenewalOutcome, RenewalWish, Tie

LifeWish: TypeAlias = DecisionWish | AmendmentWish | RenewalWish
LifeOutcome: TypeAlias = DecisionOutcome | AmendmentOutcome | RenewalOutcome


class LifeDesk(Protocol):
    """The part of the desk that is about records after their registration."""

    def unshown(self) -> Sequence[Line]: ...  # records with a decision of which there is no photo
    def amendment(self, record_id: int) -> Amendment | None: ...  # that waits for an answer
    def accepted(self, record_id: int) -> Sequence[Amendment]: ...  # the earliest first
    def renewable(self, following: Mapping[str, str]) -> Sequence[Renewable]: ...  # of my post
    def ties(self, record_id: int) -> Sequence[Tie]: ...
    def stopped(self, record_id: int) -> str: ...  # why it does not go on
    def amendments(self) -> Sequence[Line]: ...  # records with one that waits for my post
