"""Messages to many on their way: what is due is expanded and queued, what is over is told of.

One process at a time does it, under a lease; but nothing depends on that. Each step may be done
again after any death (`storage.broadcast_sending`), so a lease that ran out does no harm.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import Connection

from bot.channels.base import Body
from bot.lease import Lease
from bot.supplement import tell_once
from campaign.broadcasts import Broadcast, State
from campaign.calendar import is_awake
from conversations.broadcast_notices import ended, instead
from conversations.broadcast_words import result
from conversations.words import words
from storage import broadcast_instead, broadcast_results, broadcasts, people, plans
from storage import broadcast_sending as sending
from storage.database import Database, Unreachable

EVERY = 1.0  # seconds
LEASE = 15.0
CLEARINGS = 10  # transactions of a step for one message, well within the lease

_log = structlog.get_logger()


class Broadcasting:
    """`now` is the calendar; `wake` lets the sender look at once."""

    def __init__(
        self, database: Database, now: Callable[[], datetime], wake: Callable[[], None]
    ) -> None:
        self._database, self._now, self._wake = database, now, wake
        self._lease = Lease(database, "broadcasts", LEASE)

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            while True:
                await self._tried()
                await asyncio.sleep(EVERY)
        finally:
            await self._lease.drop()

    async def _tried(self) -> None:
        try:
            if await self._lease.held():
                await self.step()
        except Unreachable as error:
            _log.warning("broadcasts_wait_for_database", error=str(error))
        except Exception:  # noqa: BLE001 - one broadcast must not stop the others for ever
            _log.exception("broadcast not worked on")

    async def step(self) -> None:
        """Everything there is to do now."""
        await self._begin_due()
        await self._clear()
        await self._end()

    async def _begin_due(self) -> None:
        now = self._now()
        if not is_awake(now):
            return
        for id in await self._database.transact(sending.due, now):
            new = await self._database.transact(expand, id, now)
            await self._database.transact(sending.queue, id, now)
            await self._database.transact(_tell_instead, id, now)
            begun = await self._database.transact(sending.started, id, now)
            _log.info("broadcast_begun", broadcast=id, recipients=new, begun=begun)
            self._wake()

    async def _clear(self) -> None:
        """What waits in vain goes, of each not more at a time than leaves room for others."""
        now = self._now()
        for id in await self._database.transact(sending.to_clear, now):
            for _ in range(CLEARINGS):
                if not await self._database.transact(sending.clear, id, now):
                    break

    async def _end(self) -> None:
        for id in await self._database.transact(sending.open_ones):
            await self._database.transact(_ended, id, self._now())


def expand(c: Connection, id: int, now: datetime) -> int:
    """The first of the two statements; how many recipients are new."""
    found, plan = broadcasts.get(c, id), plans.current(c)
    if found is None or plan is None or found.state is not State.APPROVED:
        return 0
    return sending.expand(c, found, plan, now)


def _tell_instead(c: Connection, id: int, now: datetime) -> None:
    """Whoever is above people on no channel hears of it, and what to pass on."""
    found = broadcasts.get(c, id)
    if found is None:
        return
    for one in broadcast_instead.chosen(c, found):
        text = instead(words(one.language), found, one.missed)
        tell_once(c, now, one, Body(text), f"broadcast:{id}:instead:{one.person_id}")


def _ended(c: Connection, id: int, now: datetime) -> None:
    if sending.end(c, id, now) is State.DONE:
        found = broadcasts.get(c, id)
        if found is not None:
            _tell_author(c, found, now)


def _tell_author(c: Connection, found: Broadcast, now: datetime) -> None:
    for who in people.reached(c, [found.author_id]):
        t = words(who.language)
        said = result(t, broadcast_results.progress(c, found.id, gives_way=False))
        tell_once(c, now, who, Body(ended(t, found.id, said)), f"broadcast:{found.id}:ended")
