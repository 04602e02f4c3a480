"""What composing a message at the last moment comes to."""

from dataclasses import dataclass
from typing import TypeAlias

from bot.channels.base import Body


@dataclass(frozen=True, slots=True)
class Silent:
    """There is nothing to say any more; `why` is kept."""

    why: str


@dataclass(frozen=True, slots=True)
class Later:
    """Not now, but after so many seconds."""

    seconds: float
    why: str


Composed: TypeAlias = Body | Silent | Later
