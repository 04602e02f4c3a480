"""What is delivered in order: each lane one after the other, the lanes beside each other."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Lanes(Generic[Item]):
    def __init__(self, deliver: Callable[[Item], Awaitable[None]]) -> None:
        self._deliver = deliver
        self._lanes: defaultdict[object, deque[Item]] = defaultdict(deque)
        self._tasks: dict[object, asyncio.Task[None]] = {}

    def put(self, lane: object, item: Item) -> None:
        """Put something at the end of its lane."""
        self._lanes[lane].append(item)
        if lane not in self._tasks:
            self._tasks[lane] = asyncio.create_task(self._drive(lane))

    async def stop(self) -> None:
        """Deliver nothing more, and forget what waits."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._tasks.clear()
        self._lanes.clear()

    async def _drive(self, lane: object) -> None:
        waiting = self._lanes[lane]
        while waiting:
            await self._deliver(waiting[0])
            waiting.popleft()
        del self._tasks[lane], self._lanes[lane]
