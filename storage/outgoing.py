"""Taking rows out of the outbox, so that many processes may send at once.

The hard idea: a row is leased until the commit just before its own request makes it `sending`. A
lease that runs out while the row is queued lets another process send it; one that runs out while
`sending` leaves it `unknown`, for nobody can tell whether it arrived. One request is in flight per
contact: only the head of a contact's rows can be taken, and a unique index refuses a second
`sending`. Leases and back-off are on the database's clock; `now` is the calendar.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    ScalarSelect,
    Update,
    and_,
    case,
    exists,
    false,
    func,
    or_,
    select,
    update,
)

from storage.clock import later
from storage.outbox import LANES, QUEUED, SENDING
from storage.tables import contacts, outbox

LEASE_SECONDS = 30.0

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


_ROW = (
    outbox.c.id,
    outbox.c.contact_id,
    outbox.c.channel,
    select(contacts.c.address).where(contacts.c.id == outbox.c.contact_id).scalar_subquery(),
    outbox.c.lane,
    outbox.c.body,
    outbox.c.tries,
)


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
    """Lease the next row of up to `limit` contacts; `ahead` ends holds that many seconds early."""
    wanted = and_(_due.c.channel == channel, _in_lanes(lanes))
    leased = _update_due(c, now, wanted, limit, ahead).values(leased_until=later(c, lease_seconds))
    rows = [Row(*found) for found in c.execute(leased.returning(*_ROW))]
    return sorted(rows, key=lambda row: (LANES.index(row.lane), row.id))


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
    wanted = and_(_due.c.contact_id == contact_id, _due.c.channel.in_(channels), _in_lanes(lanes))
    return _start(c, _update_due(c, now, wanted, 1, 0), lease_seconds)


def sending(c: Connection, id: int, lease_seconds: float = LEASE_SECONDS) -> Row | None:
    """Commit this just before the request for a claimed row.

    None when somebody else has it. The row comes back as it is now: a newer one with its coalesce
    key may have replaced the body since it was claimed.
    """
    claimed = update(outbox).where(outbox.c.id == id, outbox.c.state == QUEUED)
    return _start(c, claimed, lease_seconds)


def _start(c: Connection, rows: Update, lease_seconds: float) -> Row | None:
    values = {"state": "sending", "tries": outbox.c.tries + 1}
    started = rows.values(values | {"leased_until": later(c, lease_seconds)})
    found = c.execute(started.returning(*_ROW)).one_or_none()
    return Row(*found) if found else None


def _update_due(
    c: Connection, now: datetime, wanted: ColumnElement[bool], limit: int, ahead: float
) -> Update:
    """An update of what may be sent now. Rows that another process is just taking are skipped."""
    picked = (
        select(_due.c.id)
        .where(_due.c.state == QUEUED, wanted, ~leased(c, _due))
        .where(_is_head(c, now, ahead))
        .order_by(_due.c.rank, _due.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("picked")
    )
    return update(outbox).where(outbox.c.id.in_(select(picked.c.id)))


def _is_head(c: Connection, now: datetime, ahead: float) -> ColumnElement[bool]:
    # A bare equality makes PostgreSQL expect one row in all, and so look at every queued one
    # instead of walking its index until the limit.
    return func.coalesce(_due.c.id == _head_of_contact(c, now, ahead), false())


def _head_of_contact(c: Connection, now: datetime, ahead: float) -> ScalarSelect[int]:
    """The row that is in flight or backs off, else the first of those that may be sent."""
    in_flight = or_(_head.c.state == SENDING, leased(c, _head))
    ready = and_(
        or_(_head.c.held_until.is_(None), _head.c.held_until <= later(c, ahead)),
        or_(_head.c.not_before.is_(None), _head.c.not_before <= now),
        or_(_head.c.expires_at.is_(None), _head.c.expires_at > now),
        ~overtaken(_head),
    )
    return (
        select(_head.c.id)
        .where(_head.c.contact_id == _due.c.contact_id, _head.c.state.in_((QUEUED, SENDING)))
        .where(or_(in_flight, ready))
        .order_by(case((in_flight, 0), else_=1), _head.c.rank, _head.c.id)
        .limit(1)
        .scalar_subquery()
    )


def leased(c: Connection, row: FromClause) -> ColumnElement[bool]:
    return func.coalesce(row.c.leased_until > later(c), false())


def overtaken(row: FromClause) -> ColumnElement[bool]:
    """Whether this prompt was held up and its person has been asked something else since."""
    asked_since = exists().where(
        _newer.c.contact_id == row.c.contact_id,
        _newer.c.id > row.c.id,
        _newer.c.prompt,
        _newer.c.state == QUEUED,
    )
    return and_(row.c.prompt, row.c.leased_until.is_not(None), asked_since)


def _in_lanes(lanes: Collection[str]) -> ColumnElement[bool]:
    """Neighbouring lanes as a range, which leaves the index its order; a list does not."""
    ranks = sorted(LANES.index(lane) for lane in lanes)
    if ranks == list(range(ranks[0], ranks[-1] + 1)):
        return _due.c.rank.between(ranks[0], ranks[-1])
    return _due.c.rank.in_(ranks)
