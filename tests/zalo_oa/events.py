"""The events of the OA: written as one line of JSON when they happen, kept until they are taken."""

from collections.abc import Callable
from dataclasses import dataclass, field

import orjson

from tests.platforms.waiting import Bell
from tests.zalo_oa.values import Json

FIRST_MESSAGE = 0xA1B2_C3D4_E5F6_A7B8_0000


@dataclass(frozen=True, slots=True)
class Event:
    number: int
    who: str  # whose events are kept in order
    body: Json = field(repr=False)
    raw: bytes
    timestamp: str

    @property
    def name(self) -> str:
        return str(self.body.get("event_name", ""))

    @property
    def message_id(self) -> str:
        message = self.body.get("message")
        return str(message.get("msg_id", "")) if isinstance(message, dict) else ""


class Events(Bell):
    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__()
        self.clock = clock
        self.all: list[Event] = []
        self.pending: dict[int, Event] = {}
        self.on_new: Callable[[Event], None] = lambda _: None
        self._last, self._messages = 0, FIRST_MESSAGE

    def timestamp(self) -> str:
        """Now in milliseconds, and later than any event before."""
        self._last = max(int(self.clock() * 1000), self._last + 1)
        return str(self._last)

    def message_id(self) -> str:
        self._messages += 1
        return f"{self._messages:020x}"

    def add(self, who: str, body: Json) -> Event:
        timestamp = body.get("timestamp") or self.timestamp()
        event = Event(len(self.all), who, body, orjson.dumps(body), str(timestamp))
        self.all.append(event)
        self.pending[event.number] = event
        self.on_new(event)
        self.ring()
        return event

    def done(self, event: Event) -> None:
        self.pending.pop(event.number, None)
        self.ring()
