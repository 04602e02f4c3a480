"""The right to do what only one process may do at a time, kept up while it is asked for."""

import secrets
from contextlib import suppress
from time import monotonic

from storage import leases
from storage.database import Database, Unreachable


class Lease:
    """`seconds` is how long it lasts without being renewed: what is done under it takes less."""

    def __init__(self, database: Database, name: str, seconds: float = 90.0) -> None:
        self._database = database
        self._name = name
        self._holder = secrets.token_hex(8)
        self._until = 0.0  # on our own clock
        self.seconds = seconds

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
