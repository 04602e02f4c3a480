"""A question that was answered says so in its own message, and its buttons go."""

from collections.abc import Iterator

from sqlalchemy import Connection

from bot.channels.base import Body, Layout
from bot.channels.layout import page, pages
from conversations import address
from conversations.exchange import Chosen
from storage import outbox
from storage.people import Contact


def answered(
    c: Connection, contact: Contact, chosen: Chosen, layout: Layout
) -> Iterator[outbox.Message]:
    """The change of the question shown last; none where that is another one or never arrived."""
    row = outbox.last_prompt(c, contact.id)
    body = Body.from_json(row.body) if row is not None and row.receipt else None
    if row is None or body is None or not _asks(body, chosen.key):
        return
    last = pages(body, layout)[-1]  # of a long one the receipt names the last part
    changed = Body(f"{last.text}\n✓ {chosen.label}", edits=row.receipt)
    if page(changed, layout)[1] is None:
        yield {"contact_id": contact.id, "channel": contact.channel, "body": changed.to_json()}


def _asks(body: Body, key: str) -> bool:
    buttons = (*body.choices, *(button for _, button in body.controls))
    found = (address.parse(button.payload) for button in buttons)
    return any(one is not None and one.key == key for one in found)
