"""What a platform hinders for now is tried again and again; how it goes is said in a sentence."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

import structlog

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
_log = structlog.get_logger()

Act: TypeAlias = Callable[[], Awaitable[object]]


@dataclass(slots=True)
class Insisting:
    """`why` says what an error means, `pause` how long to wait after it, at least so many seconds.

    `state` is "on", or what hinders; each change of it is logged once.
    """

    name: str
    why: Callable[[Exception], str]
    pause: Callable[[Exception, float], float]
    state: str = "connecting"

    async def on(self, act: Act) -> None:
        """Until it is done. Whatever breaks here must not end the rest of the process."""
        wait = FIRST_WAIT
        while True:
            try:
                await act()
            except Exception as error:  # noqa: BLE001 - see above
                self.say(self.why(error))
                await asyncio.sleep(self.pause(error, wait))
                wait = min(2 * wait, LONGEST_WAIT)
            else:
                return

    def say(self, state: str) -> None:
        if state != self.state:
            _log.info(self.name, state=state)
        self.state = state
