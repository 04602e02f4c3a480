"""Transcripts over the Zalo Bot Platform, by digits and words: they read as the specification.

The few in which every kind of message is, half of them heard by polling on SQLite, half by webhook
on PostgreSQL; the soak plays all. Those that send what the platform does not hand on are left out,
and named below.
"""

from pathlib import Path

import pytest

from tests.carried import KINDS, carrying, kinds, on_platform
from tests.phone_stage import Way
from tests.stage import Stage
from tests.test_transcripts import compare, known_codes, name_of
from tests.transcript import Mode, Play, files, script, written
from tests.zalo_bot_stage import not_carried, zalo_bot_stage

__all__ = ["known_codes"]

CARRIED = [path for path in files() if not not_carried(script(path))]


@pytest.mark.usefixtures("known_codes")
@pytest.mark.parametrize(("path", "engine"), on_platform(CARRIED, "zalo_bot"), indirect=["engine"])
async def test_transcript_over_zalo_bot(path: Path, on_stage: Stage, tmp_path: Path) -> None:
    way = Way.POLLING if on_stage.database.is_sqlite else Way.WEBHOOK
    async with zalo_bot_stage(on_stage, way, tmp_path / "spool") as there:
        read = written(await Play(there, Mode.NUMBERS).run(script(path)))
        assert there.api.lost == 0
    compare(path, read, update=False)


def test_few_transcripts_cannot_be_carried() -> None:
    left_out = {name_of(path) for path in files() if not_carried(script(path))}
    assert left_out == {
        "broadcast/district",
        "due/report_parked",
        "evidence/answers",
        "evidence/video_and_place",
    }


def test_every_kind_of_message_is_in_the_few_but_those() -> None:
    few = set().union(*map(kinds, carrying(CARRIED)))
    assert set(KINDS) - few == {"a file", "a video", "a place"}
