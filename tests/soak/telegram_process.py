"""The real process, `python -m bot run`, over the strict fake of Telegram: started, and killed.

Nothing of it is in our memory: what it knows after a death is what it had put on the disk.
"""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, text

from storage.migrate import HEAD
from tests.crashes import ROOT
from tests.telegram import FakeTelegram
from tests.telegram_stage import SECRET, Way

PAGE = 4096  # bytes; what /proc counts in


def stamp(c: Connection) -> None:
    """The tables of a stage are those of this release; a process wants to read it."""
    c.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    c.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Running:
    """One life after another of one process, in one folder and at one address."""

    api: FakeTelegram
    way: Way
    url: str
    folder: Path
    door: str = ""  # that it goes through to the platforms, so that they know it from others
    more: Mapping[str, str] = field(default_factory=dict)  # settings
    port: int = field(default_factory=_free_port)
    lives: int = 0
    _before: int = 0  # characters of the log that earlier lives have written

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8", "replace")

    @property
    def memory(self) -> int:
        """Its resident set, in bytes."""
        return int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1]) * PAGE

    @property
    def lives_now(self) -> bool:
        return self._process.returncode is None

    async def start(self) -> None:
        self.lives += 1
        self._before = len(self.log) if self.lives > 1 else 0
        with (self.folder / "log").open("ab") as log:
            self._process: Process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=ROOT, stdout=log, stderr=log,
                env=os.environ | self._environment(),
            )  # fmt: skip

    async def until_up(self) -> None:
        """It serves, and so can be stopped in good order."""
        while '"serving"' not in self.log[self._before :]:
            assert self.lives_now, self.log[-2000:]
            await asyncio.sleep(0.1)

    async def die(self) -> None:
        assert self.lives_now, self.log[-2000:]
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> None:
        """In good order, as an operator does."""
        assert self.lives_now, self.log[-2000:]
        self._process.terminate()
        assert await self._process.wait() == 0, self.log[-2000:]

    async def abandon(self) -> None:
        """Whatever became of it."""
        if self.lives and self.lives_now:
            await self.die()

    def _environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.url, "DATA_DIR": str(self.folder), "PORT": str(self.port),
            "SECRET_KEY": "a secret of the tests", "CLOCK_START": "2021-04-05T08:00:00+07:00",
            "TELEGRAM_TOKEN": self.api.token, "TELEGRAM_API_BASE": self.api.through(self.door),
            "TELEGRAM_MODE": self.way, "TELEGRAM_WEBHOOK_SECRET": SECRET,
            "PUBLIC_URL": self.address, "LOG_FORMAT": "json", **self.more,
        }  # fmt: skip
