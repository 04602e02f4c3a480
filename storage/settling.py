"""What became of a row that was taken out of the outbox.

A settled row is one that was `sending`; or `unknown`, when the lease ran out while the platform's
answer was on its way.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, select, update

from storage.clock import from_now
from storage.outbox import QUEUED, SENDING
from storage.outgoing import leased, overtaken
from storage.tables import contacts, outbox

WHY = 200  # characters of the reason that are kept

_before = outbox.alias("before")


def _next_position() -> ColumnElement[int]:
    last = select(func.max(_before.c.position)).where(_before.c.contact_id == outbox.c.contact_id)
    return func.coalesce(outbox.c.position, func.coalesce(last.scalar_subquery(), 0) + 1)


_TAKEN = update(outbox).where(
    outbox.c.id == bindparam("taken"), outbox.c.state.in_(("sending", "unknown"))
)
_DELIVERED = _TAKEN.values(position=_next_position())


def sent(c: Connection, now: datetime, id: int, receipt: str = "") -> None:
    c.execute(_DELIVERED, {"taken": id, "state": "sent", "sent_at": now, "receipt": receipt})


def unknown(c: Connection, now: datetime, id: int, why: str = "") -> None:
    """Nobody can tell whether it arrived: it is not sent again."""
    c.execute(_DELIVERED, {"taken": id, "state": "unknown", "sent_at": now, "why": why[:WHY]})


def failed(c: Connection, id: int, why: str) -> None:
    c.execute(_TAKEN, {"taken": id, "state": "failed", "why": why[:WHY]})


def retry(c: Connection, id: int, after_seconds: float, why: str = "") -> None:
    """It surely never left. Until it may be tried again its contact gets nothing else."""
    # Without its key, for by now a newer row may wait under the same one.
    values = {"taken": id, "state": "queued", "why": why[:WHY], "coalesce": None}
    c.execute(_TAKEN.values(leased_until=from_now(after_seconds)), values)


def unreachable(c: Connection, id: int, why: str) -> int | None:
    """The contact of this row takes no messages: its person's other one takes over all that waits.

    The id of that other contact; None when there is none, and what waited has failed.
    """
    contact_id = c.scalar(select(outbox.c.contact_id).where(outbox.c.id == id))
    c.execute(update(contacts).where(contacts.c.id == contact_id).values(reachable=False))
    retry(c, id, 0, why)
    waiting = update(outbox).where(outbox.c.contact_id == contact_id, outbox.c.state == QUEUED)
    other = _other_contact(c, contact_id)
    if other is None:
        c.execute(waiting.values(state="failed", why=why[:WHY]))
        return None
    moved = {"contact_id": other.id, "channel": other.channel}
    c.execute(waiting.values(moved | {"coalesce": None, "leased_until": None}))
    return int(other.id)


def _other_contact(c: Connection, contact_id: int | None) -> Any:  # noqa: ANN401 - a row
    person = select(contacts.c.person_id).where(contacts.c.id == contact_id).scalar_subquery()
    others = select(contacts.c.id, contacts.c.channel).where(
        contacts.c.person_id == person, contacts.c.reachable, contacts.c.id != contact_id
    )
    return c.execute(others.order_by(contacts.c.seen_at.desc()).limit(1)).one_or_none()


def sweep(c: Connection, now: datetime) -> None:
    """What ran out: a lease while sending, the time of a message, the turn of a prompt."""
    over = ~leased(outbox)
    lost = {"state": "unknown", "sent_at": now, "why": "lease", "position": _next_position()}
    c.execute(update(outbox).where(outbox.c.state == SENDING, over).values(lost))
    queued = update(outbox).where(outbox.c.state == QUEUED, over)
    c.execute(queued.where(outbox.c.expires_at <= now).values(state="expired"))
    c.execute(queued.where(overtaken(outbox)).values(state="suppressed"))
