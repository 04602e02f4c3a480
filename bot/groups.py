"""What is said in a group: answered there, in one message, and nothing is remembered of it."""

from datetime import datetime

from sqlalchemy import Connection

from bot.channels.base import Body
from bot.envelope import Envelope
from bot.world import Taken, World
from campaign.text import clean
from conversations.group import answer
from storage import outbox, people
from storage.desk import StoredDesk


def take(c: Connection, world: World, envelope: Envelope, now: datetime) -> Taken:
    group = people.take(c, envelope.channel, envelope.group, now)
    people.returned(c, group.id)  # where the bot is spoken to it can speak
    asker = people.at(c, envelope.channel, envelope.address) or group
    desk = StoredDesk(c, world.keyring, asker, now)
    body = Body(answer(desk, clean(envelope.text or "")))
    outbox.put(c, now, contact_id=group.id, channel=group.channel, body=body.to_json())
    return Taken(group.id)
