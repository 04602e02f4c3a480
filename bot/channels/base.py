"""What a channel is: the only interface of the program.

A channel can send. One that hears by itself also has `Receives`, one whose files must be asked for
also has `Fetches`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from conversations.showing import Button, Say


@dataclass(frozen=True, slots=True)
class Layout:
    """What one message of a channel can hold; lengths in characters."""

    text_length: int
    max_buttons: int = 0  # 0: no buttons, choices are numbered lines
    label_length: int = 20
    album: int = 1  # pictures in one message

    @property
    def buttons(self) -> bool:
        return self.max_buttons > 0


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a platform takes bulk messages from all our processes together."""

    bulk_per_second: float
    bulk_burst: int  # at once, after a while without any

    @property
    def glance(self) -> float:
        """Seconds between two looks at a waiting queue, so that no token goes unused for long."""
        return self.bulk_burst / self.bulk_per_second / 4


@dataclass(frozen=True, slots=True)
class Body:
    """One message before a channel lays it out; kept as JSON in the outbox.

    `choices` are answers; `controls` are escapes, each with the word that says the same;
    `pictures` are ids of evidence, `file` is a key of the blob store. `edits` is the platform's
    name of an earlier message that becomes this one; without it this is a new message.
    """

    text: str
    choices: tuple[Button, ...] = ()
    controls: tuple[tuple[str, Button], ...] = ()
    pictures: tuple[int, ...] = ()
    file: str = ""
    edits: str = ""

    @classmethod
    def of(cls, say: Say) -> "Body":
        return cls(say.text, say.choices, say.controls, say.pictures, say.file)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Body":
        return cls(
            kept["text"],
            tuple(Button(*choice) for choice in kept.get("choices", ())),
            tuple((word, Button(*button)) for word, *button in kept.get("controls", ())),
            tuple(kept.get("pictures", ())),
            kept.get("file", ""),
            kept.get("edits", ""),
        )

    def to_json(self) -> dict[str, Any]:
        """What `from_json` reads; what is empty is left out."""
        parts = {
            "choices": [[b.label, b.payload] for b in self.choices],
            "controls": [[word, b.label, b.payload] for word, b in self.controls],
            "pictures": list(self.pictures),
            "file": self.file,
            "edits": self.edits,
        }
        return {"text": self.text} | {name: part for name, part in parts.items() if part}


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform took the message; `message_id` is its name for it, or nothing."""

    message_id: str = ""


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
    """A channel whose platform calls us, at `path`."""

    @property
    def path(self) -> str: ...

    def verify(self, headers: Mapping[str, str], raw: bytes) -> bool:
        """Whether the platform really sent this."""
        ...

    def parse(self, raw: bytes) -> Sequence[Mapping[str, Any]]:
        """The messages in one call, each as JSON that the spool can keep; none for mere events."""
        ...


@runtime_checkable
class Fetches(Protocol):
    """A channel that names files by a reference."""

    async def fetch(self, ref: Mapping[str, Any]) -> bytes: ...
