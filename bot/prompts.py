"""The question somebody was asked last, as it stands in their chat.

The hard idea: on a weak signal a message may arrive long after it was sent, or twice. What was sent
before the platform had the present question cannot be an answer to it, and is never used as one
silently. Both moments are on the platform's clock, so ours does not matter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.channels.base import Body, Layout
from bot.channels.layout import page, pages
from conversations import address
from conversations.exchange import Chosen
from storage import outbox
from storage.outgoing import LEASE_SECONDS
from storage.people import Contact

EARLY = 2.0  # seconds that a message may seem older than the question and still answer it


@dataclass(frozen=True, slots=True)
class Prompt:
    body: Body
    state: str
    receipt: str
    since: datetime | None  # it can be seen: accepted by the platform, or on its way there

    def follows(self, at: float | None) -> bool:
        """Whether the question came to the platform after something that was sent `at`."""
        if at is None or self.state == "unknown":
            return False
        if self.state == "queued":
            return True  # nobody can have seen it yet
        return self.since is not None and self.since.timestamp() - at > EARLY


def last(c: Connection, contact: Contact) -> Prompt | None:
    row = outbox.last_prompt(c, contact.id)
    if row is None:
        return None
    since = row.accepted_at
    if row.state == "sending" and row.leased_until is not None:
        # The process that sends it may have died after the platform had it, and nobody noted so.
        since = row.leased_until - timedelta(seconds=LEASE_SECONDS)
    return Prompt(Body.from_json(row.body), row.state, row.receipt, since)


def answered(
    prompt: Prompt | None, contact: Contact, chosen: Chosen, layout: Layout
) -> Iterator[outbox.Message]:
    """The question says in its own message what was answered, and its buttons go; nothing where
    another one stands last or it never arrived.
    """
    if prompt is None or not prompt.receipt or not _asks(prompt.body, chosen.key):
        return
    last = pages(prompt.body, layout)[-1]  # of a long one the receipt names the last part
    changed = Body(f"{last.text}\n✓ {chosen.label}", edits=prompt.receipt)
    if page(changed, layout)[1] is None:
        yield {"contact_id": contact.id, "channel": contact.channel, "body": changed.to_json()}


def _asks(body: Body, key: str) -> bool:
    buttons = (*body.choices, *(button for _, button in body.controls))
    found = (address.parse(button.payload) for button in buttons)
    return any(one is not None and one.key == key for one in found)
