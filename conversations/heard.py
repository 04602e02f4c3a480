"""What a person did: typed, tapped or sent something. Channels translate into these."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Typed:
    text: str


@dataclass(frozen=True, slots=True)
class Tapped:
    payload: str


@dataclass(frozen=True, slots=True)
class Sent:
    """Something kept already: `id` is its evidence row; kind is photo, voice or file."""

    id: int
    kind: str
    caption: str = ""
    album: str = ""


Heard: TypeAlias = Typed | Tapped | Sent
