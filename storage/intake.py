"""What the worker does with evidence that came in: claim it, put it off, keep it or refuse it.

The hard idea: a claim is a lease on the database's clock and is named by the number of the attempt.
A worker that was too slow finds that number changed, and its result is dropped: whoever claimed
the row after it finds the same.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Text,
    and_,
    exists,
    literal_column,
    or_,
    select,
    type_coerce,
    update,
)

from storage.alike import parts
from storage.clock import from_now
from storage.evidence import ERASED, REFUSED, STORED
from storage.tables import contacts, evidence, records

LEASE_SECONDS = 90.0
_LONGEST_PAUSE = 4 * 3600.0

_WAITING = evidence.c.state == literal_column("'waiting'")  # as its partial index has it


@dataclass(frozen=True, slots=True)
class Item:
    """Claimed evidence. `attempt` counts from 1 and names the claim."""

    id: int
    contact_id: int
    channel: str
    kind: str
    ref: dict[str, Any]
    attempt: int
    why: str = ""  # it is not to be kept


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of received bytes; the hashes are keys of the blob store."""

    kind: str
    sha256_received: str
    sha256: str
    thumbnail: str | None
    media_type: str
    bytes: int
    dhash: str | None


@dataclass(frozen=True, slots=True)
class Settled:
    """Where evidence belongs that was just kept or refused."""

    record_id: int | None
    key: str


def pause(attempt: int) -> float:
    """Seconds to wait after a failed attempt: 5 at first, three times as long each time, to 4 h."""
    return float(min(5 * 3 ** min(attempt - 1, 10), _LONGEST_PAUSE))


_DUE = (
    select(evidence, contacts.c.channel)
    .join(contacts, evidence.c.contact_id == contacts.c.id)
    .where(_WAITING, or_(evidence.c.held_until.is_(None), evidence.c.held_until <= from_now()))
    .order_by(evidence.c.id)
    .limit(1)
    .with_for_update(of=evidence, key_share=True, skip_locked=True)
)


def claim(c: Connection) -> Item | None:
    """The oldest evidence that is due, leased; a crash while it is worked on brings it back.

    The lease grows with the attempts, so that what ends the process each time does so ever less
    often.
    """
    row = c.execute(_DUE).one_or_none()
    if row is None:
        return None
    attempt = row.attempts + 1
    until = from_now(LEASE_SECONDS + pause(attempt))
    mine = update(evidence).where(evidence.c.id == row.id)
    c.execute(mine.values(attempts=attempt, held_until=until))
    return Item(row.id, row.contact_id, row.channel, row.kind, row.ref, attempt, row.why)


def put_off(c: Connection, item: Item) -> None:
    """The bytes could not be had: try again after a pause."""
    c.execute(_claimed(item).values(held_until=from_now(pause(item.attempt))))


def lock_record(c: Connection, id: int) -> int | None:
    """The record evidence belongs to, locked, so that what is counted in it is counted once.

    To be taken before the evidence itself, as turns do.
    """
    record_id = c.scalar(select(evidence.c.record_id).where(evidence.c.id == id))
    if record_id is not None:
        lock = select(records.c.id).where(records.c.id == record_id)
        c.execute(lock.with_for_update(key_share=True))
    return record_id


def keep(c: Connection, item: Item, kept: Kept, reused_from: int | None) -> Settled | None:
    """Note that evidence is stored; None when the claim was lost meanwhile."""
    values = asdict(kept) | (parts(kept.dhash) if kept.dhash else {})
    return _settle(c, item, {"state": STORED, "reused_from_id": reused_from} | values)


def refuse(c: Connection, item: Item, why: str, sha256_received: str | None) -> Settled | None:
    """Note that evidence cannot be taken; None when the claim was lost meanwhile."""
    values = {"state": REFUSED, "why": why, "sha256_received": sha256_received}
    return _settle(c, item, values)


def _settle(c: Connection, item: Item, values: dict[str, Any]) -> Settled | None:
    settled = _claimed(item).values(held_until=None, **values)
    row = c.execute(settled.returning(evidence.c.record_id, evidence.c.key)).one_or_none()
    return Settled(row.record_id, row.key) if row else None


def _claimed(item: Item) -> Any:  # noqa: ANN401 - an UPDATE to be completed
    mine = and_(evidence.c.id == item.id, evidence.c.attempts == item.attempt, _WAITING)
    return update(evidence).where(mine)


# --- raw uploads, which leave once they are read


def outcome_of(c: Connection, sha256_received: str) -> Kept | str | None:
    """What the same bytes were made into, or why they were refused, if they came in before."""
    same = select(evidence).where(evidence.c.sha256_received == sha256_received, ~_WAITING)
    row = c.execute(same.order_by(evidence.c.id.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    return str(row.why) if row.state == REFUSED else _kept(row)


def _kept(row: Row[Any]) -> Kept:
    return Kept(**{name: row._mapping[name] for name in Kept.__dataclass_fields__})  # noqa: SLF001 - SQLAlchemy's public name


def raw_left(c: Connection) -> Sequence[tuple[int, str]]:
    """Evidence read already whose raw upload is still there: id and hash. Looks at every row."""
    raw = type_coerce(evidence.c.ref, Text).contains('"blob":')
    found = select(evidence.c.id, evidence.c.ref).where(~_WAITING, raw)
    return [(row.id, row.ref["blob"]) for row in c.execute(found)]


def needed(c: Connection, sha256: str) -> bool:
    """Whether any evidence is kept under this hash or waits to be read from it."""
    unread = and_(_WAITING, type_coerce(evidence.c.ref, Text).contains(sha256))
    uses = (evidence.c.sha256 == sha256, evidence.c.thumbnail == sha256, unread)
    kept = evidence.c.state != ERASED
    return bool(c.scalar(select(or_(*(exists().where(use, kept) for use in uses)))))


def forget_raw(c: Connection, id: int) -> None:
    c.execute(update(evidence).where(evidence.c.id == id).values(ref={}))
