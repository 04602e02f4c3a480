"""What is still to be said to each contact: put here by the turn, seen by pages and metrics.

`storage.outgoing` takes the rows out and `storage.settling` says what became of them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any, NotRequired, TypedDict, Unpack

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    FromClause,
    Text,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
    type_coerce,
)

from campaign.broadcasts import State
from storage.clock import from_now
from storage.tables import broadcasts, contacts, outbox
from storage.types import AnyRow
from storage.upsert import Insert, insert_in

SPOKEN = ("reply", "supplement")  # of a talk that goes on now
BULK = ("reminder", "broadcast")  # to many, at the pace of the channel
LANES = (*SPOKEN, *BULK)  # the first goes first
HOLD_SECONDS = 2.0  # a row with a coalesce key waits this long for a newer one

# Literals, not parameters: only these prove to a planner that a partial index will do.
QUEUED: ColumnElement[str] = literal_column("'queued'")
SENDING: ColumnElement[str] = literal_column("'sending'")


def is_edit(row: FromClause) -> ColumnElement[bool]:
    """Whether a row changes a message of before. Within a text the quotes would be escaped."""
    return type_coerce(row.c.body, Text).contains('"edits":')


def goes(row: FromClause) -> ColumnElement[bool]:
    """Whether a row is of no message to many, or of one that is neither paused nor cancelled."""
    on_its_way = exists().where(
        broadcasts.c.id == row.c.broadcast_id, broadcasts.c.state == State.SENDING
    )
    return or_(row.c.broadcast_id.is_(None), on_its_way)


class Message(TypedDict):
    """A row to put; it has a dedupe key or a coalesce key, not both.

    `prompt` marks the question of a turn: when it was held up and a newer one overtook it, it is
    not sent any more; an edit never is one. `not_before` and `expires_at` are on the calendar.
    """

    contact_id: int
    channel: str
    body: dict[str, Any]
    lane: NotRequired[str]
    prompt: NotRequired[bool]
    not_before: NotRequired[datetime | None]
    expires_at: NotRequired[datetime | None]
    dedupe: NotRequired[str | None]
    coalesce: NotRequired[str | None]


def put(c: Connection, now: datetime, **message: Unpack[Message]) -> int | None:
    """The id of the row, which may be an older one with the same coalesce key.

    None when a row with the same dedupe key was there already.
    """
    values = _values(now, message)
    new = _insert(c.dialect.name, _kind(message)).returning(outbox.c.id)
    id: int | None = c.scalar(new, values)
    return id


def put_many(c: Connection, now: datetime, messages: Sequence[Message]) -> None:
    """Put the replies of a turn, in order: one statement unless some have keys."""
    for kind, group in groupby(messages, _kind):
        c.execute(_insert(c.dialect.name, kind), [_values(now, message) for message in group])


def _kind(message: Message) -> str:
    kinds = [kind for kind in ("coalesce", "dedupe") if message.get(kind) is not None]
    if len(kinds) > 1:
        raise ValueError("a message has a dedupe key or a coalesce key, not both")
    return kinds[0] if kinds else ""


@cache
def _insert(dialect: str, kind: str) -> Insert:
    fresh = insert_in(dialect, outbox)
    if kind == "dedupe":
        return fresh.on_conflict_do_nothing(index_elements=[outbox.c.dedupe])
    if kind != "coalesce":
        return fresh
    held = fresh.values(held_until=from_now(bindparam("hold", type_=Float())))
    return held.on_conflict_do_update(
        index_elements=[outbox.c.contact_id, outbox.c.coalesce],
        index_where=text("state = 'queued' AND \"coalesce\" IS NOT NULL"),
        set_={"body": held.excluded.body, "held_until": held.excluded.held_until},
    )


def _values(now: datetime, message: Message) -> dict[str, Any]:
    lane = message.get("lane", "reply")
    asks = message.get("prompt", False) and "edits" not in message["body"]
    hold = {} if message.get("coalesce") is None else {"hold": HOLD_SECONDS}
    return hold | {
        "contact_id": message["contact_id"],
        "channel": message["channel"],
        "lane": lane,
        "rank": LANES.index(lane),
        "body": message["body"],
        "prompt": asks,
        "state": "queued",
        "not_before": message.get("not_before"),
        "expires_at": message.get("expires_at"),
        "dedupe": message.get("dedupe"),
        "coalesce": message.get("coalesce"),
        "created_at": now,
    }


# --- what a page shows


@dataclass(frozen=True, slots=True)
class Delivered:
    """A row as a page shows it; `position` counts what was delivered to this contact, from 1."""

    position: int
    body: dict[str, Any]
    at: datetime


def since(c: Connection, contact_id: int, after: int, limit: int = 100) -> list[Delivered]:
    """What was delivered to a contact after a position, in the order of delivery."""
    rows = c.execute(
        select(outbox.c.position, outbox.c.body, outbox.c.sent_at)
        .where(outbox.c.contact_id == contact_id, outbox.c.position > after)
        .order_by(outbox.c.position)
        .limit(limit)
    )
    return [Delivered(row.position, row.body, row.sent_at) for row in rows]


def last_prompt(c: Connection, contact_id: int) -> AnyRow | None:
    """The question a contact was asked last: body, state, receipt, when it was accepted, and until
    when whoever sends it has the right to.
    """
    return c.execute(_LAST_PROMPT, {"contact": contact_id}).one_or_none()


_LAST_PROMPT = (
    select(
        outbox.c.body, outbox.c.state, outbox.c.receipt, outbox.c.accepted_at, outbox.c.leased_until
    )
    .where(outbox.c.contact_id == bindparam("contact"), outbox.c.prompt)
    .where(outbox.c.state.in_(("queued", "sending", "sent", "unknown")))
    .order_by(outbox.c.id.desc())
    .limit(1)
)


def latest(c: Connection, contact_ids: Collection[int]) -> dict[int, int]:
    """The last position of each contact: one look for all open pages."""
    position = (
        select(func.max(outbox.c.position))
        .where(outbox.c.contact_id == contacts.c.id)
        .scalar_subquery()
    )
    rows = c.execute(select(contacts.c.id, position).where(contacts.c.id.in_(contact_ids)))
    return {contact_id: last or 0 for contact_id, last in rows}


# --- metrics

_OF_NO_BROADCAST = outbox.c.broadcast_id.is_(None)
_ON_THEIR_WAY = select(broadcasts.c.id).where(broadcasts.c.state == State.SENDING)


def pending(c: Connection) -> Mapping[tuple[str, str], int]:
    """How many rows wait, by lane and state; every lane is there, also with 0. Of messages to many
    those count that are on their way.
    """
    found = {(lane, state): 0 for lane in LANES for state in ("queued", "sending")}
    lane, state = outbox.c.lane, outbox.c.state
    counts = select(lane, state, func.count()).group_by(lane, state)
    for few in ((state == QUEUED, _OF_NO_BROADCAST), (state == SENDING,)):
        for name, of, n in c.execute(counts.where(*few)):
            found[name, of] += n
    # Nothing but the entries of an index is counted: there may be a million.
    of_messages = select(func.count()).where(
        state == QUEUED, outbox.c.broadcast_id.in_(_ON_THEIR_WAY)
    )
    found["broadcast", "queued"] += c.scalar(of_messages) or 0
    return found


def oldest(c: Connection, now: datetime) -> Mapping[str, float]:
    """How many seconds of the calendar the oldest waiting row of each lane has waited."""
    found = dict.fromkeys(LANES, 0.0)
    first = select(outbox.c.lane, func.min(outbox.c.created_at)).group_by(outbox.c.lane)
    waiting = [*c.execute(first.where(outbox.c.state == QUEUED, _OF_NO_BROADCAST))]
    for id in c.scalars(_ON_THEIR_WAY):
        waiting += c.execute(_FIRST, {"of_broadcast": id})
    for lane, at in waiting:
        found[lane] = max(found[lane], (now - at).total_seconds())
    return found


_FIRST = (
    select(outbox.c.lane, outbox.c.created_at)
    .where(outbox.c.broadcast_id == bindparam("of_broadcast"), outbox.c.state == QUEUED)
    .order_by(outbox.c.channel, outbox.c.rank, outbox.c.id)
    .limit(1)
)
