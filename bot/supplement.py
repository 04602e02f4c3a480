"""A word to somebody else than whoever has just spoken."""

from bot.channels.base import Body
from conversations.showing import Say
from storage.outbox import Message


def supplement(contact_id: int, channel: str, say: Say) -> Message:
    return Message(
        contact_id=contact_id, channel=channel, body=Body.of(say).to_json(), lane="supplement"
    )
