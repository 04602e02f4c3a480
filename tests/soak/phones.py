"""Every transcript on phones: what the tests play in rotation, played in full."""

import tempfile
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from structlog.testing import capture_logs

from storage.database import Database
from tests.phone_stage import PhoneStage, Way
from tests.soak.report import Report
from tests.stage import Stage
from tests.telegram_stage import telegram_stage
from tests.transcript import Mode, Play, codes_counting_up, files, script, ways, written
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


async def on_phones(makers: dict[str, Callable[[], str]], report: Report, *, widely: bool) -> None:
    """Each reads as it stands in its file, on one platform after the other, and with `widely` on
    two of the three; in the ways of a platform and on the engines by turns.
    """
    engines = list(makers)
    for place, platform in enumerate(PLATFORMS):
        turns = [(n - place) % len(PLATFORMS) for n in range(len(files()))]
        mine = [path for path, turn in zip(files(), turns, strict=True) if turn <= widely]
        paths = [path for path in mine if platform.carries(path)]
        for n, path in enumerate(paths):
            engine, way = engines[n % 2], platform.ways[n // 2 % len(platform.ways)]
            played = await _play(platform, path, makers[engine](), way)
            assert played == path.read_text("utf-8"), (platform.name, engine, way, path)
        report.add(
            f"{len(paths)} transcripts over {platform.name}, polling, webhook and the engines by"
            " turns: they read as they are written"
        )


async def on_the_page(makers: Mapping[str, Callable[[], str]], report: Report) -> None:
    """Each in the two ways (engine and way of answering) in which the tests do not play it."""
    for n, path in enumerate(files()):
        for mode, engine in ways(n, other=True):
            stage = Stage(Database(makers[engine]()))
            with codes_counting_up():
                played = written(await Play(stage, mode).run(script(path)))
            await stage.database.close()
            assert played == path.read_text("utf-8"), (engine, mode, path)
    report.add(
        f"{len(files())} transcripts, each in the engine and way of answering the tests leave out:"
        " they read as they are written"
    )


async def _play(platform: Platform, path: Path, url: str, way: Way) -> str:
    stage: Any = Stage(Database(url))
    with tempfile.TemporaryDirectory() as folder, codes_counting_up(), capture_logs():
        async with platform.stage(stage, way, Path(folder) / "spool") as there:
            played = written(await Play(there, platform.mode).run(script(path)))
    await stage.database.close()
    return played
