"""Many people's messages onto the disk together: the group commit of the spool.

The one hard idea: while the disk is at work on one batch the next one gathers, and then everybody
in it waits for the same fsync. So a message waits for two batches at most, however many people
write in the same moment, and whoever is alone waits for nobody.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from bot.spool import Spool
from bot.spool_file import Message, line


class SpoolWriter:
    """The only one that puts messages into `spool`."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._disk = ThreadPoolExecutor(1, "spool")  # its own: elsewhere it would wait for photos
        self._one = asyncio.Lock()
        self._gathering: list[bytes] = []
        self._written: asyncio.Task[list[str]] | None = None  # of the batch that gathers

    async def put(self, message: Message) -> str:
        """Returns the message's name once it is on the disk. Raises OSError, as for everybody in
        its batch. Messages arrive in the order of the calls.
        """
        said = line(message)  # what is no JSON fails here, alone
        if self._written is None:
            self._written = asyncio.create_task(self._write())
        place = len(self._gathering)
        self._gathering.append(said)
        names = await asyncio.shield(self._written)  # whoever gives up does not stop the others
        return names[place]

    async def _write(self) -> list[str]:
        async with self._one:
            batch, self._gathering, self._written = self._gathering, [], None
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._disk, self._spool.put, batch)
