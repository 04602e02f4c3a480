"""Events of an Official Account: whether Zalo really sent them, and what they say.

The signature is a plain SHA-256 over the app's number, the body as it came, a moment and the
account's secret key. Which moment (the body's or a header's) and which number (the app's or the
account's) is told differently in different places, so all four are tried; what matched is logged
once and may be fixed by ZALO_OA_SIGNATURE.

The hash does not tell where the body ends and a header's moment begins. So digits that somebody has
moved from one to the other are looked for: a body ends with its brace, a moment is digits alone.
"""

import hmac
import json  # unlike orjson it takes half an emoji: an event with one must not be refused for ever
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import product
from typing import Any

import structlog

from bot.envelope import Attachment, Envelope, Event
from campaign.text import clean

CHANNEL = "zalo_oa"
TAP = "#gs:"  # begins the payload of our buttons: nobody types it
SIGNATURE, MOMENT = "X-ZEvent-Signature", "X-ZEvent-Timestamp"
VARIANTS = tuple("-".join(v) for v in product(("body", "header"), ("app", "oa")))
_MILLISECONDS = 1000.0
_log = structlog.get_logger()


@dataclass(slots=True)
class Seal:
    """Checks signatures. `variant` is one of `VARIANTS`, or empty as long as any will do."""

    app_id: str
    oa_id: str
    secret_key: str = field(repr=False)
    variant: str = ""
    seen: set[str] = field(default_factory=set)

    def is_genuine(self, headers: Mapping[str, str], raw: bytes) -> bool:
        given = headers.get(SIGNATURE, "").removeprefix("mac=").strip().lower()
        at = {"body": _moment(raw), "header": _told_beside(headers, raw)}
        who = {"app": self.app_id, "oa": self.oa_id}
        matched = [
            variant
            for variant in ((self.variant,) if self.variant else VARIANTS)
            if at[variant.split("-")[0]]
            if self._matches(given, who[variant.split("-")[1]], raw, at[variant.split("-")[0]])
        ]
        for variant in set(matched) - self.seen:
            self.seen.add(variant)
            _log.info("zalo_oa_signature", variant=variant)
        return bool(matched)

    def _matches(self, given: str, who: str, raw: bytes, at: str) -> bool:
        mac = sha256(who.encode() + raw + at.encode() + self.secret_key.encode()).hexdigest()
        return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), mac.encode())


def _moment(raw: bytes) -> str:
    try:
        event = json.loads(raw)
    except (ValueError, RecursionError):
        return ""
    return _digits(str(event.get("timestamp", ""))) if isinstance(event, dict) else ""


def _told_beside(headers: Mapping[str, str], raw: bytes) -> str:
    return _digits(headers.get(MOMENT, "")) if raw.rstrip().endswith(b"}") else ""


def _digits(said: str) -> str:
    return said if said.isascii() and said.isdecimal() else ""


def read(raw: bytes) -> tuple[Envelope, ...]:
    """What an event says; nothing for one that says nothing to us, or is spoilt."""
    try:
        return tuple(_read(json.loads(raw), raw))
    except Exception as error:  # noqa: BLE001 - no shape of an event may stop the next one
        _log.warning("zalo_oa_event_unreadable", error=type(error).__name__)
        return ()


def _read(event: dict[str, Any], raw: bytes) -> Iterator[Envelope]:
    name = str(event["event_name"])
    if name.startswith("user_send_"):
        yield from _said(name.removeprefix("user_send_"), event, raw)
    elif name.startswith("oa_send_"):
        yield from _by_hand(event, raw)
    elif name in {"follow", "unfollow"}:
        who = _id(event["follower"]["id"])
        here = {"text": "/start"} if name == "follow" else {"event": Event.LEFT}
        yield Envelope(CHANNEL, who, _key(event, raw), at=_at(event), **here)
    elif name == "user_submit_info":
        phone = clean(str(event["info"].get("phone", "")))
        who = _id(event["sender"]["id"])
        yield Envelope(CHANNEL, who, _key(event, raw), phone, event=Event.PHONE, at=_at(event))


def _by_hand(event: dict[str, Any], raw: bytes) -> Iterator[Envelope]:
    """An echo of what the account sent; with a person's number somebody of ours sent it."""
    if event["sender"].get("admin_id"):
        who = _id(event["recipient"]["id"])
        yield Envelope(CHANNEL, who, _key(event, raw), event=Event.TAKEN_OVER, at=_at(event))


# --- what a person sent


def _said(kind: str, event: dict[str, Any], raw: bytes) -> Iterator[Envelope]:
    who, id, at = _id(event["sender"]["id"]), _key(event, raw), _at(event)
    message = event["message"]
    words = message.get("text")
    text = clean(words) if isinstance(words, str) else ""
    if kind == "text":
        tap = text.removeprefix(TAP) if text.startswith(TAP) else None
        yield Envelope(CHANNEL, who, id, None if tap else text, tap, ref=_ref(message), at=at)
        return
    sent = list(_attachments(kind, message, text))
    for place, attachment in enumerate(sent):
        yield Envelope(
            CHANNEL, who, f"{id}.{place}" if place else id, None, None, attachment, at=at
        )
    if not sent:
        event_ = Event.PHONE if kind == "business_card" else Event.ODD
        yield Envelope(CHANNEL, who, id, event=event_, at=at)


KINDS = {"image": "photo", "audio": "voice", "video": "video", "file": "file"}


def _attachments(kind: str, message: dict[str, Any], text: str) -> Iterator[Attachment]:
    """Everything that can be evidence; the words stand with the first."""
    for place, attachment in enumerate(message.get("attachments", ())):
        payload = attachment["payload"]
        if kind == "location":
            where = payload["coordinates"]
            ref = {name: float(where[name]) for name in ("latitude", "longitude")}
            yield Attachment("location", ref)
        elif kind in KINDS and isinstance(payload.get("url"), str):
            yield Attachment(KINDS[kind], _file(payload), "" if place else text)


def _file(payload: dict[str, Any]) -> dict[str, Any]:
    ref: dict[str, Any] = {"url": payload["url"]}
    if str(payload.get("size", "")).isdecimal():
        ref["size"] = int(payload["size"])
    if isinstance(payload.get("name"), str):
        ref["name"] = clean(payload["name"])[:200]
    return ref


# --- ids and moments


def _id(value: object) -> str:
    """Nineteen digits: a number would lose the last of them on its way through other programs."""
    if not isinstance(value, str) or not value.isascii() or not 0 < len(value) <= 40:  # noqa: PLR2004
        raise ValueError("no id")
    return value


def _ref(message: dict[str, Any]) -> str:
    return str(message.get("msg_id", ""))[:80]


def _key(event: dict[str, Any], raw: bytes) -> str:
    """Zalo's name for the event; where it has none, what it consists of."""
    message = event.get("message")
    ref = _ref(message) if isinstance(message, dict) else ""
    about = f"{event['event_name']} {event.get('timestamp', '')}"
    # Not every platform's sample has a name of its own, so the moment belongs to it.
    return f"{ref or sha256(raw).hexdigest()[:20]} {about}"[:110]


def _at(event: dict[str, Any]) -> float | None:
    said = _digits(str(event.get("timestamp", "")))
    return int(said) / _MILLISECONDS if said else None
