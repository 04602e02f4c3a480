"""Waiting for what happens in a fake: a condition is asked again after each change, not by time."""

import asyncio
from collections.abc import Callable

PATIENCE = 60.0


class Bell:
    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def ring(self) -> None:
        """Wake whoever waits for a change."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def changed(self) -> None:
        await self._changed.wait()

    async def until(self, condition: Callable[[], object], seconds: float = PATIENCE) -> bool:
        """Wait until something is true of what happened here; whether it became true in time."""
        try:
            async with asyncio.timeout(seconds):
                while not condition():
                    await self.changed()
        except TimeoutError:
            return False
        return True
