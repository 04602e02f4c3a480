"""What goes into a turn besides its message, and what comes out of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.channels.base import Layout
from storage.people import Contact
from storage.secrets import Keyring

# Tests name a point here to stop the process at; the product never sets it.
Reached = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class World:
    """What a turn needs besides its message."""

    keyring: Keyring
    links: Callable[[str], dict[str, str]]  # invite code → address on each channel that is on
    reached: Reached = lambda _: None
    layouts: Mapping[str, Layout] = field(default_factory=dict)  # of the channels that are on
    paces: Mapping[str, float] = field(default_factory=dict)  # theirs: bulk messages a second


@dataclass(frozen=True, slots=True)
class Taken:
    """What a turn did: whose it was, who else is to hear of it, whether it was new."""

    contact_id: int
    others: tuple[int, ...] = ()
    fresh: bool = True
    evidence: bool = False
    newcomer: Contact | None = None  # whose post or language is another one now
    stranger: Contact | None = None  # of whom nobody knows a name, and no platform was asked
