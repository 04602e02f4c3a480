"""Somebody goes, comes back, or moves house on a channel: noted, and nothing is said."""

from sqlalchemy import Connection

from bot.envelope import Envelope, Event
from bot.world import Taken
from storage import people, settling
from storage.people import Contact

EVENTS = frozenset({Event.LEFT, Event.RETURNED, Event.MOVED})


def take(c: Connection, contact: Contact, envelope: Envelope) -> Taken:
    match envelope.event:
        case Event.LEFT:
            settling.left(c, contact.id, "left")
        case Event.MOVED:
            settling.moved(c, contact.id, envelope.text or contact.address, "moved")
        case _:
            people.returned(c, contact.id)
    return Taken(contact.id)
