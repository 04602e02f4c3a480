"""Which folder of the spool a process owns: the first that no living process holds.

Several processes may share one DATA_DIR. Each holds the lock of its own folder for as long as it
lives; what a process that is gone has left in another folder is moved over at the next start.
"""

import fcntl
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import IO

from bot.spool import SpoolUnwritable

LOCK = "lock"


def claim(spool: Path) -> tuple[Path, IO[str]]:
    """A folder of one's own below `spool`, and the open lock that makes it so.

    Raises SpoolUnwritable.
    """
    try:
        folder, lock = next(_free(spool))
        _adopt(spool, folder)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SpoolUnwritable(f"The spool {spool} is not writable: {reason}.") from error
    return folder, lock


def _free(spool: Path) -> Iterator[tuple[Path, IO[str]]]:
    for n in count():
        lock = _locked(spool / str(n))
        if lock is not None:
            yield spool / str(n), lock


def _locked(folder: Path) -> IO[str] | None:
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / LOCK).open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def _adopt(spool: Path, own: Path) -> None:
    """Move what the dead left here. Names are instants, so the order of arrival stays."""
    for other in sorted(p for p in spool.iterdir() if p.is_dir() and p != own):
        lock = _locked(other)
        if lock is None:
            continue
        with lock:
            for file in sorted(p for p in other.iterdir() if p.name != LOCK):
                os.replace(file, own / file.name)  # noqa: PTH105 - atomic, and says so
