"""What a person did: typed, tapped or sent something. Channels translate into these."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Typed:
    """Words; `ref` is the channel's name for the message, by which an edit of it is known again.

    `late`: they were sent before the question that is open now had come. `twice`: they are the
    same as others sent just before, which have been heard.
    """

    text: str
    ref: str = ""
    late: bool = False
    twice: bool = False


@dataclass(frozen=True, slots=True)
class Tapped:
    payload: str


@dataclass(frozen=True, slots=True)
class Sent:
    """Something kept already: `id` is its evidence row; kind is photo, voice, video, file or
    location.
    """

    id: int
    kind: str
    caption: str = ""
    album: str = ""
    at: float | None = None  # when, where photos sent together carry no name of an album
    id_card: bool = False  # its words say so: it is not kept


@dataclass(frozen=True, slots=True)
class Edited:
    """Words sent before under `ref` and changed since."""

    text: str
    ref: str


@dataclass(frozen=True, slots=True)
class Shared:
    """A phone number given by the channel's own button; empty where it is somebody else's."""

    phone: str


@dataclass(frozen=True, slots=True)
class Odd:
    """Something no conversation takes: a sticker, a poll, a game.

    `files`: videos, files and places can be sent on this channel.
    """

    files: bool = True


Heard: TypeAlias = Typed | Tapped | Sent | Edited | Shared | Odd
