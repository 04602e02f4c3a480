"""The part of the desk that is about the calendar: what is due, when, and by whom."""

from collections.abc import Sequence
from typing import Protocol

from campaign.calendar import Set, Term
from campaign.duties import Duty, Late


class DeadlineDesk(Protocol):
    def calendar(self) -> Set: ...  # what the province has set
    def terms(self) -> Sequence[Term]: ...
    def duties(self) -> Sequence[Duty]: ...  # of my posts, done ones too
    def watched(self) -> Sequence[Duty]: ...  # what the communes of my cụm owe
    def late(self, term: str) -> Sequence[Late]: ...  # one level below my post, worst first
