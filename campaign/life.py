"""What may be seen and wished once a record is registered."""

from collections.abc import Sequence
from typing import Protocol, TypeAlias

from campaign.amendments import Amendment, AmendmentOutcome, AmendmentWish
from campaign.decisions import DecisionOutcome, DecisionWish
from campaign.exemplar import Line

LifeWish: TypeAlias = DecisionWish | AmendmentWish
LifeOutcome: TypeAlias = DecisionOutcome | AmendmentOutcome


class LifeDesk(Protocol):
    """The part of the desk that is about records after their registration."""

    def unshown(self) -> Sequence[Line]: ...  # records with a decision of which there is no photo
    def amendment(self, record_id: int) -> Amendment | None: ...  # that waits for an answer
    def accepted(self, record_id: int) -> Sequence[Amendment]: ...  # the earliest first
    def amendments(self) -> Sequence[Line]: ...  # records with one that waits for my post
