"""Transcripts over Telegram: what an official reads there is what the specification says.

The few in which every kind of message is, half of them heard by polling on SQLite, half by webhook
on PostgreSQL; the soak plays all of them in every way.
"""

from pathlib import Path

import pytest

from tests.carried import KINDS, carrying, kinds, on_platform
from tests.stage import Stage
from tests.telegram_stage import Way, telegram_stage
from tests.test_transcripts import compare, known_codes
from tests.transcript import Mode, Play, files, script, written

__all__ = ["known_codes"]


@pytest.mark.usefixtures("known_codes")
@pytest.mark.parametrize(("path", "engine"), on_platform(files(), "telegram"), indirect=["engine"])
async def test_transcript_over_telegram(path: Path, on_stage: Stage, tmp_path: Path) -> None:
    way = Way.POLLING if on_stage.database.is_sqlite else Way.WEBHOOK
    async with telegram_stage(on_stage, way, tmp_path / "spool") as there:
        played = written(await Play(there, Mode.BUTTONS).run(script(path)))
    compare(path, played, update=False)


def test_every_kind_of_message_is_in_the_few() -> None:
    assert set().union(*map(kinds, carrying(files()))) == set(KINDS)
