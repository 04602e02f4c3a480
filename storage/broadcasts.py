"""Messages to many as they are written: words, pictures, state. `broadcast_sending` sends them."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, insert, select, update

from campaign.broadcasts import WRITING, Broadcast, Doing, Segment, State
from campaign.text import fold
from storage.evidence import REFUSED, WAITING, called
from storage.tables import broadcasts, evidence, people, units
from storage.types import AnyRow

LANE = "broadcast"
LATEST = 8

_deciders = people.alias("deciders")
_READ = (
    select(
        broadcasts, people.c.name.label("author"), units.c.name.label("unit"),
        _deciders.c.name.label("decider"),
    )
    .join(people, people.c.id == broadcasts.c.person_id)
    .join(units, units.c.id == broadcasts.c.unit_id)
    .outerjoin(_deciders, _deciders.c.id == broadcasts.c.approved_by_id)
)  # fmt: skip


def get(c: Connection, id: int) -> Broadcast | None:
    row = c.execute(_READ.where(broadcasts.c.id == id)).one_or_none()
    return _broadcast(row) if row else None


def latest(c: Connection, unit_id: int, person_id: int) -> Sequence[Broadcast]:
    """The last ones in the name of a unit; what is still being written only by its author."""
    shown = (broadcasts.c.person_id == person_id) | broadcasts.c.state.not_in(WRITING)
    found = _READ.where(broadcasts.c.unit_id == unit_id, shown)
    rows = c.execute(found.order_by(broadcasts.c.id.desc()).limit(LATEST))
    return tuple(_broadcast(row) for row in rows)


def _broadcast(row: AnyRow) -> Broadcast:
    segment = Segment(**row.segment | {"doing": Doing(row.segment["doing"])})
    return Broadcast(
        row.id, State(row.state), row.person_id, row.author, row.unit_id, row.unit, segment,
        row.term or "", row.text, tuple(row.pictures), row.file, row.send_at, row.decider or "",
        row.note,
    )  # fmt: skip


# --- written


def write(  # noqa: PLR0913 - who writes what to whom
    c: Connection,
    now: datetime,
    *,
    person_id: int,
    unit_id: int,
    segment: Segment,
    term: str,
    text: str,
) -> int:
    new = insert(broadcasts).values(
        lane=LANE, person_id=person_id, unit_id=unit_id, state=State.DRAFT,
        segment=asdict(segment), term=term or None, text=text, same=_same(text, (), ""),
        pictures=[], created_at=now,
    )  # fmt: skip
    return int(c.execute(new.returning(broadcasts.c.id)).scalar_one())


def step(c: Connection, before: Broadcast, state: State, **changed: Any) -> bool:  # noqa: ANN401
    """Go on to another state; False where somebody else was first."""
    mine = update(broadcasts).where(
        broadcasts.c.id == before.id, broadcasts.c.state == before.state
    )
    return c.execute(mine.values(state=state, **changed)).rowcount == 1


def worded(text: str, pictures: Sequence[int], file: str) -> dict[str, Any]:
    """The columns of what is said, as it will be sent."""
    return {"text": text, "pictures": list(pictures), "file": file,
            "same": _same(text, pictures, file)}  # fmt: skip


def _same(text: str, pictures: Sequence[int], file: str) -> str:
    return sha256(f"{fold(text)}\n{sorted(pictures)}\n{file}".encode()).hexdigest()


# --- what is attached


def key_of(id: int) -> str:
    """The key of evidence that is sent along with a broadcast; it belongs to no record."""
    return f"broadcast:{id}"


def attach(c: Connection, id: int, evidence_id: int) -> None:
    c.execute(update(evidence).where(evidence.c.id == evidence_id).values(key=key_of(id)))


def detach(c: Connection, id: int) -> None:
    mine = update(evidence).where(evidence.c.key == key_of(id), evidence.c.record_id.is_(None))
    c.execute(mine.values(key=f"{key_of(id)}:dropped"))


def attached(c: Connection, id: int) -> Sequence[AnyRow]:
    """What came along, in order; what was refused is none of it."""
    found = select(evidence).where(
        evidence.c.key == key_of(id), evidence.c.record_id.is_(None), evidence.c.state != REFUSED
    )
    return c.execute(found.order_by(evidence.c.id)).all()


def is_loading(rows: Sequence[AnyRow]) -> bool:
    return any(row.state == WAITING for row in rows)


def kinds(rows: Sequence[AnyRow]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        kind = called(row.kind, row.media_type)
        found[kind] = found.get(kind, 0) + 1
    return found
