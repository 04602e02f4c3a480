"""Every transcript, on both engines, with buttons and with numbers."""

from itertools import count
from pathlib import Path

import pytest

from tests.stage import Stage
from tests.transcript import FOLDER, Mode, Play, files, script, written


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).with_suffix("").as_posix()


@pytest.fixture
def _known_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Invite codes count up from 20210001, so that a transcript can type them."""
    numbers = count(20210001)
    monkeypatch.setattr("storage.people.secrets.randbelow", lambda below: next(numbers))


@pytest.mark.usefixtures("_known_codes")
@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("path", files(), ids=name_of)
async def test_transcript(
    path: Path, mode: Mode, on_stage: Stage, request: pytest.FixtureRequest
) -> None:
    played = written(await Play(on_stage, mode).run(script(path)))
    if request.config.getoption("update") and mode is Mode.BUTTONS:
        path.write_text(played, "utf-8")
    assert path.read_text("utf-8") == played
