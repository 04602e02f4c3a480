"""getUpdates: one event at a time, without an offset: who asks has it, and it never comes again."""

from typing import Any

from tests.zalo_bot.errors import BAD, TIMEOUT, refused
from tests.zalo_bot.events import Event, Events
from tests.zalo_bot.switches import Switches

DEFAULT_SECONDS = 30
WEBHOOK_IS_SET = "Bad Request: getUpdates is not available while a webhook is set"


class Polling:
    def __init__(self, events: Events, switches: Switches) -> None:
        self._events, self._switches = events, switches
        self._ended = 0  # polls that began before this many ends give up

    async def get_updates(self, params: dict[str, Any]) -> Event:
        self._check()
        seconds = self._switches.poll_seconds
        if seconds is None:
            seconds = params.get("timeout", DEFAULT_SECONDS)
        await self._wait(seconds)
        self._check()
        event = self._events.take()
        if event is None:
            raise refused(TIMEOUT)
        return event

    def end(self) -> None:
        """Let every waiting poll go, because the server stops or is cut off."""
        self._ended += 1
        self._events.ring()

    def _check(self) -> None:
        if self._events.posting:
            raise refused(BAD, WEBHOOK_IS_SET)

    async def _wait(self, seconds: float) -> None:
        events, ended = self._events, self._ended
        events.polls += 1
        events.ring()
        try:
            await events.until(
                lambda: events.waiting or events.posting or ended != self._ended, seconds
            )
        finally:
            events.polls -= 1
            events.ring()
