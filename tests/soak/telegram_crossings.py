"""The transcripts over Telegram in the two ways that the tests leave out."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from unittest.mock import patch

from structlog.testing import capture_logs

from storage.database import Database
from tests.soak.report import Report
from tests.stage import Stage
from tests.telegram_stage import Way, telegram_stage
from tests.transcript import Mode, Play, files, script, written

CROSSINGS = {"PostgreSQL": Way.POLLING, "SQLite": Way.WEBHOOK}


async def crossings(makers: dict[str, Callable[[], str]], every: int, report: Report) -> None:
    """Each `every`-th transcript reads as it stands in its file."""
    paths = files()[::every]
    for engine, way in CROSSINGS.items():
        for path in paths:
            played = await _play(path, makers[engine](), way)
            assert played == path.read_text("utf-8"), path
    ways = " and ".join(f"{way} on {engine}" for engine, way in CROSSINGS.items())
    report.add(f"{len(paths)} transcripts over Telegram by {ways}: each reads as it is written")


async def _play(path: Path, url: str, way: Way) -> str:
    stage = Stage(Database(url))
    with tempfile.TemporaryDirectory() as folder, _known_codes(), capture_logs():
        async with telegram_stage(stage, way, Path(folder) / "spool") as there:
            played = written(await Play(there, Mode.BUTTONS).run(script(path)))
    await stage.database.close()
    return played


@contextmanager
def _known_codes() -> Iterator[None]:
    """Invite codes count up from 20210001, as the transcripts type them."""
    numbers = count(20210001)
    with patch("storage.people.secrets.randbelow", lambda _: next(numbers)):
        yield
