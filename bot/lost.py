"""Somebody can be reached on no channel any more: the post above is told, once a day."""

from datetime import datetime

from sqlalchemy import Connection

from bot.channels.base import Body
from bot.supplement import tell_once
from campaign.vietnam import local_day
from conversations.notices import lost
from conversations.words import words
from storage import broadcast_results, people


def tell_above(c: Connection, now: datetime, contact_id: int) -> None:
    contact = people.find(c, contact_id)
    person = contact.person
    for who in people.above(c, person.post) if person else ():
        if person is None or who.contact_id is None:
            continue
        text = lost(words(who.language), person.name, person.post.unit, contact.channel)
        tell_once(c, now, who, Body(text), f"lost:{contact_id}:{who.id}:{local_day(now)}")
        broadcast_results.told_instead(c, contact_id, who.id)
