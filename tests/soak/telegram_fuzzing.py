"""Hostile updates against the webhook of the real process: each is answered with 200, and it lives.

What holds for one update says nothing of a hundred thousand: so the memory of the process is
measured after the first half and after the second, each time when nothing waits any more.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random

import aiohttp
from sqlalchemy import Connection, select

from bot.channels.telegram import PATH, SECRET_HEADER
from bot.channels.webhooks import LARGEST_CALL
from storage.database import Database
from storage.tables import inbox
from tests.soak.report import Report
from tests.soak.telegram_crowd import crowd, settle
from tests.soak.telegram_mutations import Spoiler, lawful
from tests.soak.telegram_process import Running, stamp
from tests.telegram import FakeTelegram
from tests.telegram_stage import SECRET, Way

HEADS = 200
STRANGERS = range(6_000_000_000, 6_000_010_000)
CALLERS = 16
GROWTH = 1.3  # of the memory from the first half to the second
SPARE = 40 * 2**20  # bytes; caches that fill have their own ends
TOO_LARGE = 413
PATIENCE = 600.0


async def hostile_updates(make: Callable[[], str], count: int, report: Report) -> None:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        api = await stack.enter_async_context(FakeTelegram())
        session = await stack.enter_async_context(aiohttp.ClientSession())
        database = Database(make())
        stack.push_async_callback(database.close)
        samples, heads = await lawful(api), crowd(api, HEADS)
        await database.transact(stamp)
        await database.transact(settle, heads)
        process = Running(api, Way.WEBHOOK, database.url, folder)
        stack.push_async_callback(process.abandon)
        addresses = [head.person.id for head in heads] * 20 + list(STRANGERS)
        spoiler = Spoiler(samples, addresses, Random(count))
        await process.start()
        await api.until(lambda: api.calls_of("setWebhook"))
        memory = []
        for _ in range(2):
            await _call(session, process, spoiler, count // 2)
            await _quiet(session, process)
            memory.append(process.memory)
        await _too_large(session, process)
        await process.stop()
        await database.transact(_check, process)
    first, second = (size / 2**20 for size in memory)
    assert memory[1] <= memory[0] * GROWTH + SPARE, (first, second)
    report.add(
        f"{count} spoilt updates at the webhook: each answered with 200, no turn failed; "
        f"memory {first:.0f} MiB after the first half, {second:.0f} MiB after the second"
    )


async def _call(
    session: aiohttp.ClientSession, process: Running, spoiler: Spoiler, count: int
) -> None:
    left = iter(range(count))

    async def caller() -> None:
        for _ in left:
            raw = spoiler.one()
            assert await _status(session, process, raw) == 200, (raw[:500], process.log[-2000:])

    await asyncio.gather(*(caller() for _ in range(CALLERS)))


async def _status(session: aiohttp.ClientSession, process: Running, raw: bytes) -> int:
    headers = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}
    async with session.post(process.address + PATH, data=raw, headers=headers) as answer:
        await answer.read()
        return answer.status


async def _too_large(session: aiohttp.ClientSession, process: Running) -> None:
    assert await _status(session, process, b'"%s"' % (b"a" * LARGEST_CALL)) == TOO_LARGE


async def _quiet(session: aiohttp.ClientSession, process: Running) -> None:
    """Until nothing is spooled or waits to be sent."""
    async with asyncio.timeout(PATIENCE):
        while waiting := await _waiting(session, process):
            print(waiting)
            await asyncio.sleep(1)


async def _waiting(session: aiohttp.ClientSession, process: Running) -> dict[str, float]:
    assert process.lives_now, process.log[-3000:]
    async with session.get(f"{process.address}/metrics") as answer:
        lines = (await answer.text()).splitlines()
    queues = ("spool_messages", "outbox{", 'photos{state="waiting')
    found = dict(line.rsplit(" ", 1) for line in lines if line.startswith(queues))
    return {name: float(n) for name, n in found.items() if float(n)}


def _check(c: Connection, process: Running) -> None:
    failed = c.execute(select(inbox.c.error, inbox.c.raw).where(inbox.c.state == "failed")).all()
    assert not failed, failed[:3]
    log = process.log
    assert process.api.token not in log
    assert SECRET not in log
    for word in ("turn_failed", "channel_raised", "Traceback"):
        assert word not in log, log[log.index(word) - 200 :][:3000]
    print(Counter(process.api.invalid).most_common(5))
