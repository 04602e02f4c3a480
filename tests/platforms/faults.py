"""What goes wrong on purpose: prepared answers, cut lines, a platform that is away.

The hard one is `cut="after"`: the call took effect and its answer is lost, so the bot cannot know
whether to say it again; and where no event is ever acknowledged, that of a poll is gone. A download
that is cut `after` stops half-way; one that is cut `before` is of little use, because a client may
repeat a GET on its own.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

BAD_GATEWAY = 502
ANY, DOWNLOAD = "*", "download"
Cut = Literal["", "before", "after"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    With a `status` of HTTP, an `error` that the platform tells under a 200, or a `body` in place of
    the platform's JSON, as of a proxy on the way, the call has no effect. `slow` seconds, or until
    `hold` is set, the answer is kept back after the effect.
    """

    status: int = 0
    error: int = 0
    description: str = ""
    retry_after: int = 0
    body: str = ""
    slow: float = 0.0
    hold: asyncio.Event | None = None
    cut: Cut = ""

    @property
    def without_effect(self) -> bool:
        return bool(self.status or self.error or self.body) or self.cut == "before"

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
    def __init__(
        self, hang_up: Callable[[], Awaitable[None]], pick_up: Callable[[], Awaitable[None]]
    ) -> None:
        self._hang_up, self._pick_up = hang_up, pick_up
        self._next: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._share, self._seed = 0.0, 0
        self._failed: set[str] = set()

    def next(  # noqa: PLR0913 - each is one way to fail
        self,
        method: str = ANY,
        *,
        times: int = 1,
        status: int = 0,
        error: int = 0,
        description: str = "",
        retry_after: int = 0,
        body: str = "",
        slow: float = 0.0,
        hold: asyncio.Event | None = None,
        cut: Cut = "",
    ) -> None:
        """Let the next calls of a method fail so; `DOWNLOAD` names the downloads, `ANY` any."""
        fault = Fault(status, error, description, retry_after, body, slow, hold, cut)
        self._next[method].extend([fault] * times)

    def clear(self) -> None:
        self._next.clear()
        self._share = 0.0

    def take(self, method: str) -> Fault | None:
        for name in (method, ANY):
            if waiting := self._next.get(name):
                return waiting.popleft()
        return None

    async def down(self) -> None:
        """Refuse connections and cut those that are open."""
        await self._hang_up()

    async def up(self) -> None:
        await self._pick_up()

    def downloads(self, fail_first: float, seed: int = 0) -> None:
        """Let this share of the files fail once each: a path decides by itself, in any order."""
        self._share, self._seed = fail_first, seed

    def take_download(self, path: str) -> Fault | None:
        if fault := self.take(DOWNLOAD):
            return fault
        chance = Random(f"{self._seed}/{path}")
        if not self._share or path in self._failed or chance.random() >= self._share:
            return None
        self._failed.add(path)
        return chance.choice([Fault(status=500), Fault(cut="after")])
