"""How near the channels are to what their plans allow: counted at most once a minute."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

import structlog

from bot.channels.base import Allowance, Channel, Limited
from campaign.vietnam import ZONE
from storage.database import Database, Unreachable
from storage.usage import Used, used

EVERY = 60.0  # seconds
NEAR = 0.8  # of what is allowed: from here on the log warns, once an hour
WARNED_EVERY = 3600.0
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Filled:
    """How much of an allowance is used."""

    used: Used
    allowed: Allowance

    def __str__(self) -> str:
        people = f"{self.used.people:,} of {self.allowed.people:,} people"
        return f"{people}, {self.used.messages:,} of {self.allowed.messages:,} messages this month"

    @property
    def near(self) -> bool:
        people = self.used.people / self.allowed.people
        return max(people, self.used.messages / self.allowed.messages) >= NEAR


class Usage:
    """`now` is the calendar, on which messages are dated."""

    def __init__(
        self, database: Database, channels: Collection[Channel], now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._limited = [c for c in channels if isinstance(c, Limited)]
        self._now = now
        self._found: dict[str, Filled] = {}
        self._next_look = self._next_warning = 0.0

    async def look(self) -> Mapping[str, Filled]:
        """By channel; those without a limit are missing. Raises `Unreachable`."""
        if self._limited and monotonic() >= self._next_look:
            self._next_look = monotonic() + EVERY
            for channel in self._limited:
                self._found[channel.name] = await self._count(channel)
            self._warn()
        return self._found

    async def run(self) -> None:
        """Look now and then, so that the log warns also where nobody asks; until cancelled."""
        while True:
            try:
                await self.look()
            except Unreachable as error:
                _log.info("usage_not_counted", error=str(error))
            await asyncio.sleep(EVERY)

    async def _count(self, channel: Limited) -> Filled:
        month = self._now().astimezone(ZONE)
        since = month.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        found = await self._database.transact(used, channel.name, since)
        return Filled(found, channel.allowance)

    def _warn(self) -> None:
        near = {name: str(filled) for name, filled in self._found.items() if filled.near}
        if near and monotonic() >= self._next_warning:
            self._next_warning = monotonic() + WARNED_EVERY
            for name, said in near.items():
                _log.warning("plan_nearly_used_up", channel=name, used=said)
