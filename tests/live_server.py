"""The whole product in a thread of the test: page, turns, sender, worker, on the stage's data."""

import asyncio
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Self, TypeVar

from bot.app import at_work, opened
from bot.services import Services
from bot.settings import read

T = TypeVar("T")


class LiveServer:
    """Serves at `url` until the block ends. The clock stands at the start of the stage."""

    def __init__(self, database_url: str, folder: Path, **environment: str) -> None:
        self._settings = read(
            {
                "DATABASE_URL": database_url, "DATA_DIR": str(folder), "DEMO": "1",
                "SECRET_KEY": "a secret of the tests", "CLOCK_START": "2021-04-05T08:00:00+07:00",
                "PORT": "0",
                **environment,
            }
        )  # fmt: skip
        self._loop = asyncio.new_event_loop()
        self._up, self._down = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._live(),))
        self.url = ""
        self.services: Services

    def __enter__(self) -> Self:
        self._thread.start()
        self._up.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._down.set)
        self._thread.join()
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something in the server's loop and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _live(self) -> None:
        try:
            async with opened(self._settings) as self.services:
                await self._serve()
        finally:
            self._up.set()

    async def _serve(self) -> None:
        async with at_work(self.services, serving=True, working=True) as (_, runner):
            assert runner is not None
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            self._up.set()
            await self._down.wait()
