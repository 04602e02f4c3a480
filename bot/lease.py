"""The right to do what only one process may do at a time, kept up until it is dropped."""

import asyncio
import secrets
from contextlib import suppress
from time import monotonic

from storage import leases
from storage.database import Database, Unreachable


class Lease:
    """`seconds` is how long it lasts without being renewed, and others wait when we are killed."""

    def __init__(self, database: Database, name: str, seconds: float = 30.0) -> None:
        self._database = database
        self._name = name
        self._holder = secrets.token_hex(8)
        self._until = 0.0  # on our own clock
        self.seconds = seconds

    @property
    def pause(self) -> float:
        """Seconds after which it is asked for again, by who holds it or would like to."""
        return self.seconds / 3

    async def keep_up(self) -> None:
        """Renew it, until cancelled, beside what may take longer than it lasts."""
        while True:
            await asyncio.sleep(self.pause)
            if self._until:
                await self.held()

    async def held(self) -> bool:
        """Take it or renew it. While the database is away nobody else can take it, so whoever
        holds it goes on.
        """
        now = monotonic()
        try:
            mine = await self._database.transact(
                leases.hold, self._name, self._holder, self.seconds
            )
        except Unreachable:
            return self._until > 0
        self._until = now + self.seconds if mine else 0.0
        return mine

    async def drop(self) -> None:
        """Let another process begin at once, where the database hears of it."""
        if self._until:
            self._until = 0.0
            with suppress(Unreachable):
                await self._database.transact(leases.drop, self._name, self._holder)
