"""What a test plays on the fake platform, and what it may ask of it afterwards."""

from collections.abc import Callable

from tests.zalo_bot import people
from tests.zalo_bot.calls import Call, Calls
from tests.zalo_bot.events import Event
from tests.zalo_bot.media import Media
from tests.zalo_bot.people import Group, Person
from tests.zalo_bot.quotas import Quotas
from tests.zalo_bot.switches import Switches
from tests.zalo_bot.world import World


class Playing(Switches):
    def __init__(self, users: int, messages: int, clock: Callable[[], float]) -> None:
        self.world = World(self, users, messages, clock)
        self._calls = Calls(self.world)

    def person(self, name: str, id: str = "", *, wrote: bool = False) -> Person:
        """Somebody with a private chat, in which nobody may write before they do (`wrote`)."""
        return people.person(self.world, name, id, wrote=wrote)

    def group(self, id: str = "") -> Group:
        return people.group(self.world, id)

    def deliver_again(self, n: int = -1) -> None:
        """Let the n-th event (of `events`) come once more, as it was."""
        self.world.events.queue(self.events[n])

    async def refetch(self) -> None:
        """Fetch every picture that the bot sent once more; what is gone turns black."""
        await self.world.pictures.refetch()

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until something is true; asked again after each call and each event."""
        if not await self.world.events.until(condition):
            left = list(self.world.events.waiting)
            raise AssertionError(f"waited in vain; not taken: {left}; calls: {self.calls[-5:]}")

    async def idle(self) -> None:
        """Wait until every event was polled, or taken by the webhook, or given up."""
        await self.until(lambda: not self.world.events.waiting)

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    @property
    def base(self) -> str:
        return self.world.base

    @property
    def calls(self) -> list[Call]:
        return self._calls.all

    @property
    def invalid(self) -> list[str]:
        """A sentence for each broken rule."""
        return self.world.invalid

    @property
    def events(self) -> list[Event]:
        """All that the bot was told or should have been, in order."""
        return self.world.events.all

    @property
    def pending(self) -> list[Event]:
        return list(self.world.events.waiting)

    @property
    def lost(self) -> int:
        """Events that no bot will ever see: cut off under way, given up, or nobody polled."""
        return self.world.events.lost

    @property
    def polls(self) -> int:
        """How many calls of getUpdates wait for something to happen."""
        return self.world.events.polls

    @property
    def posts(self) -> int:
        """How often the webhook was called, with the empty call when it was set."""
        return self._calls.webhook.posts

    @property
    def media(self) -> Media:
        return self.world.media

    @property
    def quotas(self) -> Quotas:
        return self.world.quotas
