"""From a channel to a turn: each person's messages one after another, and none lost.

200 means kept: either the turn has committed, or the message lies fsynced in the spool. A turn that
takes longer than `PATIENCE` goes on, its message is spooled as well and the platform gets its 200;
the inbox key makes the second take a no-op. In a crowd it is spooled at once, so that nobody's
platform waits for the others' turns. While somebody has a spooled message, their next ones
queue behind it.
"""

import asyncio
import contextlib
import traceback
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.base import Body
from bot.clock import Clock
from bot.envelope import Envelope
from bot.spool import Spool
from bot.spool_writer import SpoolWriter
from bot.turn import take
from bot.world import Taken, World
from campaign.text import clean
from conversations.words import words
from storage import inbox, outbox, people
from storage.database import Database, Unreachable

PATIENCE = 0.06  # seconds a platform waits for a turn before its message is spooled as well
CROWD = 24  # with so many turns under way the next would wait longer than that
DRAINED_AT_ONCE = 8  # people
FIRST_WAIT, LONGEST_WAIT = 0.2, 5.0
_log = structlog.get_logger()


@dataclass(slots=True)
class _Line:
    """One person's queue."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class Intake:
    """Takes messages in. `after` is told what each turn did; `counted` counts turns by result."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts it is made of
        self,
        database: Database,
        spool: Spool,
        world: World,
        clock: Clock,
        after: Callable[[Taken], None],
        counted: Callable[[str], None],
    ) -> None:
        self._database = database
        self._spool = spool
        self._writer = SpoolWriter(spool)
        self._world = world
        self._clock = clock
        self._after = after
        self._counted = counted
        self._lines: dict[str, _Line] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._stopping = False

    async def keep(self, envelope: Envelope) -> bool:
        """Returns once the message is kept, and whether its turn was taken too or comes later.

        Raises OSError when not even the spool can keep it.
        """
        async with self._line(envelope.sender):
            if self._spool.has(envelope.sender) or len(self._running) >= CROWD:
                await self._to_spool(envelope)
                return False
            turn = asyncio.create_task(self._turn(envelope))
            self._running.add(turn)
            turn.add_done_callback(self._running.discard)
            done, _ = await asyncio.wait({turn}, timeout=PATIENCE)
            if not done:
                name = await self._to_spool(envelope)
                turn.add_done_callback(partial(self._overtaken, name))
                return False
            try:
                turn.result()
            except Unreachable:  # still in the person's line: their next message comes after it
                await self._to_spool(envelope)
                return False
            return True

    async def _to_spool(self, envelope: Envelope) -> str:
        name = await self._writer.put({**envelope.to_json(), "sender": envelope.sender})
        self._woken.set()
        return name

    def _overtaken(self, name: str, task: asyncio.Task[None]) -> None:
        """A slow turn came to its end: its spooled copy is not needed if it was taken."""
        if not task.cancelled() and task.exception() is None:
            self._spool.done(name)

    @contextlib.asynccontextmanager
    async def _line(self, sender: str) -> AsyncIterator[None]:
        """First come, first served, for one person; the lock is forgotten when nobody waits."""
        line = self._lines.setdefault(sender, _Line())
        line.length += 1
        try:
            async with line.lock:
                yield
        finally:
            line.length -= 1
            if not line.length:
                self._lines.pop(sender, None)

    async def _turn(self, envelope: Envelope) -> None:
        try:
            taken = await self._database.transact(take, self._world, envelope, self._clock())
        except Unreachable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever broke, the person gets an answer
            await self._apologise(envelope, error)
            return
        self._counted("done" if taken.fresh else "double")
        if taken.fresh:
            self._after(taken)

    async def _apologise(self, envelope: Envelope, error: Exception) -> None:
        """Keep the message as failed, and say so once."""
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"  # what was said stays out of the log
        _log.error("turn_failed", key=envelope.key, error=type(error).__name__, where=where)
        said = clean(f"{type(error).__name__}: {error}")
        if isinstance(error, SQLAlchemyError):
            said = type(error).__name__  # its text holds values
        taken = await self._kept_as_failed(envelope, said)
        self._counted("failed")
        if taken is not None:
            self._after(taken)

    async def _kept_as_failed(self, envelope: Envelope, said: str) -> Taken | None:
        """Where nobody can be answered, as at an address that cannot be kept, at least the message
        is: else it would stop all that lie in the spool behind it.
        """
        try:
            return await self._database.transact(_failed, envelope, said, self._clock())
        except Unreachable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever broke
            _log.error("nobody_told", key=envelope.key, error=type(error).__name__)
        kept = envelope.key, envelope.to_json(), said, self._clock()
        await self._database.transact(inbox.failed, *kept)
        return None

    # --- the spool

    async def drain(self) -> None:
        """Take everything spooled, in order for each person. Raises Unreachable."""
        lines: dict[str, list[tuple[str, Envelope]]] = {}
        for name, message in self._spool.waiting():
            lines.setdefault(message["sender"], []).append((name, Envelope.from_json(message)))
        some = asyncio.Semaphore(DRAINED_AT_ONCE)
        ended = await asyncio.gather(
            *(self._drain_line(line, some) for line in lines.values()), return_exceptions=True
        )
        for end in ended:
            if isinstance(end, BaseException):
                raise end

    async def _drain_line(self, line: list[tuple[str, Envelope]], some: asyncio.Semaphore) -> None:
        """One person's messages, one after another; stops at the first that cannot be taken."""
        async with some:
            for name, envelope in line:
                await self._turn(envelope)
                self._spool.done(name)

    async def run(self) -> None:
        """Drain the spool whenever something lies in it, until `stop`."""
        wait = FIRST_WAIT
        while not self._stopping:
            try:
                await self.drain()
                wait = FIRST_WAIT
                await self._woken.wait()
                self._woken.clear()
            except Unreachable:
                await asyncio.sleep(wait)
                wait = min(LONGEST_WAIT, wait * 2)

    def links(self, code: str) -> dict[str, str]:
        """Where an invite code can be used, by channel."""
        return self._world.links(code)

    async def settle(self) -> None:
        """Wait for the turns under way and take what lies in the spool."""
        await asyncio.gather(*self._running, return_exceptions=True)
        await self.drain()

    async def stop(self) -> None:
        """Let the turns under way come to their end."""
        self._stopping = True
        self._woken.set()
        await asyncio.gather(*self._running, return_exceptions=True)


def _failed(c: Connection, envelope: Envelope, said: str, now: datetime) -> Taken | None:
    if not inbox.failed(c, envelope.key, envelope.to_json(), said, now):
        return None
    contact = people.take(c, envelope.channel, envelope.address, now)
    t = words(contact.person.language if contact.person else "vi")
    text = t("Gương Sáng gặp trục trặc với tin vừa rồi. Tin đã được giữ lại, xin đồng chí thử lại.")
    outbox.put(c, now, contact_id=contact.id, channel=contact.channel, body=Body(text).to_json())
    return Taken(contact.id)
