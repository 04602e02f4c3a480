"""The sender: it alone makes requests for the outbox, and it alone decides about retries.

`flush` sends what a turn has just said; `run` takes what is left: held rows, retries, bulk lanes,
and what a crashed process left behind. Bulk messages have places of their own and leave at the
pace of their channel: none of them ever stands before a reply to somebody else.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from random import random
from typing import Any

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot import claims, composing
from bot.channels.base import Body, Channel
from bot.channels.failures import FAILURES
from bot.claims import Found, Look
from bot.debts import Debts
from bot.places import Places
from bot.verdicts import UNKNOWN, Lost, Settle, Verdicts, result_of
from storage import outgoing, settling
from storage.database import Database, Unreachable
from storage.outbox import BULK
from storage.outgoing import Row

REQUEST_SECONDS = 20.0  # well within the lease, so that a request never outlives it
TICK = 1.0

_log = structlog.get_logger()


class Sender:
    """One for each process.

    `now` is the calendar. `settled` is told the id of a contact once it is committed how a message
    to it went; `lost`, in that transaction, the id of one that cannot be reached and whose person
    has no other. `at_once` is how many requests of a talk and how many bulk requests `run` has
    under way; those of `flush` come on top. `opened` gives a body as it is to be said
    (`bot.secret_words`). `counted` is told the lane, the channel and the result of every request.
    """

    def __init__(  # noqa: PLR0913 - the parts it is made of
        self,
        database: Database,
        channels: Mapping[str, Channel],
        now: Callable[[], datetime],
        *,
        settled: Callable[[int], None] = lambda _: None,
        lost: Lost | None = None,
        at_once: int = 16,
        chance: Callable[[], float] = random,
        opened: Callable[[Mapping[str, Any]], Mapping[str, Any]] = lambda body: body,
        counted: Callable[[str, str, str], None] = lambda *_: None,
    ) -> None:
        self._database = database
        self._channels = channels
        self._now = now
        self._verdicts = Verdicts(now, lost, chance)
        self._settled = settled
        self._debts = Debts(channels.values())
        self._at_once = at_once
        self._opened = opened
        self._counted = counted
        self._woken = asyncio.Event()
        self._stopping = False
        self._spoken, self._bulk = (Places(at_once, self.wake) for _ in range(2))
        self._bulk_due = 0.0  # on the loop's clock: the next look at the bulk lanes

    # --- when

    async def flush(self, contact_ids: Iterable[int]) -> None:
        """Send the replies of a turn; returns when they are settled."""
        await asyncio.gather(*(self._replies(id) for id in sorted(set(contact_ids))))

    async def drain(self, ahead: float = 0) -> None:
        """Send all that is due, or will be within `ahead` seconds of waiting for newer rows.

        Of bulk messages only as many leave as the pace of their channel allows now.
        """
        await self._sweep()
        while rows := (await self._claim(self._at_once, self._at_once, ahead)).rows:
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
            nap = TICK
            try:
                if clock() - swept >= TICK:
                    await self._sweep()
                    swept = clock()
                nap = await self._start_due()
            except Unreachable as error:
                _log.warning("sender_waits_for_database", error=str(error))
            await self._nap(nap)
        await self._spoken.finished()
        await self._bulk.finished()

    async def _nap(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _start_due(self) -> float:
        """Begin what is due and has a place; how many seconds to wait unless woken."""
        while (await self._start_some()).rows:
            pass
        due = self._bulk_due - asyncio.get_running_loop().time()
        return min(TICK, max(0.0, due)) if self._bulk.free else TICK

    async def _start_some(self) -> Found:
        clock = asyncio.get_running_loop().time
        # Turns wake this loop all the time: bulk lanes are looked at when something can have come.
        bulk = self._bulk.free if clock() >= self._bulk_due else 0
        found = await self._claim(self._spoken.free, bulk)
        if bulk:
            self._bulk_due = clock() + min(TICK, found.again)
        for row in found.rows:
            places = self._bulk if row.lane in BULK else self._spoken
            places.start(self._claimed(row))
        return found

    # --- what

    async def _sweep(self) -> None:
        await self._database.transact(settling.sweep, self._now())

    async def _claim(self, spoken: int, bulk: int, ahead: float = 0) -> Found:
        channels = self._channels.values()
        look = Look(spoken, bulk, ahead, self._debts.owed)
        found = await self._database.transact(claims.claim, channels, self._now(), look)
        self._debts.paid(found.paid)
        return found

    async def _claimed(self, row: Row) -> None:
        await self._serve(row.contact_id, partial(composing.begin, id=row.id, now=self._now()))

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
                self._settled(contact_id)
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
        if row.lane not in BULK:
            self._debts.talked(row.channel)
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                receipt = await channel.send(row.address, Body.from_json(self._opened(row.body)))
        except FAILURES as failure:
            self._counted(row.lane, row.channel, result_of(failure))
            _log.info("not_sent", row=row.id, kind=type(failure).__name__, why=str(failure))
            return self._verdicts.after(row, failure)
        except TimeoutError:
            self._counted(row.lane, row.channel, UNKNOWN)
            return self._verdicts.unknown(row, "time-out")
        except Exception as error:  # noqa: BLE001 - a fault in one channel must not stop the others
            # Nobody can tell whether it struck before or after the request.
            self._counted(row.lane, row.channel, UNKNOWN)
            _log.exception("channel_raised", row=row.id, channel=row.channel)
            return self._verdicts.unknown(row, type(error).__name__)
        self._counted(row.lane, row.channel, "sent")
        return partial(
            settling.sent, now=self._now(), id=row.id, receipt=receipt.message_id,
            accepted_at=None if receipt.at is None else datetime.fromtimestamp(receipt.at, UTC),
        )  # fmt: skip
