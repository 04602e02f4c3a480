"""The sender: it alone makes requests for the outbox, and it alone decides about retries.

`flush` sends what a turn has just said; `run` takes what is left: held rows, retries, bulk lanes,
and what a crashed process left behind.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from random import random
from typing import TypeAlias

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot.channels.base import Body, Channel
from bot.channels.failures import (
    MaybeLeft,
    NeverLeft,
    NotReachable,
    Refused,
    SendFailed,
    TooMany,
)
from storage import outgoing, settling
from storage.database import Database, Unreachable
from storage.outgoing import Row

REQUEST_SECONDS = 20.0  # well within the lease, so that a request never outlives it
LONGEST_BACK_OFF = 60.0
TICK = 1.0

Settle: TypeAlias = Callable[[Connection], None]
Lost: TypeAlias = Callable[[Connection, int], None]
_log = structlog.get_logger()


class Sender:
    """One for each process.

    `now` is the calendar. `lost` is told, in the same transaction, the id of a contact that cannot
    be reached and whose person has no other.
    """

    def __init__(  # noqa: PLR0913 - the parts it is made of
        self,
        database: Database,
        channels: Mapping[str, Channel],
        now: Callable[[], datetime],
        *,
        lost: Lost | None = None,
        at_once: int = 16,
        chance: Callable[[], float] = random,
    ) -> None:
        self._database = database
        self._channels = channels
        self._now = now
        self._lost = lost
        self._at_once = at_once
        self._chance = chance
        self._woken = asyncio.Event()
        self._stopping = False
        self._tasks: set[asyncio.Task[None]] = set()

    # --- when

    async def flush(self, contact_ids: Iterable[int]) -> None:
        """Send the replies of a turn; returns when they are settled."""
        await asyncio.gather(*(self._replies(id) for id in sorted(set(contact_ids))))

    async def drain(self, ahead: float = 0) -> None:
        """Send all that is due, or will be within `ahead` seconds of waiting for newer rows."""
        await self._sweep()
        while rows := await self._claim(self._at_once, ahead):
            await asyncio.gather(*(self._claimed(row) for row in rows))

    def wake(self) -> None:
        self._woken.set()

    def stop(self) -> None:
        """Let `run` return once the requests under way are settled."""
        self._stopping = True
        self.wake()

    async def run(self) -> None:
        """Send what falls due until `stop`, looking when woken and at least each `TICK`."""
        clock, swept = asyncio.get_running_loop().time, -TICK
        while not self._stopping:
            self._woken.clear()
            try:
                if clock() - swept >= TICK:
                    await self._sweep()
                    swept = clock()
                await self._start_due()
            except Unreachable as error:
                _log.warning("sender_waits_for_database", error=str(error))
            await self._nap()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _nap(self) -> None:
        try:
            async with asyncio.timeout(TICK):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _start_due(self) -> None:
        while free := self._at_once - len(self._tasks):
            rows = await self._claim(free, 0)
            for row in rows:
                task = asyncio.create_task(self._claimed(row))
                self._tasks.add(task)
                task.add_done_callback(self._finished)
            if not rows:
                return

    def _finished(self, task: asyncio.Task[None]) -> None:
        if len(self._tasks) == self._at_once:
            self.wake()  # rows may be waiting for a free place
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("sending_stopped", exc_info=error)

    # --- what

    async def _sweep(self) -> None:
        await self._database.transact(settling.sweep, self._now())

    async def _claim(self, limit: int, ahead: float) -> list[Row]:
        rows: list[Row] = []
        for channel in self._channels:
            if left := limit - len(rows):
                rows += await self._database.transact(
                    outgoing.claim, self._now(), channel=channel, limit=left, ahead=ahead
                )
        return rows

    async def _claimed(self, row: Row) -> None:
        await self._serve(row.contact_id, partial(outgoing.sending, id=row.id))

    async def _replies(self, contact_id: int) -> None:
        await self._serve(contact_id, self._next_reply(contact_id))

    def _next_reply(self, contact_id: int) -> Callable[[Connection], Row | None]:
        return partial(
            outgoing.take, now=self._now(), contact_id=contact_id,
            channels=self._channels.keys(), lanes=("reply",),
        )  # fmt: skip

    async def _serve(self, contact_id: int, first: Callable[[Connection], Row | None]) -> None:
        """One request after the other; a row is settled in the transaction that takes the next."""
        try:
            row = await self._advance(None, first)
            while row is not None:
                settle = await self._request(row)
                row = await self._advance(settle, self._next_reply(contact_id))
        except Unreachable as error:
            # What was sending then becomes unknown; nothing is sent twice.
            _log.warning("outbox_not_settled", contact=contact_id, error=str(error))

    async def _advance(
        self, settle: Settle | None, take: Callable[[Connection], Row | None]
    ) -> Row | None:
        def step(c: Connection) -> Row | None:
            if settle is not None:
                settle(c)
            return take(c)

        try:
            return await self._database.transact(step)
        except IntegrityError:  # another process has just begun a request for this contact
            if settle is not None:
                await self._database.transact(settle)
            return None

    # --- how it went

    async def _request(self, row: Row) -> Settle:
        channel = self._channels[row.channel]
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                receipt = await channel.send(row.address, Body.from_json(row.body))
        except SendFailed as failure:
            _log.info("not_sent", row=row.id, kind=type(failure).__name__, why=str(failure))
            return self._after(row, failure)
        except TimeoutError:
            return partial(settling.unknown, now=self._now(), id=row.id, why="time-out")
        except Exception as error:  # noqa: BLE001 - a fault in one channel must not stop the others
            # Nobody can tell whether it struck before or after the request.
            _log.exception("channel_raised", row=row.id, channel=row.channel)
            name = type(error).__name__
            return partial(settling.unknown, now=self._now(), id=row.id, why=name)
        return partial(settling.sent, now=self._now(), id=row.id, receipt=receipt.message_id)

    def _after(self, row: Row, failure: SendFailed) -> Settle:
        why = str(failure)
        match failure:
            case NeverLeft():
                seconds = self._back_off(row.tries)
                return partial(settling.retry, id=row.id, after_seconds=seconds, why=why)
            case TooMany(retry_after=seconds):
                return partial(settling.retry, id=row.id, after_seconds=seconds, why=why)
            case MaybeLeft():
                return partial(settling.unknown, now=self._now(), id=row.id, why=why)
            case NotReachable():
                return partial(self._give_up, row=row, why=why)
            case Refused():
                return partial(settling.failed, id=row.id, why=why)
        raise TypeError(type(failure))

    def _back_off(self, tries: int) -> float:
        """1, 2, 4 … seconds with jitter, so that many chats do not come back at once."""
        return min(LONGEST_BACK_OFF, 2.0 ** min(tries - 1, 10)) * (0.5 + self._chance() / 2)

    def _give_up(self, c: Connection, row: Row, why: str) -> None:
        other = settling.unreachable(c, row.id, why)
        if other is None and self._lost is not None:
            self._lost(c, row.contact_id)
