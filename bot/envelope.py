"""One message as it came in from a channel, in a form the spool can keep."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Event(StrEnum):
    """What else may have come in than words, a tap or an attachment."""

    NONE = ""
    EDITED = "edited"  # the message `ref` now says `text`
    PHONE = "phone"  # `text` is the person's own number; empty: somebody else's was sent
    ODD = "odd"  # nothing a conversation takes
    LEFT = "left"  # the person takes no more messages here
    RETURNED = "returned"
    MOVED = "moved"  # the chat has the address `text` from now on
    TAKEN_OVER = "taken over"  # somebody of ours answers this person by hand


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo, voice note, video, file or location; `ref` says where its bytes are to be had."""

    kind: str
    ref: dict[str, Any]
    caption: str = ""
    album: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who said what where. `id` is the platform's name for the delivery: the key against doubles.

    At most one of `text`, `payload` (a button) and `attachment` is there. `shown` is what the
    person sees of it later on a channel that keeps no history itself; elsewhere there is none.
    `ref` is the platform's name for the message, where it can be edited; `group` is the address of
    the chat it was said in, where others read along; `at` is when it was sent, in seconds on the
    platform's clock, where the platform says so.
    """

    channel: str
    address: str
    id: str
    text: str | None = None
    payload: str | None = None
    attachment: Attachment | None = None
    shown: str | None = None
    event: Event = Event.NONE
    ref: str = ""
    group: str = ""
    at: float | None = None

    @property
    def key(self) -> str:
        return f"{self.channel}:{self.address}:{self.id}"[:160]

    @property
    def sender(self) -> str:
        return f"{self.channel}:{self.address}"

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Envelope":
        attachment = kept.get("attachment")
        return cls(
            kept["channel"], kept["address"], kept["id"], kept.get("text"), kept.get("payload"),
            Attachment(**attachment) if attachment else None, kept.get("shown"),
            Event(kept.get("event", "")), kept.get("ref", ""), kept.get("group", ""),
            kept.get("at"),
        )  # fmt: skip
