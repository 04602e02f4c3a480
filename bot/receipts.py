"""True receipts: one message on what a contact sent for a question, as the rows say.

As long as it has not left it is replaced by a newer one.
"""

from datetime import datetime

from sqlalchemy import Connection

from bot.channels.base import Body
from conversations.receipts import Why, receipt_text
from conversations.showing import Button
from conversations.words import SOURCE, words
from storage import outbox, receipts
from storage.people import Contact

Controls = tuple[tuple[str, Button], ...]


def receipt(  # noqa: PLR0913 - whose, about what, and what it offers
    c: Connection,
    now: datetime,
    contact: Contact,
    record_id: int | None,
    key: str,
    *,
    controls: Controls = (),
) -> None:
    """Put the receipt for one question, in the transaction that changed what it counts.

    What belongs to no record yet (None) is not counted, but a refusal is told. `controls` are the
    escapes of an open photo question; without any, those of the receipt it replaces stay. The
    caller holds the lock of the record: two that count at once would miss each other's.
    """
    coalesce = f"receipt:{record_id or 'loose'}:{key}"
    replaced = receipts.queued(c, contact.id, coalesce)
    told = receipts.tally(c, contact.id, record_id, key, replaced[0] if replaced else None)
    text = _text(contact, told, loose=record_id is None and not key)
    if not text:
        return
    if replaced and not controls:
        controls = Body.from_json(replaced[1]).controls
    id = outbox.put(
        c, now, contact_id=contact.id, channel=contact.channel, coalesce=coalesce,
        body=Body(text, controls=controls).to_json(),
    )  # fmt: skip
    if id is not None:
        receipts.mark_told(c, told.refused_ids, id)


def _text(contact: Contact, told: receipts.Told, *, loose: bool) -> str:
    t = words(contact.person.language if contact.person else SOURCE)
    refused = {(kind, Why(why)): n for (kind, why), n in told.refused.items()}
    if loose:
        return receipt_text(t, {}, {}, refused)
    return receipt_text(t, told.stored, told.waiting, refused)
