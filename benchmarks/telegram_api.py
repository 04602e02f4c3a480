"""A Telegram in a process of its own, so that it takes nothing from the loop that is measured.

`python -m benchmarks.telegram_api FIRST COUNT LATENCY LIMITED` prints its address and then, for
each line on its standard input, what came since the last. Moments are on the machine's monotonic
clock, which all processes share.
"""

import asyncio
import subprocess
import sys
from dataclasses import dataclass
from typing import NamedTuple, Self

import orjson
import uvloop

from tests.telegram import FakeTelegram, Limits

LATENCY = 0.05  # seconds that each answer takes
OK, TOO_MANY = 200, 429


class Came(NamedTuple):
    """One sendMessage, when it came in."""

    at: float
    chat: int
    text: str
    status: int


@dataclass
class Api:
    """`with Api(1, 5000) as api:`: people with the ids 1 … 5000; `limited` as the real one."""

    first: int
    count: int
    limited: bool = False

    def __enter__(self) -> Self:
        ours = [str(it) for it in (self.first, self.count, LATENCY, int(self.limited))]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.telegram_api", *ours],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
        )  # fmt: skip
        self.base = self._said().decode().strip()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()  # the end of its input ends it

    def came(self) -> list[Came]:
        """What was sent since the last look; a call that broke a rule spoils the measurement."""
        assert self._process.stdin
        self._process.stdin.write(b"\n")
        said = orjson.loads(self._said())
        if said["invalid"]:
            raise RuntimeError(f"the Bot API objects: {said['invalid'][:3]}")
        return [Came(*it) for it in said["came"]]

    def _said(self) -> bytes:
        assert self._process.stdout
        line = bytearray()
        while not line.endswith(b"\n"):
            part = self._process.stdout.read(2**20)
            if not part:
                raise RuntimeError("the Bot API has ended")
            line += part
        return bytes(line)


async def _serve(first: int, count: int, latency: float, *, limited: bool) -> None:
    async with FakeTelegram(latency=latency, limits=Limits() if limited else None) as api:
        for id in range(first, first + count):
            api.person("Pao", id)
        print(api.base, flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            calls = api.calls_of("sendMessage")
            came = [Came(c.at, c.params["chat_id"], c.params["text"], c.status) for c in calls]
            api.calls.clear()
            said = {"came": [tuple(it) for it in came], "invalid": api.invalid}
            print(orjson.dumps(said).decode(), flush=True)


if __name__ == "__main__":
    _first, _count, _latency, _limited = sys.argv[1:]
    uvloop.run(_serve(int(_first), int(_count), float(_latency), limited=_limited == "1"))
