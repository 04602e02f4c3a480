"""How many requests are under way at once, for one kind of message."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

_log = structlog.get_logger()


class Places:
    """`freed` is called when all places were taken and one is free again."""

    def __init__(self, most: int, freed: Callable[[], None]) -> None:
        self._most = most
        self._freed = freed
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def free(self) -> int:
        return self._most - len(self._tasks)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    async def finished(self) -> None:
        """Wait for all that is under way."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _finished(self, task: asyncio.Task[None]) -> None:
        if not self.free:
            self._freed()
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("sending_stopped", exc_info=error)
