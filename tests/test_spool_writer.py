"""Messages of many people at once: one sync for all that wait, and each hears what became of it."""

import asyncio
import os
import stat
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event

import pytest

from bot.spool import Spool
from bot.spool_writer import SpoolWriter

FILE, DIRECTORY = "file", "directory"


class Disk:
    """A disk that can be made to wait or to fail, and that counts its syncs."""

    def __init__(self, sync: Callable[[int], None]) -> None:
        self._sync = sync
        self._going, self._reached = Event(), Event()
        self._going.set()
        self._held = ""
        self.synced: Counter[str] = Counter()
        self.full = False

    def hold(self, kind: str) -> None:
        """Let the next sync of that kind wait, and all after it."""
        self._held = kind
        self._reached.clear()
        self._going.clear()

    async def held(self) -> None:
        """Returns when one waits."""
        assert await asyncio.to_thread(self._reached.wait, 60), "nothing was synced"

    def go_on(self) -> None:
        self._going.set()

    def fsync(self, descriptor: int) -> None:
        kind = DIRECTORY if stat.S_ISDIR(os.fstat(descriptor).st_mode) else FILE
        if kind == self._held:
            self._reached.set()
            self._going.wait()
        if self.full:
            raise OSError(28, "No space left on device")
        self.synced[kind] += 1
        self._sync(descriptor)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    disk = Disk(os.fsync)
    monkeypatch.setattr(os, "fsync", disk.fsync)
    yield disk
    disk.go_on()


def message(text: str, sender: str = "telegram:7") -> dict[str, str]:
    return {"sender": sender, "text": text}


def texts(spool: Spool) -> list[str]:
    return [message["text"] for _, message in spool.waiting()]


@asynccontextmanager
async def busy(disk: Disk, writer: SpoolWriter) -> AsyncIterator[None]:
    """The disk is at work on a message of somebody else for as long as this lasts."""
    disk.hold(FILE)
    first = asyncio.create_task(writer.put(message("đầu", "web:first")))
    await disk.held()
    yield
    await asyncio.sleep(0)  # what was put meanwhile has gathered
    disk.go_on()
    await first


async def test_those_who_wait_share_one_sync(tmp_path: Path, disk: Disk) -> None:
    spool = Spool(tmp_path)
    writer = SpoolWriter(spool)
    disk.synced.clear()
    async with busy(disk, writer):
        crowd = []
        for n in range(200):  # one after another, as they come in
            crowd.append(asyncio.create_task(writer.put(message("chào", f"web:{n}"))))
            await asyncio.sleep(0)
    names = await asyncio.gather(*crowd)
    assert disk.synced == {FILE: 2, DIRECTORY: 2}  # the first alone, then all the others
    assert len(set(names)) == 200
    assert spool.count() == 201


async def test_nobody_is_released_before_the_directory_is_synced(
    tmp_path: Path, disk: Disk
) -> None:
    spool = Spool(tmp_path)
    writer = SpoolWriter(spool)
    disk.hold(DIRECTORY)
    crowd = [asyncio.create_task(writer.put(message("chào"))) for _ in range(3)]
    await disk.held()
    assert not any(one.done() for one in crowd)
    assert spool.count() == 0
    disk.go_on()
    await asyncio.gather(*crowd)
    assert spool.count() == 3


async def test_disk_that_fails_is_heard_of_by_everybody_in_the_batch(
    tmp_path: Path, disk: Disk
) -> None:
    spool = Spool(tmp_path)
    writer = SpoolWriter(spool)
    disk.full = True
    heard = await asyncio.gather(
        *(writer.put(message("chào", f"web:{n}")) for n in range(5)), return_exceptions=True
    )
    assert [str(error) for error in heard] == ["[Errno 28] No space left on device"] * 5
    assert spool.count() == 0
    disk.full = False
    assert texts(Spool(tmp_path)) == []
    await writer.put(message("thử lại"))
    assert texts(spool) == texts(Spool(tmp_path)) == ["thử lại"]


async def test_message_that_json_cannot_say_fails_alone(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    writer = SpoolWriter(spool)
    heard = await asyncio.gather(
        writer.put(message("một")), writer.put(message("\ud800")), writer.put(message("ba")),
        return_exceptions=True,
    )  # fmt: skip
    assert [type(one) for one in heard] == [str, TypeError, str]
    assert texts(Spool(tmp_path)) == ["một", "ba"]


async def test_crash_before_anybody_hears_of_it_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(tmp_path)
    really = spool.put

    class Killed(BaseException):
        """Nothing of the process runs after this."""

    def killed(lines: list[bytes]) -> list[str]:
        really(lines)
        raise Killed

    monkeypatch.setattr(spool, "put", killed)
    writer = SpoolWriter(spool)
    heard = await asyncio.gather(
        *(writer.put(message(str(n))) for n in range(5)), return_exceptions=True
    )
    assert {type(one) for one in heard} == {Killed}
    assert texts(Spool(tmp_path)) == ["0", "1", "2", "3", "4"]


async def test_each_person_keeps_their_order_in_a_batch_and_across(
    tmp_path: Path, disk: Disk
) -> None:
    spool = Spool(tmp_path)
    writer = SpoolWriter(spool)
    said: list[asyncio.Task[str]] = []
    for batch in range(3):
        async with busy(disk, writer):
            said += [
                asyncio.create_task(writer.put(message(f"{batch}{n}", f"web:{n % 2}")))
                for n in range(6)
            ]
    await asyncio.gather(*said)
    for who in range(2):
        theirs = [m["text"] for _, m in Spool(tmp_path).waiting() if m["sender"] == f"web:{who}"]
        assert theirs == [f"{batch}{n}" for batch in range(3) for n in range(who, 6, 2)]


async def test_who_gives_up_waiting_does_not_stop_the_others(tmp_path: Path, disk: Disk) -> None:
    spool = Spool(tmp_path)
    writer = SpoolWriter(spool)
    async with busy(disk, writer):
        gone, stays = (asyncio.create_task(writer.put(message(t))) for t in ("đi", "ở"))
        await asyncio.sleep(0)
        gone.cancel()
    await stays
    assert gone.cancelled()
    assert texts(Spool(tmp_path)) == ["đầu", "đi", "ở"]  # kept all the same; doubles are known
