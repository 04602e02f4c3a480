"""What an officer saw of a record at their last look; one row each, replaced by the next look.

Of a restricted answer only a fingerprint of what is stored is kept: it tells that something
changed, never what.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, Integer, bindparam, func, select

from campaign.exemplar import Value
from storage.evidence import REFUSED
from storage.tables import evidence, looks
from storage.types import AnyRow
from storage.upsert import insert


def seen_in(given: Sequence[AnyRow]) -> Mapping[str, Value]:
    """Answers as they are kept of a look."""
    return {r.key: _print_of(r.value) if r.restricted else r.value for r in given}


def _print_of(sealed: Value) -> str:
    return sha256(repr(sealed).encode()).hexdigest()[:16]


def note(  # noqa: PLR0913 - who looked at what, and what it was then
    c: Connection, now: datetime, *, person_id: int, record_id: int, history_id: int,
    evidence: int, seen: Mapping[str, Value],
) -> None:  # fmt: skip
    new = {"at": now, "history_id": history_id, "evidence": evidence, "seen": dict(seen)}
    row = insert(c, looks).values(person_id=person_id, record_id=record_id, **new)
    c.execute(row.on_conflict_do_update(index_elements=["person_id", "record_id"], set_=new))


def last(c: Connection, person_id: int, record_id: int) -> AnyRow | None:
    return c.execute(_LAST, {"person": person_id, "record": record_id}).one_or_none()


_LAST = select(looks).where(
    looks.c.person_id == bindparam("person"), looks.c.record_id == bindparam("record")
)


def sent_along(c: Connection, record_id: int, person_id: int) -> int:
    """How much evidence others than that person have sent for a record, kept or on its way."""
    return int(c.scalar(_SENT_ALONG, {"person": person_id, "record": record_id}) or 0)


_SENT_ALONG = select(func.count()).where(
    evidence.c.record_id == bindparam("record"), evidence.c.state != REFUSED,
    evidence.c.person_id.is_distinct_from(bindparam("person", type_=Integer)),
)  # fmt: skip
