"""What may be seen and wished once a record is registered."""

from collections.abc import Sequence
from typing import Protocol, TypeAlias

from campaign.decisions import DecisionOutcome, DecisionWish
from campaign.exemplar import Line

LifeWish: TypeAlias = DecisionWish
LifeOutcome: TypeAlias = DecisionOutcome


class LifeDesk(Protocol):
    """The part of the desk that is about records after their registration."""

    def unshown(self) -> Sequence[Line]: ...  # records with a decision of which there is no photo
