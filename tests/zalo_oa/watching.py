"""What a test asks of the fake, and how it waits."""

from collections.abc import Callable

from tests.zalo_oa.calls import Call, Calls
from tests.zalo_oa.delivery import Delivery, Webhook
from tests.zalo_oa.events import Event
from tests.zalo_oa.world import World


class Watched:
    world: World
    log: Calls
    webhook: Webhook

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until something is true; asked again after each call and each event."""
        if not await self.world.events.until(condition):
            left = [event.raw.decode() for event in self.world.events.pending.values()]
            raise AssertionError(f"waited in vain; untaken: {left}; calls: {self.calls[-5:]}")

    async def idle(self) -> None:
        """Wait until the bot has taken every event."""
        assert self.webhook.url or not self.pending, "no webhook_url is set"
        await self.until(lambda: not self.world.events.pending)

    @property
    def calls(self) -> list[Call]:
        return self.log.all

    def calls_of(self, path: str) -> list[Call]:
        return [call for call in self.calls if call.path.endswith(path)]

    @property
    def events(self) -> list[Event]:
        return self.world.events.all

    @property
    def pending(self) -> list[Event]:
        return list(self.world.events.pending.values())

    @property
    def deliveries(self) -> list[Delivery]:
        return self.webhook.deliveries

    @property
    def refreshes(self) -> int:
        return self.world.tokens.refreshes

    def most_in(self, seconds: float) -> int:
        """The largest number of calls taken in any window of so many seconds."""
        return self.world.tally.most_in(seconds)

    @property
    def rate(self) -> float:
        return self.world.tally.rate
