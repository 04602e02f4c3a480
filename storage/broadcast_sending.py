"""Messages to many on their way: expanded to recipients, queued, taken out, ended.

The hard idea: everything that a process does here may be done twice, by two processes, or by one
that follows a dead one. Recipients are unique by broadcast and person, rows of the outbox by
recipient; both are made by one statement each, which adds only what is not there yet.

There may be a million rows, so none is touched when a message is paused, resumed or cancelled: only
rows of one that is `running` are claimed, and whether a row still leaves is decided once more by
`bot.composing` as its request begins. What can never leave is cleared away bit by bit.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    Connection,
    Select,
    String,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    literal_column,
    or_,
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
from storage.types import Instant
from storage.upsert import insert

LASTS = timedelta(days=3)  # from its beginning; what could not be sent by then is not sent any more
AT_ONCE = 2000  # rows changed in one transaction


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
        "recipient_id": recipients.c.id, "broadcast_id": recipients.c.broadcast_id,
        "created_at": literal(now, outbox.c.created_at.type),
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


# --- on its way, taken out, over


def running(c: Connection, now: datetime) -> Sequence[int]:
    """Those whose rows may be claimed. Nothing is done to the rows of one that is paused."""
    return tuple(c.scalars(_RUNNING, {"now": now}))


def to_clear(c: Connection, now: datetime) -> Sequence[int]:
    """Those whose rows wait in vain: cancelled, or over their time."""
    return tuple(c.scalars(_TO_CLEAR, {"now": now}))


def open_ones(c: Connection) -> Sequence[int]:
    """Those that were on their way and are not over."""
    found = select(broadcasts.c.id).where(broadcasts.c.state.in_((State.SENDING, State.CANCELLED)))
    return tuple(c.scalars(found.where(broadcasts.c.ended_at.is_(None)).order_by(broadcasts.c.id)))


_past = broadcasts.c.expires_at <= bindparam("now", type_=Instant())
_over_its_time = and_(broadcasts.c.state == State.SENDING, func.coalesce(_past, false()))
_RUNNING = (
    select(broadcasts.c.id)
    .where(broadcasts.c.state == State.SENDING, broadcasts.c.ended_at.is_(None), ~_over_its_time)
    .order_by(broadcasts.c.id)
)
_TO_CLEAR = (
    select(broadcasts.c.id)
    .where(or_(broadcasts.c.state == State.CANCELLED, _over_its_time))
    .where(broadcasts.c.ended_at.is_(None))
    .order_by(broadcasts.c.id)
)


def clear(c: Connection, id: int, now: datetime) -> int:
    """Take waiting rows of such a one out for good, some at a time; how many."""
    is_so = exists().where(
        broadcasts.c.id == id, or_(broadcasts.c.state == State.CANCELLED, _over_its_time)
    )
    # A row whose request is just beginning is passed over: it is decided there.
    rows = _waiting(id).where(is_so).limit(AT_ONCE).with_for_update(skip_locked=True, of=outbox)
    picked = rows.cte("picked")
    changed = update(outbox).where(outbox.c.id.in_(select(picked.c.id)))
    cancelled = exists().where(broadcasts.c.id == id, broadcasts.c.state == State.CANCELLED)
    values = {
        "state": case((cancelled, "suppressed"), else_="expired"),
        "why": case((cancelled, "cancelled"), else_=outbox.c.why),
    }
    return c.execute(changed.values(values), {"now": now}).rowcount


def _waiting(id: int) -> Select[tuple[int]]:
    """Its queued rows, in the order of their index: there may be a million in any other."""
    mine = select(outbox.c.id).where(outbox.c.broadcast_id == id, outbox.c.state == QUEUED)
    return mine.order_by(outbox.c.channel, outbox.c.rank, outbox.c.id)


def end(c: Connection, id: int, now: datetime) -> State | None:
    """Note that nothing of it waits any more; the state it ends in, None while something does."""
    under_way = select(outbox.c.id).where(outbox.c.state == SENDING, outbox.c.broadcast_id == id)
    for alive in (_waiting(id), under_way):
        if c.scalar(alive.limit(1)) is not None:
            return None
    open_ = update(broadcasts).where(broadcasts.c.id == id, broadcasts.c.ended_at.is_(None))
    sending = open_.where(broadcasts.c.state == State.SENDING)
    if c.execute(sending.values(state=State.DONE, ended_at=now)).rowcount:
        return State.DONE
    cancelled = open_.where(broadcasts.c.state == State.CANCELLED)
    return State.CANCELLED if c.execute(cancelled.values(ended_at=now)).rowcount else None
