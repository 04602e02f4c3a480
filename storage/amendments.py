"""Changes of what was registered, as they were asked for and answered."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import ColumnElement, Connection, bindparam, select

from campaign.amendments import OPEN, Amendment
from campaign.people import Post, Role
from storage import records
from storage.paths import path_of
from storage.tables import amendments, people
from storage.tables import records as table
from storage.types import AnyRow

_answerer = people.alias("answerer")
_ALL = (
    select(amendments, people.c.name.label("by"), _answerer.c.name.label("answered_by"))
    .outerjoin(people, people.c.id == amendments.c.person_id)
    .outerjoin(_answerer, _answerer.c.id == amendments.c.answered_by_id)
    .order_by(amendments.c.id)
)
_OF_RECORD = _ALL.where(amendments.c.record_id == bindparam("record"))


def of_record(c: Connection, record_id: int) -> Sequence[Amendment]:
    """Every change that was asked for, the earliest first."""
    rows = c.execute(_OF_RECORD, {"record": record_id})
    return tuple(_amendment(row) for row in rows)


def _amendment(row: AnyRow) -> Amendment:
    return Amendment(
        id=row.id, number=row.number, state=row.state, changes=row.changes, before=row.before,
        why=row.why, by=row.by or "", at=row.at, waits_for=Role(row.waits_for),
        answered_by=row.answered_by or "", answered_at=row.answered_at, note=row.note,
    )  # fmt: skip


def waiting(c: Connection, post: Post, limit: int) -> Sequence[AnyRow]:
    """Records with an amendment that waits for a post, oldest first."""
    return records.oldest(c, path_of(post.path), _waits_for(post.role), limit)


@cache
def _waits_for(role: Role) -> ColumnElement[bool]:
    asked = select(amendments.c.record_id).where(
        amendments.c.record_id == table.c.id, amendments.c.state == OPEN,
        amendments.c.waits_for == role,
    )  # fmt: skip
    return asked.exists()
