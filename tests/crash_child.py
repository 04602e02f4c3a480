"""A process that takes messages until it is told to die: `python -m tests.crash_child URL N POINT`.

Reads envelopes as JSON lines, takes each through the real turn and answers with its number once it
is kept. At the N-th time the turn reaches POINT it kills itself the hard way, like a power cut.
"""

import asyncio
import os
import signal
import sys
from datetime import datetime

import orjson

from bot.envelope import Envelope
from bot.turn import take
from bot.world import World
from storage.database import Database
from tests.stage import KEYRING

COMMITTED = "committed"  # after the commit, before anybody was told
POINTS = ("inbox", "answers", "outbox", COMMITTED)


class Fuse:
    """Kills the process at the `n`-th time a point is reached; 0 never does."""

    def __init__(self, point: str, n: int) -> None:
        self.point, self.left = point, n

    def reached(self, point: str) -> None:
        if point != self.point:
            return
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


async def main(url: str, n: int, point: str) -> None:
    fuse = Fuse(point, n)
    world = World(KEYRING, lambda _: {}, fuse.reached)
    database = Database(url, pool=2)
    for line in sys.stdin.buffer:
        message = orjson.loads(line)
        now = datetime.fromisoformat(message.pop("now"))
        await database.transact(take, world, Envelope.from_json(message), now)
        fuse.reached(COMMITTED)
        sys.stdout.write("kept\n")
        sys.stdout.flush()
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
