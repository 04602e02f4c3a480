"""What a channel is: the only interface of the program.

A channel can send. What else one can do is one of the small protocols below, and the process asks
for them where it needs them; a channel has those that its platform has.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, runtime_checkable

from bot.envelope import Envelope
from campaign.people import Person
from conversations.showing import Button, Say
from storage.rates import Limit

Keep: TypeAlias = Callable[[Envelope], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Layout:
    """What one message of a channel can hold; lengths in characters."""

    text_length: int
    max_buttons: int = 0  # 0: no buttons, choices are numbered lines
    label_length: int = 20
    album: int = 1  # pictures in one message
    loose_albums: bool = False  # photos sent together come with nothing that says so
    edits: bool = False  # a message can be changed after it was sent
    closes: bool = False  # whoever has been silent for long can be written to no more
    echoes: bool = False  # what was chosen shows nowhere: the next message begins with it
    repeats: bool = False  # on weak signal its app may send the same words twice
    files: bool = True  # videos, files and places can be sent, not only words, photos and voice

    @property
    def buttons(self) -> bool:
        return self.max_buttons > 0


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a platform takes bulk messages from all our processes together.

    `beside` is how many messages of talks a second fit beside them: each further one takes the
    place of a bulk message. None where talks are not counted. What a busy machine sends too late
    is made up for by `bulk_peak` a second at most, and no more of it than `bulk_stock`; without
    them it is not.
    """

    bulk_per_second: float
    bulk_burst: int  # at once, after a while without any
    beside: int | None = None
    bulk_peak: float | None = None
    bulk_stock: int | None = None

    @property
    def limit(self) -> Limit:
        return Limit(
            self.bulk_per_second, self.bulk_burst, self.bulk_peak or self.bulk_per_second,
            self.bulk_stock or self.bulk_burst,
        )  # fmt: skip

    @property
    def glance(self) -> float:
        """Seconds between two looks at a waiting queue, so that no token goes unused for long."""
        return self.bulk_burst / self.bulk_per_second / 4


@dataclass(frozen=True, slots=True)
class Body:
    """One message before a channel lays it out; kept as JSON in the outbox.

    `choices` are answers; `controls` are escapes, each with the word that says the same;
    `pictures` are ids of evidence, `file` is a key of the blob store; `edits` is the platform's
    name of a message that this one replaces; `shares_phone` labels a button that gives one's
    number.
    """

    text: str
    choices: tuple[Button, ...] = ()
    controls: tuple[tuple[str, Button], ...] = ()
    pictures: tuple[int, ...] = ()
    file: str = ""
    edits: str = ""
    shares_phone: str = ""

    @classmethod
    def of(cls, say: Say) -> "Body":
        return cls(
            say.text, say.choices, say.controls, say.pictures, say.file,
            shares_phone=say.shares_phone,
        )  # fmt: skip

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Body":
        return cls(
            kept["text"],
            tuple(Button(*choice) for choice in kept.get("choices", ())),
            tuple((word, Button(*button)) for word, *button in kept.get("controls", ())),
            tuple(kept.get("pictures", ())),
            kept.get("file", ""),
            kept.get("edits", ""),
            kept.get("shares_phone", ""),
        )

    def to_json(self) -> dict[str, Any]:
        """What `from_json` reads; what is empty is left out."""
        parts = {
            "choices": [[b.label, b.payload] for b in self.choices],
            "controls": [[word, b.label, b.payload] for word, b in self.controls],
            "pictures": list(self.pictures),
            "file": self.file,
            "edits": self.edits,
            "shares_phone": self.shares_phone,
        }
        return {"text": self.text} | {name: part for name, part in parts.items() if part}


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform took the message; `message_id` is its name for it, or nothing.

    `at` is when, in seconds on the platform's clock, where it says so.
    """

    message_id: str = ""
    at: float | None = None


class Channel(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def layout(self) -> Layout: ...

    @property
    def pace(self) -> Pace | None:
        """Of reminders and broadcasts; None where there is no limit."""
        ...

    async def send(self, address: str, body: Body) -> Receipt:
        """One message, mostly one request. Raises a `bot.channels.failures.SendFailed`.

        That names the rest when parts of the message have left already.
        """
        ...


@runtime_checkable
class Receives(Protocol):
    """A channel whose platform calls us."""

    @property
    def path(self) -> str:
        """Where; empty as long as it does not."""
        ...

    def verify(self, headers: Mapping[str, str], raw: bytes) -> bool:
        """Whether the platform really sent this."""
        ...

    def hear(self, raw: bytes) -> Sequence[Envelope]:
        """The messages in one call; none for what says nothing to us, or is spoilt."""
        ...


@runtime_checkable
class Listens(Protocol):
    """A channel that works by itself while a process runs: it asks its platform for messages, or
    tells it where to call.
    """

    async def listen(self, keep: Keep) -> None:
        """Work until cancelled; hindrances are waited out. `keep` returns once a message is kept
        and says whether its turn was taken, too.
        """
        ...


@runtime_checkable
class Fetches(Protocol):
    """A channel that names files by a reference."""

    async def fetch(self, ref: Mapping[str, Any]) -> bytes: ...


@runtime_checkable
class Waits(Protocol):
    """A channel that can show somebody that the answer takes a moment."""

    def busy(self, envelope: Envelope) -> None: ...


@runtime_checkable
class Introduces(Protocol):
    """A channel that shows each person the commands of their post."""

    async def introduce(self, address: str, person: Person | None) -> None:
        """Raises nothing: the words work without the menu."""
        ...


@runtime_checkable
class Names(Protocol):
    """A channel that can say what its platform calls somebody."""

    async def name_of(self, address: str) -> str:
        """Raises nothing: empty where the platform does not say."""
        ...


@runtime_checkable
class Links(Protocol):
    """A channel that an invite code can be opened in by a link."""

    def link(self, code: str) -> str | None:
        """The address, or None as long as it is not known."""
        ...


@runtime_checkable
class Registered(Protocol):
    """A channel under an account that its platform knows, or does not."""

    @property
    def name(self) -> str: ...

    async def check(self) -> str:
        """Find out who we are there. What hinders it in a sentence, empty where nothing does.

        Raises `BadAccount` where the platform refuses the account.
        """
        ...


class BadAccount(Exception):
    """One sentence that names the variable."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a plan of a platform allows an account: so many people, so many messages a month."""

    people: int
    messages: int


@runtime_checkable
class Limited(Protocol):
    """A channel whose account may reach only so many people and messages."""

    @property
    def name(self) -> str: ...

    @property
    def allowance(self) -> Allowance: ...


@runtime_checkable
class Reports(Protocol):
    """A channel that can say how it is."""

    @property
    def state(self) -> str:
        """One word, or a short sentence where it does not work."""
        ...
