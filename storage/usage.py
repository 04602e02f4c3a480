"""How much of a platform's plan is used up: people in all, messages in a month."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.tables import contacts, inbox, outbox


@dataclass(frozen=True, slots=True)
class Used:
    """Whether messages that came in count is not known, so they do; groups count as people."""

    people: int
    messages: int


def used(c: Connection, channel: str, since: datetime) -> Used:
    """What a channel used since then."""
    here = contacts.c.channel == channel
    people = c.scalar(select(func.count()).where(here))
    # By the contacts of this channel, few where there is a limit, and not through all messages.
    left = select(func.count()).join_from(outbox, contacts).where(here)
    sent = c.scalar(left.where(outbox.c.state.in_(("sent", "unknown")), outbox.c.sent_at >= since))
    came = inbox.c.key.startswith(f"{channel}:", autoescape=True)
    heard = c.scalar(select(func.count()).where(came, inbox.c.at >= since))
    return Used(people or 0, (sent or 0) + (heard or 0))
