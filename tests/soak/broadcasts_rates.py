"""Two processes share the pace of a channel, and die of kill -9 while they do.

What was on its way at a death is told as unknown and never sent again; nobody can say more, so
there may be no more unknown than rows that were `sending` then. The pace is a bound from above on
any machine; that it is reached is only reported.
"""

import asyncio
from collections.abc import Callable
from random import Random

from sqlalchemy import Connection, func, select

from campaign.broadcasts import Fate
from storage.tables import outbox, recipients
from tests.soak.broadcasts_cancelled import MOST, ON_THE_WEB, WINDOW
from tests.soak.broadcasts_stage import Sending, sending
from tests.soak.report import Report

COMMITTED = 1.0  # seconds after which a claim that the dead had asked for is in the database


async def rates_of_a_broadcast(
    make: Callable[[], str], people: int, deaths: int, report: Report
) -> None:
    """Each recipient has one row and gets it once, whoever dies; never more than the pace."""
    chance = Random(people)
    async with sending(make, people) as sent:
        await sent.until_begun(people // 2)
        calm = sent.api.rate  # before anybody dies
        open_ = 0
        for n in range(deaths):
            await sent.until_begun(people // 2 + chance.randint(1, people // 4) * (n + 1) // deaths)
            open_ += await _death(sent, chance.randrange(len(sent.workers)))
        counts = await sent.until_over()
        for worker in sent.workers:
            await worker.stop()
        sent.check_once()
        assert sent.api.most_in(WINDOW) <= MOST
        assert await sent.database.transact(_rows, sent.id) == people + ON_THE_WEB
        most = sent.api.most_in(WINDOW)
        arrived = sum(not call.error for call in sent.calls)
    unknown = counts.get(Fate.UNKNOWN, 0)
    assert counts.keys() <= {Fate.SENT, Fate.UNKNOWN}, counts
    assert sum(counts.values()) == people + ON_THE_WEB, counts
    assert unknown <= open_, (unknown, open_)
    assert counts[Fate.SENT] - ON_THE_WEB <= arrived <= counts[Fate.SENT] + unknown, counts
    report.add(
        f"broadcast to {people} people by two processes, {deaths} times kill -9: {calm:.2f}/s "
        f"before the first, at most {most} in {WINDOW} s; nobody twice, {unknown} unknown of "
        f"{open_} on their way at a death"
    )


async def _death(sent: Sending, which: int) -> int:
    """Kill one and start it again; how many rows were on their way, of either process."""
    await sent.workers[which].die()
    await asyncio.sleep(COMMITTED)
    found = await sent.database.transact(_under_way, sent.id)
    await sent.workers[which].start()
    return found


def _under_way(c: Connection, id: int) -> int:
    mine = select(recipients.c.id).where(recipients.c.broadcast_id == id)
    found = select(func.count()).select_from(outbox).where(outbox.c.recipient_id.in_(mine))
    return c.scalar(found.where(outbox.c.state == "sending")) or 0


def _rows(c: Connection, id: int) -> int:
    mine = select(recipients.c.id).where(recipients.c.broadcast_id == id)
    return c.scalar(select(func.count()).where(outbox.c.recipient_id.in_(mine))) or 0
