"""Transcripts over a Zalo Official Account, by buttons: they read as the specification.

The few in which every kind of message is, half of them on SQLite, where the account is a company's,
half on PostgreSQL, where it is that of a public body, whose messages leave by the second version of
the API; the soak plays all.
"""

from pathlib import Path

import pytest

from tests.carried import on_platform
from tests.stage import Stage
from tests.test_transcripts import compare, known_codes
from tests.transcript import Mode, Play, files, script, written
from tests.zalo_oa_stage import zalo_oa_stage

__all__ = ["known_codes"]


@pytest.mark.usefixtures("known_codes")
@pytest.mark.parametrize(("path", "engine"), on_platform(files(), "zalo_oa"), indirect=["engine"])
async def test_transcript_over_an_official_account(
    path: Path, on_stage: Stage, tmp_path: Path
) -> None:
    government = not on_stage.database.is_sqlite
    async with zalo_oa_stage(on_stage, tmp_path / "spool", government=government) as there:
        read = written(await Play(there, Mode.BUTTONS).run(script(path)))
    compare(path, read, update=False)
