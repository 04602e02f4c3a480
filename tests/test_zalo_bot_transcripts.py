"""Every transcript over the Zalo Bot Platform, by digits and words: it reads as the specification.

Each is heard by polling on SQLite and by webhook on PostgreSQL. Those that send what the platform
does not hand on are skipped, with the reason.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.phone_stage import Way
from tests.stage import Stage
from tests.test_transcripts import compare, known_codes, name_of
from tests.transcript import Mode, Play, files, script, written
from tests.zalo_bot_stage import not_carried, zalo_bot_stage

__all__ = ["known_codes"]


def played() -> Iterator[Any]:
    for path in files():
        why = not_carried(script(path))
        marks = [pytest.mark.skip(reason=f"{name_of(path)} {why}")] if why else []
        yield pytest.param(path, marks=marks, id=name_of(path))


@pytest.mark.usefixtures("known_codes")
@pytest.mark.parametrize("path", list(played()))
async def test_transcript_over_zalo_bot(path: Path, on_stage: Stage, tmp_path: Path) -> None:
    way = Way.POLLING if on_stage.database.is_sqlite else Way.WEBHOOK
    async with zalo_bot_stage(on_stage, way, tmp_path / "spool") as there:
        read = written(await Play(there, Mode.NUMBERS).run(script(path)))
        assert there.api.lost == 0
    compare(path, read, update=False)


def test_few_transcripts_cannot_be_carried() -> None:
    left_out = {name_of(path) for path in files() if not_carried(script(path))}
    assert left_out == {"evidence/answers", "evidence/video_and_place"}
