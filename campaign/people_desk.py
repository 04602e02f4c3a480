"""The part of the desk that is about people: their posts, and what is kept of them."""

from collections.abc import Sequence
from typing import Protocol

from campaign.people_wishes import Holder, Request, Staff
from campaign.privacy import PrivacyDesk


class People(Protocol):
    """Who holds posts below, who is to lose one, and personal data."""

    def staff(self, unit_id: int) -> Sequence[Staff]: ...  # who holds the posts one level down
    def holders(self, unit_id: int) -> Sequence[Holder]: ...  # whose post I may take away
    def requests(self) -> Sequence[Request]: ...  # that wait for me as the second person
    def former(self) -> str: ...  # the unit of a post that has passed on; nothing before joining
    def pasted(self, evidence_id: int) -> Sequence[str] | None: ...  # of a file; None: not read yet
    @property
    def privacy(self) -> PrivacyDesk: ...
