"""The rules of `campaign.consent` as conditions on rows of `records`."""

from sqlalchemy import ColumnElement, Text, and_, false, select, type_coerce

from campaign.consent import IN_COMMUNE, UNASKED, stays_below
from campaign.people import Post, Role
from campaign.workflow import Status
from storage.tables import answers, records
from storage.types import AnyRow

_said = type_coerce(answers.c.value, Text)
_consent = (answers.c.record_id == records.c.id, answers.c.key == "R10")
AGREED: ColumnElement[bool] = (
    select(answers.c.record_id)
    .where(*_consent, _said.startswith("["), ~_said.contains('"none"'))
    .exists()
)


def agreed_to(purpose: str) -> ColumnElement[bool]:
    """Records whose subject has agreed to a purpose of `campaign.consent`."""
    return select(answers.c.record_id).where(*_consent, _said.contains(f'"{purpose}"')).exists()


def from_post(post: Post) -> ColumnElement[bool]:
    """The records of which this post gets to know no name."""
    if post.role in IN_COMMUNE:
        return false()
    return and_(records.c.status.in_(UNASKED), records.c.author_role != post.role, ~AGREED)


def hides(post: Post, row: AnyRow) -> bool:
    """The same of a row that carries `agreed`."""
    status, registrant = Status(row.status), Role(row.author_role)
    return stays_below(post.role, registrant, status, agreed=bool(row.agreed))
