"""What became of a row that was taken out of the outbox.

A settled row is one that was `sending`; or `unknown`, when the lease ran out while the platform's
answer was on its way.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    case,
    func,
    literal_column,
    select,
    update,
)

from storage import rates
from storage.clock import FromNow, from_now
from storage.outbox import QUEUED, SENDING, is_edit
from storage.outgoing import leased, overtaken
from storage.tables import candidates, contacts, outbox

HELD = "window: "  # how the reason begins of what waits until its contact speaks
NO_TOKENS = "tokens: "  # how the reason begins of what waits for the tokens of its channel
HELD_SECONDS = 10 * 365 * 86400.0  # it expires by its own time, if it does at all
WHY = 200  # characters of the reason that are kept
_NOTHING: ColumnElement[str] = literal_column("''")  # a literal, as those of `storage.outbox`

_before = outbox.alias("before")


def _next_position() -> ColumnElement[int]:
    last = select(func.max(_before.c.position)).where(_before.c.contact_id == outbox.c.contact_id)
    return func.coalesce(outbox.c.position, func.coalesce(last.scalar_subquery(), 0) + 1)


_TAKEN = update(outbox).where(
    outbox.c.id == bindparam("taken"), outbox.c.state.in_(("sending", "unknown"))
)
_DELIVERED = _TAKEN.values(position=_next_position())
# Of an edit nothing is shown where a message is: the one it changes stands there.
_LOST = {
    "state": case((is_edit(outbox), "failed"), else_="unknown"),
    "position": case((is_edit(outbox), outbox.c.position), else_=_next_position()),
}
_UNKNOWN = _TAKEN.values(_LOST)


def sent(
    c: Connection, now: datetime, id: int, receipt: str = "", accepted_at: datetime | None = None
) -> None:
    known = {"receipt": receipt, "accepted_at": accepted_at}
    c.execute(_DELIVERED, {"taken": id, "state": "sent", "sent_at": now, **known})


def unknown(c: Connection, now: datetime, id: int, why: str = "") -> None:
    """Nobody can tell whether it arrived: it is not sent again. An edit has failed."""
    c.execute(_UNKNOWN, {"taken": id, "sent_at": now, "why": why[:WHY]})


def suppressed(c: Connection, id: int, why: str) -> None:
    """There was nothing to say any more when its turn came."""
    c.execute(_TAKEN, {"taken": id, "state": "suppressed", "why": why[:WHY]})


def worded(c: Connection, id: int, body: dict[str, Any]) -> dict[str, Any]:
    """A row gets the words it is about to be sent with."""
    c.execute(_TAKEN, {"taken": id, "body": body})
    return body


def failed(c: Connection, id: int, why: str) -> None:
    c.execute(_TAKEN, {"taken": id, "state": "failed", "why": why[:WHY]})


def retry(
    c: Connection,
    id: int,
    after_seconds: float,
    why: str = "",
    body: Mapping[str, Any] | None = None,
) -> None:
    """It surely never left. Until it may be tried again its contact gets nothing else.

    `body` is what is still to be sent when parts of it did leave.
    """
    _again(c, id, why, body, leased_until=from_now(after_seconds))


def put_off(
    c: Connection,
    id: int,
    after_seconds: float,
    why: str = "",
    body: Mapping[str, Any] | None = None,
) -> None:
    """As `retry`, but others of its contact pass meanwhile: what is said in a talk never waits."""
    _again(c, id, why, body, leased_until=from_now(), held_until=from_now(after_seconds))


def _again(
    c: Connection, id: int, why: str, body: Mapping[str, Any] | None, **until: FromNow
) -> None:
    # Without its key, for by now a newer row may wait under the same one.
    values = {"taken": id, "state": "queued", "why": why[:WHY], "coalesce": None}
    rest = {} if body is None else {"body": body}
    c.execute(_TAKEN.values(until), values | rest)


# --- contacts that cannot be reached, or not there

_CONTACT = update(contacts).where(contacts.c.id == bindparam("contact"))
_UNREACHABLE = _CONTACT.values(reachable=False)
_CONTACT_OF = select(outbox.c.contact_id).where(outbox.c.id == bindparam("row"))
_WAITING = update(outbox).where(
    outbox.c.contact_id == bindparam("of_contact"), outbox.c.state == QUEUED
)
_HAND_OVER = _WAITING.values(coalesce=None, leased_until=None)

_RELEASED = _WAITING.where(outbox.c.why.startswith(HELD)).values(held_until=None, why="")

_UNBLOCKED = (
    update(outbox)
    .where(
        outbox.c.channel == bindparam("on_channel"), outbox.c.state == QUEUED,
        outbox.c.why.startswith(NO_TOKENS), outbox.c.why != _NOTHING,
    )
    .values(leased_until=from_now(), why="")
)  # fmt: skip

_SENT_ON = update(candidates).where(candidates.c.contact_id == bindparam("sender"))  # who is told
_old = contacts.alias("old")
_before_it = _old.c.id == bindparam("before")
_KNOWN_AS_BEFORE = _CONTACT.values(
    person_id=func.coalesce(
        contacts.c.person_id, select(_old.c.person_id).where(_before_it).scalar_subquery()
    )
)
_self = select(_old).where(_old.c.id == bindparam("contact")).subquery()
_AT_ADDRESS = select(contacts.c.id).where(
    contacts.c.channel == _self.c.channel, contacts.c.address == bindparam("at_address")
)
_OTHER = (
    select(contacts.c.id, contacts.c.channel)
    .where(
        contacts.c.person_id == _self.c.person_id, contacts.c.reachable,
        contacts.c.id != bindparam("contact"),
    )
    .order_by(contacts.c.seen_at.desc().nulls_last())
    .limit(1)
)  # fmt: skip


def unreachable(c: Connection, id: int, why: str) -> int | None:
    """The contact of this row takes no messages. As `left`, and this row waits with the others."""
    retry(c, id, 0, why)
    return left(c, c.execute(_CONTACT_OF, {"row": id}).scalar_one(), why)


def left(c: Connection, contact_id: int, why: str) -> int | None:
    """A contact takes no messages: its person's other one takes over all that waits.

    The id of that other contact; None when there is none, and what waited has failed. So has every
    edit, for what it changes is not there.
    """
    c.execute(_UNREACHABLE, {"contact": contact_id})
    mine = {"of_contact": contact_id, "why": why[:WHY]}
    c.execute(_WAITING.where(is_edit(outbox)).values(state="failed"), mine)
    other = c.execute(_OTHER, {"contact": contact_id}).one_or_none()
    if other is None:
        c.execute(_WAITING.values(state="failed"), mine)
        return None
    c.execute(_HAND_OVER, mine | {"contact_id": other.id, "channel": other.channel})
    return int(other.id)


def elsewhere(c: Connection, id: int, contact_id: int, why: str) -> bool:
    """Send one row to its person's other contact instead; False where there is none."""
    other = c.execute(_OTHER, {"contact": contact_id}).one_or_none()
    if other is None:
        return False
    retry(c, id, 0, why)
    there = {"contact_id": other.id, "channel": other.channel, "leased_until": None}
    c.execute(update(outbox).where(outbox.c.id == id).values(there))
    return True


