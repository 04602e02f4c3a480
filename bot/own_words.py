"""What people said themselves, kept for a channel that has no history of its own.

It is a row of the outbox before the bot's replies, so both come back in one order. It is sealed:
among these words may be answers that are restricted.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import structlog

from bot.envelope import Envelope
from conversations.heard import Heard, Sent
from storage.outbox import Message
from storage.people import Contact
from storage.secrets import Keyring, Sealed

_KEY = "own"
_UNREADABLE = "•••"
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class OwnWords:
    """`id` is the page's name for the message; `evidence` is what was sent with it, or 0."""

    id: str
    text: str
    evidence: int = 0
    name: str = ""


def message(keyring: Keyring, contact: Contact, envelope: Envelope, heard: Heard) -> Message:
    """The row to put for a message that says what is `shown` of it."""
    sent, ref = envelope.attachment, heard.id if isinstance(heard, Sent) else 0
    name = str(sent.ref.get("name", "")) if sent else ""
    own = OwnWords(envelope.id, envelope.shown or "", ref, name)
    body = {"text": "", _KEY: keyring.seal(asdict(own))}
    return Message(contact_id=contact.id, channel=contact.channel, body=body)


def found_in(keyring: Keyring, body: Mapping[str, Any]) -> OwnWords | None:
    """The person's own words in a row, or None if the bot says it."""
    if _KEY not in body:
        return None
    try:
        kept: Any = keyring.open(body[_KEY])
    except Sealed as error:
        _log.warning("own_words_sealed", why=str(error))
        return OwnWords("", _UNREADABLE)
    return OwnWords(**kept)
