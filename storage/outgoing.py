"""Taking rows out of the outbox, so that many processes may send at once.

The hard idea: a row is leased until the commit just before its own request makes it `sending`. A
lease that runs out while the row is queued lets another process send it; one that runs out while
`sending` leaves it `unknown`, for nobody can tell whether it arrived. One request is in flight per
contact: only the head of a contact's rows can be taken, and a unique index refuses a second
`sending`. Leases and back-off are on the database's clock; `now` is the calendar.

Rows of a message to many are claimed apart from all others, by its id: however many there are,
nobody else walks past them, and while it is paused nobody does.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    FromClause,
    Integer,
    ScalarSelect,
    Update,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from storage.clock import from_now
from storage.outbox import LANES, QUEUED, SENDING, goes
from storage.tables import contacts, outbox
from storage.types import Instant

LEASE_SECONDS = 30.0
PATIENCE = 5.0  # seconds that a reply may wait before bulk messages give way

_due, _head, _newer = (outbox.alias(name) for name in ("due", "head", "newer"))


@dataclass(frozen=True, slots=True)
class Row:
    """One message on its way. `tries` counts the requests made for it, also the one under way."""

    id: int
    contact_id: int
    channel: str
    address: str
    lane: str
    body: dict[str, Any]
    tries: int


# The statements are made once: to build one takes longer than to run it.

_now = bindparam("now", type_=Instant())
_lease = from_now(bindparam("lease", type_=Float()))


def leased(row: FromClause) -> ColumnElement[bool]:
    return func.coalesce(row.c.leased_until > from_now(), false())


def overtaken(row: FromClause) -> ColumnElement[bool]:
    """Whether this prompt was held up and its person has been asked something else since."""
    asked_since = exists().where(
        _newer.c.contact_id == row.c.contact_id,
        _newer.c.id > row.c.id,
        _newer.c.prompt,
        _newer.c.state == QUEUED,
    )
    return and_(row.c.prompt, row.c.leased_until.is_not(None), asked_since)


def _in_time(row: FromClause) -> ColumnElement[bool]:
    hold_over = from_now(bindparam("ahead", type_=Float()))
    return and_(
        or_(row.c.held_until.is_(None), row.c.held_until <= hold_over),
        or_(row.c.not_before.is_(None), row.c.not_before <= _now),
        or_(row.c.expires_at.is_(None), row.c.expires_at > _now),
    )


def _head_of_contact() -> ScalarSelect[int]:
    """The row that is in flight or backs off, else the first of those that may be sent."""
    in_flight = or_(_head.c.state == SENDING, leased(_head))
    ready = and_(_in_time(_head), ~overtaken(_head), goes(_head))
    return (
        select(_head.c.id)
        .where(_head.c.contact_id == _due.c.contact_id, _head.c.state.in_((QUEUED, SENDING)))
        .where(or_(in_flight, ready))
        .order_by(case((in_flight, 0), else_=1), _head.c.rank, _head.c.id)
        .limit(1)
        .scalar_subquery()
    )


def _update_due(*wanted: ColumnElement[bool]) -> Update:
    """An update of what may be sent now. Rows that another process is just taking are skipped."""
    # That a head is in time is said once more: so of a row that waits nothing else is looked up.
    # A bare equality makes PostgreSQL expect one row in all, and so look at every queued one
    # instead of walking its index until the limit.
    is_head = func.coalesce(_due.c.id == _head_of_contact(), false())
    picked = (
        select(_due.c.id)
        .where(_due.c.state == QUEUED, *wanted, ~leased(_due), _in_time(_due), is_head)
        .order_by(_due.c.rank, _due.c.id)
        .limit(bindparam("most", type_=Integer()))
        .with_for_update(skip_locked=True)
        .cte("picked")
    )
    return update(outbox).where(outbox.c.id.in_(select(picked.c.id)))


def _returning(rows: Update) -> ReturningUpdate[Any]:
    address = select(contacts.c.address).where(contacts.c.id == outbox.c.contact_id)
    columns = [outbox.c[name] for name in ("id", "contact_id", "channel", "lane", "body", "tries")]
    return rows.returning(*columns, address.scalar_subquery().label("address"))


def _starting(rows: Update) -> ReturningUpdate[Any]:
    values = {"state": "sending", "tries": outbox.c.tries + 1, "leased_until": _lease}
    return _returning(rows.values(values))


_on_channel = _due.c.channel == bindparam("on_channel")
_in_lanes = _due.c.rank.between(bindparam("first_rank"), bindparam("last_rank"))
_CLAIM = _returning(
    _update_due(_on_channel, _in_lanes, _due.c.broadcast_id.is_(None)).values(leased_until=_lease)
)
_CLAIM_TO_MANY = _returning(
    _update_due(_on_channel, _due.c.broadcast_id == bindparam("of")).values(leased_until=_lease)
)
_TAKE = _starting(
    _update_due(
        _due.c.contact_id == bindparam("contact"), _in_lanes,
        _due.c.channel.in_(bindparam("channels", expanding=True)),
    )
)  # fmt: skip
_SENDING = _starting(
    update(outbox).where(outbox.c.id == bindparam("claimed"), outbox.c.state == QUEUED)
)


_others = outbox.alias("others")
_busy = exists().where(
    _others.c.contact_id == _due.c.contact_id, _others.c.id != _due.c.id,
    _others.c.state.in_((QUEUED, SENDING)), or_(_others.c.state == SENDING, leased(_others)),
)  # fmt: skip
_WAITING_REPLY = (
    select(_due.c.id)
    .where(
        _due.c.state == QUEUED, _due.c.channel.in_(bindparam("channels", expanding=True)),
        _due.c.rank == LANES.index("reply"), _due.c.broadcast_id.is_(None),
        _due.c.created_at < bindparam("since", type_=Instant()),
        ~leased(_due), or_(_due.c.held_until.is_(None), _due.c.held_until <= from_now()),
        or_(_due.c.not_before.is_(None), _due.c.not_before <= _now), ~_busy,
    )
    .limit(1)
)  # fmt: skip


def replies_wait(c: Connection, now: datetime, channels: Collection[str]) -> bool:
    """Whether a reply that may leave has waited for longer than anybody should have to.

    One that backs off, is held, or follows a request under way to its contact is not waiting for
    us. With few replies in the queue this reads few entries of its index.
    """
    asked = {"channels": list(channels), "now": now, "since": now - timedelta(seconds=PATIENCE)}
    return c.scalar(_WAITING_REPLY, asked) is not None


def claim(  # noqa: PLR0913 - each is one limit of what may be claimed
    c: Connection,
    now: datetime,
    *,
    channel: str,
    lanes: Collection[str] = LANES,
    limit: int = 50,
    lease_seconds: float = LEASE_SECONDS,
    ahead: float = 0,
) -> list[Row]:
    """Lease the next row of up to `limit` contacts; rows of messages to many are none of them.

    `lanes` are neighbours in `LANES`. `ahead` ends holds that many seconds early.
    """
    limits = {"on_channel": channel, "most": limit, "lease": lease_seconds, "ahead": ahead}
    return _leased(c, _CLAIM, {"now": now} | _ranks(lanes) | limits)


def claim_to_many(  # noqa: PLR0913 - as above
    c: Connection,
    now: datetime,
    broadcast_id: int,
    *,
    channel: str,
    limit: int = 50,
    lease_seconds: float = LEASE_SECONDS,
    ahead: float = 0,
) -> list[Row]:
    """As `claim`, of one message to many; none while it is paused, and none once it is cancelled.

    A contact that has something else to be told gets that first.
    """
    limits = {"on_channel": channel, "most": limit, "lease": lease_seconds, "ahead": ahead}
    return _leased(c, _CLAIM_TO_MANY, {"now": now, "of": broadcast_id} | limits)


def take(  # noqa: PLR0913 - as above
    c: Connection,
    now: datetime,
    contact_id: int,
    *,
    channels: Collection[str],
    lanes: Collection[str] = LANES,
    lease_seconds: float = LEASE_SECONDS,
) -> Row | None:
    """The next row of one contact, `sending` at once: the request follows the commit."""
    limits = {"contact": contact_id, "channels": list(channels), "most": 1, "ahead": 0.0}
    return _one(c, _TAKE, {"now": now, "lease": lease_seconds} | _ranks(lanes) | limits)


def sending(c: Connection, id: int, lease_seconds: float = LEASE_SECONDS) -> Row | None:
    """Commit this just before the request for a claimed row.

    None when somebody else has it. The row comes back as it is now: a newer one with its coalesce
    key may have replaced the body since it was claimed.
    """
    return _one(c, _SENDING, {"claimed": id, "lease": lease_seconds})


def _leased(c: Connection, statement: ReturningUpdate[Any], limits: dict[str, Any]) -> list[Row]:
    rows = [Row(**row) for row in c.execute(statement, limits).mappings()]
    return sorted(rows, key=lambda row: (LANES.index(row.lane), row.id))


def _one(c: Connection, statement: ReturningUpdate[Any], limits: dict[str, Any]) -> Row | None:
    found = c.execute(statement, limits).mappings().one_or_none()
    return Row(**found) if found else None


def _ranks(lanes: Collection[str]) -> dict[str, int]:
    """Lanes as a range: a list would cost the index its order."""
    ranks = sorted(LANES.index(lane) for lane in lanes)
    if ranks != list(range(ranks[0], ranks[-1] + 1)):
        raise ValueError(f"no neighbours: {', '.join(lanes)}")
    return {"first_rank": ranks[0], "last_rank": ranks[-1]}
