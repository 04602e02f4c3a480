"""Keeping messages on this process's disk while the database cannot: 200 means kept.

The one hard idea: to sync many messages in one file costs a disk no more than to sync one. So a
file is a batch, and it is kept or not kept as a whole: fsynced, put in place by a rename, its
directory fsynced. It stays until all its messages are done; after a crash the next process takes
all of them again, and the inbox knows those that were taken already.

Names sort in the order of arrival. While a person has a message here their next ones must queue
behind it (`has`). A directory belongs to one process. What writes blocks: call it in a thread.
"""

import os
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import orjson
import structlog

from bot.spool_file import Batch, Message, joined, read

BATCH, HALF = ".jsonl", ".tmp"
SINGLE = ".json"  # each message as an earlier release kept it: it reads like a batch of one
FORGOTTEN_SECONDS = 24 * 3600  # what a crash left half done is removed after this long

_log = structlog.get_logger()


class SpoolUnwritable(Exception):
    """The spool cannot keep messages, so the process must not start."""


@dataclass(frozen=True, slots=True)
class _Kept:
    message: Message
    batch: Batch


class Spool:
    """The spool in `directory`, which is made if need be. Raises `SpoolUnwritable`.

    A message names its sender under "sender".
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock = Lock()
        self._last = 0
        self._kept: dict[str, _Kept] = {}  # by name, in the order of arrival
        self._senders: Counter[str] = Counter()
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self._probe()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise SpoolUnwritable(f"The spool {directory} is not writable: {reason}.") from error
        self._take_over()

    # --- messages

    def put(self, lines: Sequence[bytes]) -> list[str]:
        """Keep a batch; all of it is on the disk when this returns its names. Raises OSError, and
        then nothing of it is kept. One batch after another: they arrive in the order of the calls.
        """
        name = self._write(joined(lines), BATCH)
        return self._remember(self._directory / name, [orjson.loads(line) for line in lines])

    def waiting(self) -> list[tuple[str, Message]]:
        """The messages and their names, in the order of arrival."""
        with self._lock:
            return [(name, kept.message) for name, kept in self._kept.items()]

    def done(self, name: str) -> None:
        """The message is kept elsewhere now. Calling again does nothing."""
        with self._lock:
            kept = self._kept.pop(name, None)
            if kept is None:
                return
            self._forget(kept)
        if not kept.batch.left:
            kept.batch.path.unlink(missing_ok=True)

    def has(self, sender: str) -> bool:
        with self._lock:
            return sender in self._senders

    def count(self) -> int:
        with self._lock:
            return len(self._kept)

    # --- the disk

    def writable(self) -> bool:
        try:
            self._probe()
        except OSError as error:
            _log.warning("spool_not_writable", why=error.strerror)
            return False
        return True

    def _probe(self) -> None:
        (self._directory / self._write(b"", HALF)).unlink()

    def _write(self, data: bytes, ending: str) -> str:
        """A new file, whole and on the disk, or none."""
        with self._lock:
            self._last = max(self._last + 1, time.time_ns())
            name = f"{self._last:020}"
        half, whole = self._directory / f"{name}.new{HALF}", self._directory / (name + ending)
        try:
            with half.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            half.rename(whole)
            self._sync()
        except OSError:
            half.unlink(missing_ok=True)
            whole.unlink(missing_ok=True)  # its senders hear that it is not kept
            raise
        return whole.name

    def _sync(self) -> None:
        """A rename is on the disk only when its directory is."""
        descriptor = os.open(self._directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _files(self, *endings: str) -> list[Path]:
        return sorted(path for path in self._directory.iterdir() if path.suffix in endings)

    # --- what is known of it without looking at the disk

    def _remember(self, path: Path, messages: Sequence[Message]) -> list[str]:
        batch = Batch(path, len(messages))
        names = [f"{path.name}/{place}" for place in range(len(messages))]
        with self._lock:
            for name, message in zip(names, messages, strict=True):
                self._kept[name] = _Kept(message, batch)
                self._senders[message["sender"]] += 1
        return names

    def _forget(self, kept: _Kept) -> None:
        sender = kept.message["sender"]
        self._senders[sender] -= 1
        if not self._senders[sender]:
            del self._senders[sender]
        kept.batch.left -= 1

    def _take_over(self) -> None:
        """What an earlier process left: messages to do, and files nobody will ask for."""
        for path in self._files(BATCH, SINGLE):
            self._last = max(self._last, int(path.stem))
            self._remember(path, read(path))
        oldest = time.time() - FORGOTTEN_SECONDS
        for path in self._files(HALF):
            if path.stat().st_mtime < oldest:
                path.unlink()
