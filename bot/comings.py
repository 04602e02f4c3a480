"""Somebody goes, comes back, moves house, or is answered by hand: noted, and nothing is said."""

from datetime import datetime

from sqlalchemy import Connection

from bot.envelope import Attachment, Envelope, Event
from bot.world import Taken
from campaign.id_cards import says_card
from campaign.text import clean
from conversations.receipts import Why
from storage import evidence, people, settling
from storage.people import Contact

BY_HAND_SECONDS = 30 * 60.0  # that the bot is silent after somebody of ours has answered by hand


def aside(c: Connection, contact: Contact, envelope: Envelope, now: datetime) -> Taken | None:
    """What came in and is no part of a talk; None for everything else."""
    match envelope.event:
        case Event.LEFT:
            settling.left(c, contact.id, "left")
        case Event.RETURNED:
            people.returned(c, contact.id)
        case Event.MOVED:
            settling.moved(c, contact.id, envelope.text or contact.address, "moved")
        case Event.TAKEN_OVER:
            people.pause(c, contact.id, BY_HAND_SECONDS)
        case _:
            return _overheard(c, contact, envelope, now) if contact.paused else None
    return Taken(contact.id)


def _overheard(c: Connection, contact: Contact, envelope: Envelope, now: datetime) -> Taken:
    """Said to somebody who answers by hand: nothing is answered, and what was sent is kept."""
    sent = envelope.attachment
    if sent is not None:
        received(c, contact, sent, now)
    people.heard(c, contact.id, envelope.at)
    return Taken(contact.id, evidence=sent is not None)


def received(c: Connection, contact: Contact, sent: Attachment, now: datetime) -> int:
    """Note what a contact sent, as it came; the id of the evidence."""
    person_id = contact.person.id if contact.person else None
    caption = clean(sent.caption)
    card = says_card(caption)
    return evidence.received(
        c, now, contact_id=contact.id, person_id=person_id, kind=sent.kind, ref=sent.ref,
        album=sent.album, caption="" if card else caption, why=Why.ID_CARD if card else "",
    )  # fmt: skip
