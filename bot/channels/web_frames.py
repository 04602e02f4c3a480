"""The protocol of the page: frames it sends become envelopes, rows become frames it shows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from re import compile as pattern
from typing import Any

from sqlalchemy import Connection

from bot.channels.base import Body
from bot.envelope import Envelope
from bot.own_words import OwnWords, found_in
from bot.secret_words import opened
from campaign.exemplar import PHOTO, VOICE
from campaign.text import clean
from conversations.showing import Button
from conversations.words import SOURCE, Translate, words
from storage import outbox, pages, people
from storage.evidence import HEARD_AS
from storage.outbox import Delivered
from storage.people import Contact
from storage.secrets import Keyring

Frame = dict[str, Any]
LARGEST_TEXT = 2**20  # bytes
AT_ONCE = 50
_CLIENT_ID = pattern(r"[A-Za-z0-9_-]{1,64}")
_LONGEST_PAYLOAD, _LONGEST_LABEL = 200, 200


# --- what people say


def is_client_id(value: object) -> bool:
    """Whether it may name a message; it is part of the key against doubles."""
    return isinstance(value, str) and _CLIENT_ID.fullmatch(value) is not None


def read(raw: str) -> Frame | None:
    """A frame with its type, or None for anything else."""
    try:
        frame = json.loads(raw)  # unlike orjson it takes half an emoji, which `clean` then drops
    except (ValueError, RecursionError):
        return None
    return frame if isinstance(frame, dict) and isinstance(frame.get("type"), str) else None


def envelope_of(frame: Frame, address: str) -> Envelope | None:
    """The message in a `say` or a `tap`, or None if it is none or too large."""
    text, payload, label = (frame.get(name) for name in ("text", "payload", "label"))
    id = frame.get("client_id")
    if not is_client_id(id):
        return None
    id = str(id)
    if frame["type"] == "say" and isinstance(text, str) and _weight(text) <= LARGEST_TEXT:
        said = clean(text)
        return Envelope(pages.CHANNEL, address, id, text=said, shown=said)
    if isinstance(payload, str) and isinstance(label, str) and len(payload) <= _LONGEST_PAYLOAD:
        shown = clean(label)[:_LONGEST_LABEL]
        return Envelope(pages.CHANNEL, address, id, payload=clean(payload), shown=shown)
    return None


def _weight(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


# --- what they see


@dataclass(frozen=True, slots=True)
class Unseen:
    """What a page has not got yet, oldest first, and who it belongs to."""

    contact: Contact
    frames: tuple[Frame, ...]


def unseen(c: Connection, keyring: Keyring, contact_id: int, after: int) -> Unseen:
    """The next messages, `AT_ONCE` at most, after the one with id `after`."""
    contact = people.find(c, contact_id)
    rows = outbox.since(c, contact_id, after, AT_ONCE)
    own = {row.position: found_in(keyring, row.body) for row in rows}
    sent = pages.kinds(c, {o.evidence for o in own.values() if o is not None and o.evidence})
    page = _Page(keyring, contact, sent)
    return Unseen(contact, tuple(page.frame(row, own[row.position]) for row in rows))


def ready(contact: Contact, now: datetime) -> Frame:
    person = contact.person
    return {
        "type": "ready",
        "name": person.name if person else "",
        "unit": person.post.unit if person else "",
        "language": person.language if person else SOURCE,
        "person": str(contact.id),
        "now": now.isoformat(),
    }


@dataclass(frozen=True, slots=True)
class _Page:
    keyring: Keyring
    contact: Contact
    sent: Mapping[int, str]  # own evidence and its kind

    @property
    def t(self) -> Translate:
        return words(self.contact.person.language if self.contact.person else SOURCE)

    def frame(self, row: Delivered, own: OwnWords | None) -> Frame:
        parts = self._bot(row) if own is None else self._own(row, own)
        usual: Frame = {"buttons": [], "controls": [], "pictures": [], "files": []}
        head = {"type": "message", "id": row.position, "at": row.at.isoformat()}
        return head | usual | {"client_id": None} | parts

    def _bot(self, row: Delivered) -> Frame:
        body = Body.from_json(opened(self.keyring, row.body))
        return {
            "from": "bot",
            "text": body.text,
            "buttons": [_button(b) for b in body.choices],
            "controls": [_button(b) for _, b in body.controls],
            "pictures": [self._picture(id, row.at, self.t("Ảnh minh chứng"))
                         for id in body.pictures],
            "files": [self._file(body.file, row.at)] if body.file else [],
        }  # fmt: skip

    def _own(self, row: Delivered, own: OwnWords) -> Frame:
        said: Frame = {"from": "me", "text": own.text, "client_id": own.id or None}
        kind = self.sent.get(own.evidence)
        if kind is None:
            return said
        if kind == PHOTO:
            picture = self._picture(own.evidence, row.at, own.name or self.t("Ảnh"))
            return said | {"pictures": [picture]}
        link = self._link(f"evidence:{own.evidence}", row.at)
        name = own.name or (self.t("Tin thoại") if kind == VOICE else self.t("Tệp"))
        return said | {"files": [{"href": link, "name": name, "audio": kind == VOICE}]}

    def _file(self, key: str, at: datetime) -> Frame:
        """A voice note plays where it stands; any other file is saved."""
        heard = key.startswith(HEARD_AS)
        thing = f"evidence:{key.removeprefix(HEARD_AS)}" if heard else f"blob:{key}"
        name = self.t("Tin thoại") if heard else self.t("Tệp Gương Sáng gửi")
        return {"href": self._link(thing, at), "name": name, "audio": heard}

    def _picture(self, id: int, at: datetime, alt: str) -> Frame:
        src = self._link(f"evidence:{id}", at)
        return {"src": src, "full": f"{src}?full", "alt": alt}

    def _link(self, thing: str, at: datetime) -> str:
        # Signed at the moment of the message, so that the address stays the same and is cached.
        return f"/media/{self.keyring.sign(f'media:{self.contact.id}:{thing}', at)}"


def _button(button: Button) -> Frame:
    return {"label": button.label, "payload": button.payload}
