"""Keeping messages on this process's disk while the database cannot: 200 means kept.

One file is one message, in place by a rename and fsynced, so a crash leaves a whole message or
none. Names sort in the order of arrival. While a person has a message here their next ones must
queue behind it (`has`). A directory belongs to one process. All of it blocks: call it in a thread.
"""

import os
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

import orjson
import structlog

MESSAGE, DATA, HALF, DAMAGED = ".json", ".bin", ".tmp", ".damaged"
FORGOTTEN_SECONDS = 24 * 3600  # what a crash left half done is removed after this long

_log = structlog.get_logger()


class SpoolUnwritable(Exception):
    """The spool cannot keep messages, so the process must not start."""


class Spool:
    """The spool in `directory`, which is made if need be. Raises `SpoolUnwritable`.

    A message names its sender under "sender", and under "attachments" the refs of its data.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock = Lock()
        self._last = 0
        self._sender_of: dict[str, str] = {}  # by name
        self._senders: Counter[str] = Counter()
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self._probe()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise SpoolUnwritable(f"The spool {directory} is not writable: {reason}.") from error
        self._take_over()

    # --- messages

    def put(self, message: Mapping[str, Any]) -> str:
        """Keep a message; it is on the disk when this returns its name. Raises OSError.

        Threads may put at once, so that the disk syncs many together; whoever wants two messages
        in order puts the second after the first.
        """
        name = self._write(orjson.dumps(message), MESSAGE)
        with self._lock:
            self._remember(name, message["sender"])
        return name

    def waiting(self) -> list[tuple[str, dict[str, Any]]]:
        """The messages and their names, in the order of arrival."""
        found = [(path.name, _read(path)) for path in self._files(MESSAGE)]
        return [(name, message) for name, message in found if message is not None]

    def done(self, name: str) -> None:
        """The message is kept elsewhere now, and so is its data. Calling again does nothing."""
        path = self._directory / name
        message = _read(path) if path.exists() else None
        path.unlink(missing_ok=True)
        for ref in (message or {}).get("attachments", ()):
            (self._directory / ref).unlink(missing_ok=True)
        with self._lock:
            self._senders[self._sender_of.pop(name, "")] -= 1
            self._senders += Counter()  # drops what is not above 0

    def has(self, sender: str) -> bool:
        with self._lock:
            return sender in self._senders

    def count(self) -> int:
        with self._lock:
            return len(self._sender_of)

    # --- data

    def put_bytes(self, data: bytes) -> str:
        """Keep data whose address expires; its ref goes into the message that is put next."""
        return self._write(data, DATA)

    def read_bytes(self, ref: str) -> bytes:
        return (self._directory / ref).read_bytes()

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
        half = self._directory / f"{name}.new{HALF}"
        try:
            with half.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            half.rename(self._directory / (name + ending))
        except OSError:
            half.unlink(missing_ok=True)
            raise
        self._sync()
        return name + ending

    def _sync(self) -> None:
        """A rename is on the disk only when its directory is."""
        descriptor = os.open(self._directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _files(self, ending: str) -> list[Path]:
        return sorted(self._directory.glob(f"*{ending}"))

    def _remember(self, name: str, sender: str) -> None:
        self._sender_of[name] = sender
        self._senders[sender] += 1

    def _take_over(self) -> None:
        """What an earlier process left: messages to do, and files nobody will ask for."""
        used: set[str] = set()
        for name, message in self.waiting():
            self._last = max(self._last, int(name.removesuffix(MESSAGE)))
            self._remember(name, message["sender"])
            used.update(message.get("attachments", ()))
        oldest = time.time() - FORGOTTEN_SECONDS
        for path in (*self._files(HALF), *self._files(DATA)):
            if path.name not in used and path.stat().st_mtime < oldest:
                path.unlink()


def _read(path: Path) -> dict[str, Any] | None:
    """The message; a file the disk has spoilt is set aside, so that the others go on."""
    try:
        message: dict[str, Any] = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError:
        _log.exception("spool_file_damaged", file=path.name)
        path.rename(path.with_suffix(DAMAGED))
        return None
    return message
