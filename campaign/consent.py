"""What nobody has agreed to yet stays in the commune.

Above it such a record is counted, so that the numbers of all levels are the same, but it has no
name there and is not opened. What a higher post registered itself it knows, of course.
"""

from campaign.people import Role
from campaign.workflow import Status

IN_COMMUNE = (Role.REPORTER, Role.COMMUNE)
UNASKED = (  # in which there may be no consent
    Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.DECLINED, Status.WITHDRAWN,
)  # fmt: skip


def stays_below(reader: Role, registrant: Role, status: Status, *, agreed: bool) -> bool:
    """Whether `reader` is not to know whose record this is."""
    if reader in IN_COMMUNE or reader is registrant:
        return False
    return status in UNASKED and not agreed
