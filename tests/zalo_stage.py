"""What both stages of Zalo share: how time passes there, and that an answer repeats the choice.

Their clock is not the calendar: it moves on two minutes with each thing that somebody does, so that
no answer is late and photos of two moments are never taken for one set.
"""

from abc import abstractmethod
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from bot.channels.base import Body
from tests.phone_stage import Phone, PhoneStage
from tests.platforms.clock import Time

PAUSE = 120.0
ECHO = "✓ "

Person = TypeVar("Person", bound=Phone)


@dataclass
class ZaloStage(PhoneStage, Generic[Person]):
    clock: Time = field(default_factory=Time)
    people: dict[str, Person] = field(default_factory=dict)

    @abstractmethod
    def person(self, name: str) -> Person:
        """The one who goes by this name, on Zalo from now on."""

    def phone(self, name: str) -> Person:
        self.clock.at += PAUSE
        return self.person(name)

    def read_aloud(self, body: Body) -> Body:
        """Without the line that says back what was chosen: transcripts have none."""
        first, _, rest = body.text.partition("\n")
        return replace(body, text=rest) if first.startswith(ECHO) else body
