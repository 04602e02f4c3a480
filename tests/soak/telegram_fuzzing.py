"""Hostile updates against the real process: whatever comes, it answers, lives and hears the others.

What holds for one update says nothing of a hundred thousand: so the memory of the process is
measured after the first half and after the second, each time when nothing waits any more.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import aiohttp
from sqlalchemy import Connection, select

from bot.channels.telegram import PATH, SECRET_HEADER
from bot.channels.webhooks import LARGEST_CALL
from storage.database import Database
from storage.tables import evidence, inbox
from tests.soak.report import Report
from tests.soak.telegram_crowd import Head, crowd, settle
from tests.soak.telegram_mutations import Spoiler, lawful
from tests.soak.telegram_process import Running, stamp
from tests.telegram import FakeTelegram
from tests.telegram.updates import Update
from tests.telegram.values import Json
from tests.telegram_stage import SECRET, Way

HEADS = 200
STRANGERS = range(6_000_000_000, 6_000_010_000)
CALLERS = 16
GROWTH = 1.3  # of the memory from the first half to the second
OK, TOO_LARGE = 200, 413
FIRST = 700_000_001  # the number of the first update
PATIENCE = 600.0


@dataclass(frozen=True, slots=True)
class Target:
    """The process that hears it all, and whoever makes it up."""

    api: FakeTelegram
    process: Running
    database: Database
    heads: list[Head]
    spoiler: Spoiler


@asynccontextmanager
async def target(make: Callable[[], str], way: Way, seed: int) -> AsyncIterator[Target]:
    """At work until the block ends; then it stops in good order, and nothing is wrong with it."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        api = await stack.enter_async_context(FakeTelegram())
        database = Database(make())
        stack.push_async_callback(database.close)
        samples, heads = await lawful(api), crowd(api, HEADS)
        await database.transact(stamp)
        await database.transact(settle, heads)
        process = Running(api, way, database.url, folder)
        stack.push_async_callback(process.abandon)
        addresses = [head.person.id for head in heads] * 20 + list(STRANGERS)
        await process.start()
        await api.until(lambda: api.calls_of("setWebhook") or api.polls)
        yield Target(api, process, database, heads, Spoiler(samples, addresses, Random(seed)))
        await process.stop()
        await database.transact(_check, process)


async def hostile_calls(make: Callable[[], str], count: int, report: Report) -> None:
    """Each is answered with 200, and the process is no larger after the second half."""
    memory = []
    async with aiohttp.ClientSession() as session, target(make, Way.WEBHOOK, count) as here:
        for _ in range(2):
            await _call(session, here, count // 2)
            await _quiet(session, here)
            memory.append(here.process.memory)
        assert await _status(session, here.process, b'"%s"' % (b"a" * LARGEST_CALL)) == TOO_LARGE
    first, second = (size / 2**20 for size in memory)
    assert second <= first * GROWTH, (first, second)
    report.add(
        f"{count} spoilt updates at the webhook: each answered with 200, no turn failed; "
        f"memory {first:.0f} MiB after the first half, {second:.0f} MiB after the second"
    )


async def hostile_batches(make: Callable[[], str], count: int, report: Report) -> None:
    """Spoilt updates among good ones in the answers to getUpdates: every good one is heard."""
    async with target(make, Way.POLLING, count) as here:
        wanted = {_push_pair(here, n) for n in range(count)}
        assert await here.api.world.updates.until(lambda: not here.api.pending, PATIENCE)
        wanted = {
            f"telegram:{here.heads[n % HEADS].address}:u{FIRST + 2 * n + 1}" for n in range(count)
        }
        async with asyncio.timeout(PATIENCE):
            while not wanted <= await here.database.transact(_keys):  # noqa: ASYNC110 - a database tells nobody
                await asyncio.sleep(1)
    report.add(
        f"{count} spoilt updates among as many good ones by polling: every good one is heard"
    )


def _push_pair(here: Target, n: int) -> str:
    """A spoilt update and a good one; the key of the good one."""
    number, head = FIRST + 2 * n, here.heads[n % HEADS]
    raw = _numbered(here.spoiler.readable(), number)
    here.api.world.updates.queue(Update(number, n, raw))
    here.api.push({"update_id": number + 1, "message": _good(head)})
    return f"telegram:{head.address}:u{number + 1}"


def _numbered(raw: bytes, number: int) -> bytes:
    """Telegram numbers its updates itself, whatever is in them."""
    return b'%s,"update_id":%d}' % (raw.rstrip()[:-1], number)


def _good(head: Head) -> Json:
    about = {"id": head.person.id, "first_name": "Pao"}
    chat, who = about | {"type": "private"}, about | {"is_bot": False}
    return {"message_id": 1, "date": 1, "chat": chat, "from": who, "text": "của tôi"}


def _keys(c: Connection) -> set[str]:
    return set(c.execute(select(inbox.c.key)).scalars())


async def _call(session: aiohttp.ClientSession, here: Target, count: int) -> None:
    left = iter(range(count))

    async def caller() -> None:
        for _ in left:
            raw = here.spoiler.one()
            status = await _status(session, here.process, raw)
            assert status == OK, (raw[:500], here.process.log[-2000:])

    await asyncio.gather(*(caller() for _ in range(CALLERS)))


async def _status(session: aiohttp.ClientSession, process: Running, raw: bytes) -> int:
    headers = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}
    async with session.post(process.address + PATH, data=raw, headers=headers) as answer:
        await answer.read()
        return answer.status


async def _quiet(session: aiohttp.ClientSession, here: Target) -> None:
    """Until nothing is spooled, and every file was asked for: one that Telegram does not know is
    asked for again for days. Replies to a group that half the world speaks in go on leaving one by
    one.
    """
    async with asyncio.timeout(PATIENCE):
        while await _works(session, here):  # noqa: ASYNC110 - as above
            await asyncio.sleep(1)


async def _works(session: aiohttp.ClientSession, here: Target) -> bool:
    spooled = await _spooled(session, here.process)
    return bool(spooled) or await here.database.transact(_unasked)


async def _spooled(session: aiohttp.ClientSession, process: Running) -> float:
    assert process.lives_now, process.log[-3000:]
    async with session.get(f"{process.address}/metrics") as answer:
        lines = (await answer.text()).splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("spool_messages"))


def _unasked(c: Connection) -> bool:
    fresh = select(evidence.c.id).where(evidence.c.state == "waiting", evidence.c.attempts == 0)
    return c.scalar(fresh.limit(1)) is not None


def _check(c: Connection, process: Running) -> None:
    failed = c.execute(select(inbox.c.error, inbox.c.raw).where(inbox.c.state == "failed")).all()
    assert not failed, failed[:3]
    log = process.log
    assert process.api.token not in log
    assert SECRET not in log
    for word in ("turn_failed", "channel_raised", "Traceback"):
        assert word not in log, log[log.index(word) - 200 :][:3000]
    assert process.api.invalid == []
