"""Every transcript on every platform of phones: what the tests play in rotation, played in full."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from itertools import count, product
from pathlib import Path
from typing import Any
from unittest.mock import patch

from structlog.testing import capture_logs

from storage.database import Database
from tests.phone_stage import PhoneStage, Way
from tests.soak.report import Report
from tests.stage import Stage
from tests.telegram_stage import telegram_stage
from tests.transcript import Mode, Play, files, script, written
from tests.zalo_bot_stage import not_carried, zalo_bot_stage
from tests.zalo_oa_stage import zalo_oa_stage

Staged = AbstractAsyncContextManager[PhoneStage]


@dataclass(frozen=True, slots=True)
class Platform:
    name: str
    stage: Callable[[Stage, Way, Path], Staged]
    mode: Mode
    ways: tuple[Way, ...]
    carries: Callable[[Path], bool] = lambda _: True


def _official_account(stage: Stage, way: Way, spool: Path) -> Staged:
    """Zalo always calls; on PostgreSQL the account is that of a public body."""
    del way
    return zalo_oa_stage(stage, spool, government=not stage.database.is_sqlite)


PLATFORMS = (
    Platform("Telegram", telegram_stage, Mode.BUTTONS, tuple(Way)),
    Platform("a Zalo Official Account", _official_account, Mode.BUTTONS, (Way.WEBHOOK,)),
    Platform(
        "Zalo Bot", zalo_bot_stage, Mode.NUMBERS, tuple(Way),
        lambda path: not not_carried(script(path)),
    ),
)  # fmt: skip


async def on_phones(
    makers: dict[str, Callable[[], str]], report: Report, *, each_way: bool
) -> None:
    """Each reads as it stands in its file: in every way, or in one way after the other."""
    for platform in PLATFORMS:
        paths = [path for path in files() if platform.carries(path)]
        ways = list(product(makers, platform.ways))
        for n, path in enumerate(paths):
            for engine, way in ways if each_way else [ways[n % len(ways)]]:
                played = await _play(platform, path, makers[engine](), way)
                assert played == path.read_text("utf-8"), (platform.name, engine, way, path)
        how = "each in every way" if each_way else "each in one of the ways"
        report.add(
            f"{len(paths)} transcripts over {platform.name}, {how} (engine × polling, webhook):"
            " they read as they are written"
        )


async def _play(platform: Platform, path: Path, url: str, way: Way) -> str:
    stage: Any = Stage(Database(url))
    with tempfile.TemporaryDirectory() as folder, _known_codes(), capture_logs():
        async with platform.stage(stage, way, Path(folder) / "spool") as there:
            played = written(await Play(there, platform.mode).run(script(path)))
    await stage.database.close()
    return played


@contextmanager
def _known_codes() -> Iterator[None]:
    """Invite codes count up from 202100010001, as the transcripts type them."""
    numbers = count(202100010001)
    with patch("storage.codes.secrets.randbelow", lambda _: next(numbers)):
        yield
