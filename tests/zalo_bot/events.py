"""What people did, waiting to be told to the bot: once, and never again if the answer is lost."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import orjson

from tests.platforms.waiting import Bell
from tests.zalo_bot.borrowed import Json
from tests.zalo_bot.switches import Switches


@dataclass(frozen=True, slots=True)
class Event:
    name: str
    message: Json = field(repr=False)
    chat: str


class Events(Bell):
    def __init__(self, switches: Switches) -> None:
        super().__init__()
        self.all: list[Event] = []
        self.waiting: deque[Event] = deque()  # neither polled nor accepted by the webhook
        self.lost = 0
        self.polls = 0  # that wait now
        self.on_new: Callable[[Event], None] = lambda _: None
        self.posting = False  # a webhook is set
        self._switches = switches

    def add(self, event: Event) -> None:
        self.all.append(event)
        if self._switches.forgets and not self.posting and not self.polls:
            self.lose()
        else:
            self.queue(event)

    def queue(self, event: Event) -> None:
        """Put an event at the end, be it new or one that comes a second time."""
        self.waiting.append(event)
        self.on_new(event)
        self.ring()

    def take(self) -> Event | None:
        """Hand out the next event; from here on nobody but the caller has it."""
        event = self.waiting.popleft() if self.waiting else None
        self.ring()
        return event

    def done(self, event: Event) -> None:
        """The webhook accepted an event, or it was given up."""
        self.waiting.remove(event)
        self.ring()

    def lose(self) -> None:
        self.lost += 1
        self.ring()

    def polled(self, event: Event) -> bytes:
        """The answer to getUpdates."""
        return orjson.dumps({"ok": True, "result": self._body(event)})

    def posted(self, event: Event) -> bytes:
        """The body of a webhook call."""
        return orjson.dumps(self._body(event)) if self._switches.flat else self.polled(event)

    def _body(self, event: Event) -> Json:
        names = {"photo_url": self._switches.photo_field}
        message = {names.get(name, name): part for name, part in event.message.items()}
        return {"event_name": event.name, "message": message}