def hold(c: Connection, id: int, why: str, body: Mapping[str, Any] | None = None) -> None:
    """A row that may leave only after its contact has spoken again; see `release`. `body` is what
    is still to be sent when parts of it did leave.
    """
    put_off(c, id, HELD_SECONDS, f"{HELD}{why}", body)


def release(c: Connection, contact_id: int) -> None:
    """A contact has spoken: what was held for it may leave."""
    c.execute(_RELEASED, {"of_contact": contact_id})


def unblock(c: Connection, channel: str) -> None:
    """A channel has tokens again: what waited for them may leave, and bulk messages with it."""
    if c.execute(_UNBLOCKED, {"on_channel": channel}).rowcount:
        rates.resume(c, channel)


def moved(c: Connection, contact_id: int, address: str, why: str) -> None:
    """The chat of a contact has another address.

    When it was known there already, as because it has spoken since, all that waits goes there.
    """
    there = c.scalar(_AT_ADDRESS, {"contact": contact_id, "at_address": address})
    if there is None:
        c.execute(_CONTACT, {"contact": contact_id, "address": address})
    elif there != contact_id:
        _become(c, contact_id, there, why)


def _become(c: Connection, here: int, there: int, why: str) -> None:
    """One chat was kept as two contacts: what is known of it and waits for it goes to the newer."""
    c.execute(_UNREACHABLE, {"contact": here})
    c.execute(_KNOWN_AS_BEFORE, {"contact": there, "before": here})
    c.execute(_HAND_OVER, {"of_contact": here, "why": why[:WHY], "contact_id": there})
    c.execute(_SENT_ON, {"sender": here, "contact_id": there})


def sweep(c: Connection, now: datetime) -> None:
    """What ran out: a lease while sending, the time of a message, the turn of a prompt.

    A message to many runs out as a whole (`storage.broadcast_sending`).
    """
    over = ~leased(outbox)
    lost = update(outbox).where(outbox.c.state == SENDING, over)
    c.execute(lost.values(_LOST | {"sent_at": now, "why": "lease"}))
    queued = update(outbox).where(outbox.c.state == QUEUED, outbox.c.broadcast_id.is_(None), over)
    c.execute(queued.where(outbox.c.expires_at <= now).values(state="expired"))
    c.execute(queued.where(overtaken(outbox)).values(state="suppressed"))
