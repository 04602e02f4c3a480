"""A word to somebody else than whoever has just spoken."""

from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from bot.channels.base import Body
from conversations.showing import Say
from storage import outbox
from storage.outbox import Message


class Reached(Protocol):
    """Where somebody is written to."""

    @property
    def contact_id(self) -> int: ...
    @property
    def channel(self) -> str: ...


def supplement(contact_id: int, channel: str, say: Say) -> Message:
    return Message(
        contact_id=contact_id, channel=channel, body=Body.of(say).to_json(), lane="supplement"
    )


def tell_once(c: Connection, now: datetime, who: Reached, body: Body, key: str) -> None:
    """The same outside of a turn: however often it is said, under one `key` once."""
    outbox.put(
        c, now, contact_id=who.contact_id, channel=who.channel, lane="supplement",
        body=body.to_json(), dedupe=key,
    )  # fmt: skip
