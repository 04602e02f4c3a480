"""Messages to many on their way: expanded to recipients, queued, held, taken out, ended.

The hard idea: everything that a process does here may be done twice, by two processes, or by one
that follows a dead one. Recipients are unique by broadcast and person, rows of the outbox by
recipient; both are made by one statement each, which adds only what is not there yet. Whether a row
still leaves is decided by `bot.composing` as its request begins, so what is said here about queued
rows only saves time.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    String,
    Text,
    cast,
    exists,
    literal,
    literal_column,
    select,
    true,
    update,
)

from campaign.broadcasts import Broadcast, State
from campaign.plan import Plan
from storage.broadcasts import LANE
from storage.outbox import LANES, QUEUED, SENDING
from storage.segments import chosen
from storage.tables import broadcasts, contacts, outbox, recipients
from storage.upsert import insert

LASTS = timedelta(days=3)  # from its beginning; what could not be sent by then is not sent any more
AT_ONCE = 5000  # rows changed in one transaction
HELD = "paused"  # a state of rows: no look at the queue meets them


def due(c: Connection, now: datetime) -> Sequence[int]:
    """Approved ones whose time has come."""
    ready = (broadcasts.c.state == State.APPROVED) & (
        broadcasts.c.send_at.is_(None) | (broadcasts.c.send_at <= now)
    )
    return tuple(c.scalars(select(broadcasts.c.id).where(ready).order_by(broadcasts.c.id)))


def expand(c: Connection, broadcast: Broadcast, plan: Plan, now: datetime) -> int:
    """Make everybody it goes to a recipient, once; how many are new."""
    found = chosen(broadcast.segment, plan, broadcast.term, now, broadcast.author_id).subquery()
    to = select(
        literal(broadcast.id), found.c.person_id, found.c.unit_id, found.c.contact_id
    ).order_by(found.c.person_id)
    new = insert(c, recipients).from_select(
        ["broadcast_id", "person_id", "unit_id", "contact_id"], to.where(true())
    )
    return c.execute(new.on_conflict_do_nothing()).rowcount


_BODY = (
    literal('{"about":{"what":"broadcast","id":', String)
    + cast(recipients.c.broadcast_id, Text)
    + literal(',"person":', String)
    + cast(recipients.c.person_id, Text)
    + literal("}}", String)
)


def queue(c: Connection, id: int, now: datetime) -> int:
    """Put a row into the outbox for each recipient with a contact, once; how many are new."""
    values = {
        "contact_id": recipients.c.contact_id, "channel": contacts.c.channel,
        "lane": literal(LANE), "rank": literal(LANES.index(LANE)), "body": _BODY,
        "state": literal("queued"), "expires_at": literal(now + LASTS, outbox.c.expires_at.type),
        "recipient_id": recipients.c.id, "created_at": literal(now, outbox.c.created_at.type),
    }  # fmt: skip
    rows = (
        select(*values.values())
        .join(contacts, contacts.c.id == recipients.c.contact_id)
        .where(recipients.c.broadcast_id == id)
        .order_by(recipients.c.id)
    )
    new = insert(c, outbox).from_select(list(values), rows, include_defaults=False)
    once = new.on_conflict_do_nothing(
        index_elements=[outbox.c.recipient_id],
        index_where=literal_column("recipient_id IS NOT NULL"),
    )
    return c.execute(once).rowcount


def started(c: Connection, id: int, now: datetime) -> bool:
    """It is on its way; False where it was cancelled meanwhile."""
    mine = update(broadcasts).where(broadcasts.c.id == id, broadcasts.c.state == State.APPROVED)
    values = {"state": State.SENDING, "started_at": now, "expires_at": now + LASTS}
    return c.execute(mine.values(values)).rowcount == 1


# --- held, taken out, over


def in_state(c: Connection, *states: State) -> Sequence[int]:
    """Those of the given states that are not over."""
    found = select(broadcasts.c.id).where(
        broadcasts.c.state.in_(states), broadcasts.c.ended_at.is_(None)
    )
    return tuple(c.scalars(found.order_by(broadcasts.c.id)))


def hold(c: Connection, id: int) -> int:
    """Take waiting rows of a paused broadcast out of the queue, some at a time; how many."""
    return _turned(c, _of(id, State.PAUSED).where(outbox.c.state == QUEUED), state=HELD)


def release(c: Connection, id: int) -> int:
    """Put rows that were held back into the queue, some at a time; how many."""
    held = _of(id, State.SENDING).where(outbox.c.state == HELD)
    return _turned(c, held, state="queued", held_until=None, leased_until=None)


def drop(c: Connection, id: int) -> int:
    """Take waiting rows of a cancelled broadcast out for good, some at a time; how many."""
    waiting = _of(id, State.CANCELLED).where(outbox.c.state.in_((QUEUED, HELD)))
    return _turned(c, waiting, state="suppressed", why="cancelled")


def _of(id: int, state: State) -> Select[tuple[int]]:
    is_so = exists().where(broadcasts.c.id == id, broadcasts.c.state == state)
    mine = select(recipients.c.id).where(recipients.c.broadcast_id == id)
    return select(outbox.c.id).where(outbox.c.recipient_id.in_(mine), is_so)


def _turned(c: Connection, rows: Select[tuple[int]], **values: Any) -> int:  # noqa: ANN401
    # A row whose request is just beginning is passed over: it is decided there.
    picked = rows.limit(AT_ONCE).with_for_update(skip_locked=True, of=outbox).cte("picked")
    changed = update(outbox).where(outbox.c.id.in_(select(picked.c.id)))
    return len(c.execute(changed.values(values).returning(outbox.c.id)).all())


def end(c: Connection, id: int, now: datetime) -> State | None:
    """Note that nothing of it waits any more; the state it ends in, None while something does."""
    alive = outbox.c.state.in_((QUEUED, SENDING, HELD))
    mine = select(recipients.c.id).where(recipients.c.broadcast_id == id)
    if c.scalar(select(outbox.c.id).where(outbox.c.recipient_id.in_(mine), alive).limit(1)):
        return None
    open_ = update(broadcasts).where(broadcasts.c.id == id, broadcasts.c.ended_at.is_(None))
    sending = open_.where(broadcasts.c.state == State.SENDING)
    if c.execute(sending.values(state=State.DONE, ended_at=now)).rowcount:
        return State.DONE
    cancelled = open_.where(broadcasts.c.state == State.CANCELLED)
    return State.CANCELLED if c.execute(cancelled.values(ended_at=now)).rowcount else None
