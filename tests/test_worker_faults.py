"""The worker when things break: nothing is lost, nothing is done twice."""

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from bot.worker import MOST_FETCHES, Worker
from storage import intake
from storage.blobs import Blobs, BlobsUnavailable
from storage.database import Database
from tests import photos
from tests.sending import (
    NOW,
    Crash,
    Platform,
    Sender,
    crash,
    digest,
    pass_time,
    rows,
    said,
    sent,
)

DAY = 86400


pytest_plugins = ["tests.sending_fixtures"]

Make = Callable[[Platform], Worker]


async def test_a_platform_that_fails_is_asked_again_ever_later(
    database: Database, who: Sender, worker: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "pause", lambda attempt: DAY * attempt)  # slower than any machine
    data = photos.sample_jpeg(1)
    platform = Platform({"it": [OSError("reset"), TimeoutError(), data]})
    await sent(database, who, "it")
    works = worker(platform)
    for attempt in (1, 2):
        assert await works.step()
        await pass_time(database, DAY * (attempt - 0.5))
        assert not await works.step()
        await pass_time(database, DAY * 0.5)
    await works.run_until_idle()
    (row,) = await rows(database)
    assert (row.state, row.sha256_received, row.attempts) == ("stored", digest(data), 3)
    assert len(platform.asked) == 3


def test_pauses_grow_to_hours() -> None:
    pauses = [intake.pause(n) for n in range(1, MOST_FETCHES)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (5, 4 * 3600)
    assert 3 * DAY < sum(pauses) < 4 * DAY


async def test_a_file_that_never_comes_is_refused_in_the_end(
    database: Database, who: Sender, worker: Make
) -> None:
    platform = Platform({"it": OSError("no route")})
    await sent(database, who, "it")
    works = worker(platform)
    for _ in range(MOST_FETCHES):
        assert (await rows(database))[0].state == "waiting"
        await works.run_until_idle()
        await pass_time(database, DAY)
    (row,) = await rows(database)
    assert (row.state, row.why, len(platform.asked)) == ("refused", "not_fetched", MOST_FETCHES)


async def test_two_workers_do_not_take_one_photo_twice(
    database: Database, who: Sender, worker: Make
) -> None:
    files = {str(n): photos.sample_jpeg(n, 80, 60) for n in range(8)}
    platform = Platform(files)
    await sent(database, who, *files)
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(worker(platform).run_until_idle())
    assert sorted(platform.asked) == sorted(files)
    assert {(row.state, row.attempts) for row in await rows(database)} == {("stored", 1)}
    assert (await said(database))[-1].text == "Đã nhận đủ 8 ảnh."


async def test_a_worker_that_was_too_slow_changes_nothing(database: Database, who: Sender) -> None:
    await sent(database, who, "it")
    late = await database.transact(intake.claim)
    await pass_time(database, DAY)
    current = await database.transact(intake.claim)
    assert late is not None
    assert current is not None
    before = await rows(database)
    assert await database.transact(intake.refuse, late, "truncated", None) is None
    await database.transact(intake.put_off, late)
    assert await rows(database) == before
    assert await database.transact(intake.refuse, current, "truncated", None) is not None


async def test_a_crash_between_fetching_and_storing_is_made_good(
    database: Database, blobs: Blobs, who: Sender, worker: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = photos.sample_jpeg(1)
    platform = Platform({"it": data})
    await sent(database, who, "it")
    with monkeypatch.context() as broken:
        broken.setattr(intake, "keep", crash)
        with pytest.raises(Crash):
            await worker(platform).step()
    left = set(blobs.keys())
    assert [row.state for row in await rows(database)] == ["waiting"]
    assert await said(database) == []
    works = worker(platform)
    assert not await works.step()  # until the lease is over
    await pass_time(database, intake.LEASE_SECONDS + intake.pause(1))
    await works.run_until_idle()
    (row,) = await rows(database)
    assert (row.state, row.attempts, row.sha256_received) == ("stored", 2, digest(data))
    assert left == set(blobs.keys()) == {row.sha256, row.thumbnail}


async def test_a_store_that_is_down_loses_nothing(
    database: Database, blobs: Blobs, who: Sender, worker: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(_: bytes) -> str:
        raise BlobsUnavailable

    works = worker(Platform({"it": photos.sample_jpeg(1)}))
    await sent(database, who, "it")
    with monkeypatch.context() as broken:
        broken.setattr(blobs, "put", down)
        with pytest.raises(BlobsUnavailable):
            await works.step()
    await pass_time(database, DAY)
    await works.run_until_idle()
    assert [row.state for row in await rows(database)] == ["stored"]


async def test_run_goes_on_after_faults_and_can_be_ended(
    database: Database, blobs: Blobs, who: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, loop = asyncio.Event(), asyncio.get_running_loop()
    claim, faults = intake.claim, [RuntimeError("a fault")]

    def claims(c: Connection) -> intake.Item | None:
        if faults:
            raise faults.pop()
        return claim(c)

    def receipts(*_: object) -> None:
        loop.call_soon_threadsafe(kept.set)

    monkeypatch.setattr(intake, "claim", claims)
    monkeypatch.setattr("bot.worker.receipt", receipts)
    platform = Platform({"bad": OSError("reset"), "good": photos.sample_jpeg(1)})
    works = Worker(database, blobs, platform.fetch, lambda: NOW)
    running = asyncio.create_task(works.run())
    await sent(database, who, "bad", "good")
    works.wake()
    async with asyncio.timeout(60):  # a guard: what is broken must not hang
        await kept.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert not faults
