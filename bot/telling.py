"""What a turn about a message to many does besides answering: who hears of it, what is attached."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.receipts import receipt
from bot.supplement import supplement
from campaign.broadcasts import Done, State
from campaign.people import Person
from conversations.broadcast_notices import told
from conversations.exchange import Link
from conversations.showing import Say
from conversations.words import words
from storage import broadcasts, people
from storage.desk import StoredDesk
from storage.outbox import Message


def others(c: Connection, me: Person | None, came: Done) -> Sequence[Message]:
    """Those who may approve it, or its author, hear of what was done."""
    messages: list[Message] = []
    for who in people.reached(c, came.colleagues) if me else ():
        text = told(words(who.language), came, me.name if me else "")
        if text:
            messages.append(supplement(who.contact_id, who.channel, Say(text)))
    return messages


def attach(c: Connection, desk: StoredDesk, now: datetime, link: Link) -> None:
    """A picture or file for a broadcast that is being written by whoever sent it."""
    found, me = desk.broadcasts.get(link.broadcast_id), desk.me
    if found is None or me is None or (found.author_id, found.state) != (me.id, State.DRAFT):
        return
    broadcasts.attach(c, found.id, link.evidence)
    key = broadcasts.key_of(found.id)
    receipt(c, now, desk.contact, None, key, controls=link.controls)
