"""What goes wrong on purpose: prepared answers, cut lines, a platform that is away.

The hard one is `cut="after"`: the call took effect and its answer is lost. For a poll this means
that the event in it is gone, because nothing is ever acknowledged.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from tests.zalo_bot.errors import WORDS

BAD_GATEWAY = 502
ANY, DOWNLOAD = "*", "download"
Cut = Literal["", "before", "after"]
Switch = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    With an `error` (a code under HTTP 200), a `status` (of HTTP) or a `body` (instead of the JSON,
    as from a proxy on the way) the call has no effect. `slow` seconds, or until `hold` is set, the
    answer is kept back after the effect.
    """

    status: int = 0
    error: int = 0
    description: str = ""
    body: str = ""
    slow: float = 0.0
    hold: asyncio.Event | None = None
    cut: Cut = ""

    @property
    def stops(self) -> bool:
        """Whether the call has no effect."""
        return bool(self.status or self.error or self.body or self.cut == "before")

    @property
    def code(self) -> int:
        return self.error or self.status

    @property
    def words(self) -> str:
        return self.description or WORDS.get(self.code, "Error")

    @property
    def page(self) -> str:
        """What is answered instead of JSON: a proxy's page for 502."""
        page = f"<html><body><h1>{self.status} Bad Gateway</h1></body></html>"
        return self.body or (page if self.status == BAD_GATEWAY else "")

    async def delay(self) -> None:
        if self.slow:
            await asyncio.sleep(self.slow)
        if self.hold:
            await self.hold.wait()


class Faults:
    def __init__(self, hang_up: Switch, pick_up: Switch) -> None:
        self._hang_up, self._pick_up = hang_up, pick_up
        self._next: defaultdict[str, deque[Fault]] = defaultdict(deque)

    def next(  # noqa: PLR0913 - each is one way to fail
        self,
        method: str = ANY,
        *,
        times: int = 1,
        status: int = 0,
        error: int = 0,
        description: str = "",
        body: str = "",
        slow: float = 0.0,
        hold: asyncio.Event | None = None,
        cut: Cut = "",
    ) -> None:
        """Let the next calls of a method fail so; `DOWNLOAD` names the downloads, `ANY` any."""
        fault = Fault(status, error, description, body, slow, hold, cut)
        self._next[method].extend([fault] * times)

    def clear(self) -> None:
        self._next.clear()

    def take(self, method: str) -> Fault:
        """What the next call meets; an empty fault if nothing is prepared."""
        for name in (method, ANY):
            if waiting := self._next.get(name):
                return waiting.popleft()
        return Fault()

    async def down(self) -> None:
        """Refuse connections and cut those that are open."""
        await self._hang_up()

    async def up(self) -> None:
        await self._pick_up()
