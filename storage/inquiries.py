"""Questions of officers to the authors of records, and what came back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from campaign.exemplar import Value
from campaign.people import Post, Role
from campaign.reviewing import Inquiry
from storage.tables import inquiries, people, records
from storage.types import AnyRow

_asker, _replier = people.alias("asker"), people.alias("replier")
_ALL = (
    select(
        inquiries, records.c.number, records.c.name, _asker.c.name.label("asker"),
        _replier.c.name.label("replier"),
    )
    .join(records, records.c.id == inquiries.c.record_id)
    .join(_asker, _asker.c.id == inquiries.c.person_id)
    .outerjoin(_replier, _replier.c.id == inquiries.c.answered_by_id)
    .order_by(inquiries.c.id)
)  # fmt: skip

_OF_RECORD = _ALL.where(inquiries.c.record_id == bindparam("record"))
_OPEN_TO = _ALL.where(
    inquiries.c.answered_at.is_(None), records.c.author_unit_id == bindparam("unit"),
    records.c.author_role == bindparam("role"),
)  # fmt: skip


def _inquiry(row: AnyRow) -> Inquiry:
    return Inquiry(
        row.id, row.record_id, row.number, row.name, row.text, row.asker, row.person_id,
        Role(row.role), row.answer, row.replier or "",
    )  # fmt: skip


def get(c: Connection, id: int) -> Inquiry | None:
    row = c.execute(_ALL.where(inquiries.c.id == id)).one_or_none()
    return _inquiry(row) if row else None


def of_record(c: Connection, record_id: int) -> Sequence[Inquiry]:
    """Everything that was asked about a record, oldest first."""
    return tuple(_inquiry(r) for r in c.execute(_OF_RECORD, {"record": record_id}))


def open_to(c: Connection, post: Post) -> Sequence[Inquiry]:
    """What waits for an answer of a post about the records it registered, oldest first."""
    mine = {"unit": post.unit_id, "role": post.role}
    return tuple(_inquiry(r) for r in c.execute(_OPEN_TO, mine))


def ask(  # noqa: PLR0913, PLR0917 - who asks what about which record, when
    c: Connection, record_id: int, person_id: int, role: Role, text: str, now: datetime
) -> int:
    new = {"record_id": record_id, "person_id": person_id, "role": role, "text": text, "at": now}
    return int(c.execute(insert(inquiries).values(new).returning(inquiries.c.id)).scalar_one())


def answer(c: Connection, id: int, value: Value, person_id: int, now: datetime) -> bool:
    """Whether it was on us: nobody answered it before."""
    open_ = update(inquiries).where(inquiries.c.id == id, inquiries.c.answered_at.is_(None))
    done = open_.values(answer=value, answered_by_id=person_id, answered_at=now)
    return c.execute(done).rowcount == 1
