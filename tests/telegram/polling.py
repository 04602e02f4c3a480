"""getUpdates: what the bot has not confirmed comes again, and only the newest poll is answered."""

from collections.abc import Callable

from tests.telegram.errors import HTTP_CONFLICT, WEBHOOK_IS_SET, WORDS, Refused
from tests.telegram.sending import Params
from tests.telegram.updates import Update, Updates


class Polling:
    def __init__(self, updates: Updates, webhook_set: Callable[[], bool]) -> None:
        self._updates, self._webhook_set = updates, webhook_set
        self._newest = 0
        self.waiting = 0

    async def get_updates(self, params: Params) -> list[Update]:
        if self._webhook_set():
            raise Refused(HTTP_CONFLICT, WEBHOOK_IS_SET)
        self._newest += 1
        mine = self._newest
        self._updates.ring()  # an older poll gives up now
        self._note(params)
        await self._wait(mine, params.get("timeout", 0))
        if mine != self._newest or self._webhook_set():
            raise Refused(HTTP_CONFLICT, WORDS[HTTP_CONFLICT])
        return self._updates.batch(params.get("limit", 100))

    def _note(self, params: Params) -> None:
        if "allowed_updates" in params:
            self._updates.allowed = params["allowed_updates"]
        if offset := params.get("offset", 0):
            self._updates.confirm_below(offset)

    async def _wait(self, mine: int, seconds: float) -> None:
        """Until there is something, until a newer poll, or so long."""
        self.waiting += 1
        self._updates.ring()
        try:
            await self._updates.until(
                lambda: self._updates.pending or mine != self._newest or self._webhook_set(),
                seconds,
            )
        finally:
            self.waiting -= 1
            self._updates.ring()

    def end(self) -> None:
        """Let the waiting poll go, because the server stops."""
        self._newest += 1
        self._updates.ring()
