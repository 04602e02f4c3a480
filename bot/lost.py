"""Somebody can be reached on no channel any more: the post above is told, once a day."""

from datetime import datetime

from sqlalchemy import Connection

from bot.channels.base import Body
from campaign.vietnam import local_day
from conversations.notices import lost
from conversations.words import words
from storage import broadcast_results, outbox, people


def tell_above(c: Connection, now: datetime, contact_id: int) -> None:
    contact = people.find(c, contact_id)
    person = contact.person
    for who in people.above(c, person.post) if person else ():
        if person is None or who.contact_id is None:
            continue
        text = lost(words(who.language), person.name, person.post.unit, contact.channel)
        outbox.put(
            c, now, contact_id=who.contact_id, channel=who.channel, lane="supplement",
            body=Body(text).to_json(), dedupe=f"lost:{contact_id}:{who.id}:{local_day(now)}",
        )  # fmt: skip
        broadcast_results.told_instead(c, contact_id, who.id)
