"""Messages that hold codes are sealed in the outbox; they are opened as they leave or are shown."""

from collections.abc import Iterable, Mapping
from typing import Any

from storage.outbox import Message
from storage.secrets import Keyring

MARK = "secret"  # true until it is sealed, then the sealed text


def seal(keyring: Keyring, messages: Iterable[Message]) -> None:
    """Seal the text of every message that is marked, in place."""
    for message in messages:
        body = message["body"]
        if body.get(MARK) is True:
            message["body"] = {**body, "text": "", MARK: keyring.seal(body["text"])}


def opened(keyring: Keyring, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """A body as it is said. Raises `storage.secrets.Sealed` where the key is gone."""
    return {**body, "text": keyring.open(body[MARK])} if MARK in body else body
