"""Events of the Zalo Bot Platform read as envelopes. What is spoilt reads as None.

Its documentation and its calls differ: an event comes bare or within `result`, a picture's address
is called `photo_url` or `photo`. Both are taken.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import structlog

from bot.envelope import Attachment, Envelope, Event

CHANNEL = "zalo_bot"
LONGEST_ID = 100
LATEST = 4e12  # milliseconds, in the year 2096: beyond, it is no date
_log = structlog.get_logger()


def read(raw: object) -> Iterator[Envelope]:
    """What a call or an answer to a poll tells."""
    for event in _events(raw):
        try:
            envelope = _read(event)
        except (KeyError, TypeError, ValueError) as error:
            _log.warning("zalo_bot_event_unreadable", error=type(error).__name__)
            continue
        if envelope is not None:
            yield envelope


def _events(raw: object) -> list[Any]:
    if isinstance(raw, dict) and "result" in raw:
        raw = raw["result"]
    return raw if isinstance(raw, list) else [raw]


def _read(event: Mapping[str, Any]) -> Envelope | None:
    message = event["message"]
    if message["from"].get("is_bot") is True:
        return None
    chat, id = _id(message["chat"]["id"]), _id(message["message_id"])
    if message["chat"].get("chat_type") == "GROUP":
        return _in_group(chat, id, _id(message["from"]["id"]), message)
    return _in_private(chat, id, str(event["event_name"]), message)


def _id(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_ID:
        raise ValueError("this names nobody and nothing")
    return value


def _at(message: Mapping[str, Any]) -> float | None:
    date = message.get("date")
    fits = isinstance(date, int | float) and not isinstance(date, bool) and 0 < date < LATEST
    return date / 1000 if fits and date is not None else None


def _in_group(group: str, id: str, speaker: str, message: Mapping[str, Any]) -> Envelope | None:
    """The platform tells of a group only what mentions the bot or answers it."""
    text = message.get("text")
    if not isinstance(text, str):
        return None
    return Envelope(CHANNEL, speaker, id, text=text, group=group, at=_at(message))


def _in_private(chat: str, id: str, name: str, message: Mapping[str, Any]) -> Envelope:
    at = _at(message)
    text = message.get("text")
    if name == "message.text.received" and isinstance(text, str):
        return Envelope(CHANNEL, chat, id, text=text, ref=id, at=at)
    attachment = _attachment(name, message)
    if attachment is not None:
        return Envelope(CHANNEL, chat, id, attachment=attachment, at=at)
    return Envelope(CHANNEL, chat, id, event=Event.ODD, at=at)


def _attachment(name: str, message: Mapping[str, Any]) -> Attachment | None:
    """What can be evidence: files, videos and places are not handed on."""
    kind, fields = {
        "message.image.received": ("photo", ("photo_url", "photo")),
        "message.voice.received": ("voice", ("voice_url",)),
    }.get(name, ("", ()))
    urls = [url for field in fields if isinstance(url := message.get(field), str) and url]
    if not urls:
        return None
    caption = message.get("caption")
    return Attachment(kind, {"url": urls[0]}, caption if isinstance(caption, str) else "")
