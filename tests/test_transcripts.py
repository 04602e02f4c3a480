"""Every transcript, on both engines, with buttons and with numbers."""

from itertools import count
from pathlib import Path

import pytest

from campaign.asking import key_of
from campaign.plan_file import load_shipped
from tests.stage import Stage
from tests.transcript import FOLDER, Mode, Play, files, script, written

PLAN = load_shipped("yenbai-2021-2025")


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).with_suffix("").as_posix()


@pytest.fixture
def known_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Invite codes count up from 202100010001, so that a transcript can type them."""
    numbers = count(202100010001)
    monkeypatch.setattr("storage.codes.secrets.randbelow", lambda _: next(numbers))


@pytest.mark.usefixtures("known_codes")
@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("path", files(), ids=name_of)
async def test_transcript(
    path: Path, mode: Mode, on_stage: Stage, request: pytest.FixtureRequest
) -> None:
    played = written(await Play(on_stage, mode).run(script(path)))
    compare(path, played, update=request.config.getoption("update") and mode is Mode.BUTTONS)


def compare(path: Path, played: str, *, update: bool) -> None:
    if update:
        path.write_text(played, "utf-8")
    assert path.read_text("utf-8") == played


# --- what the transcripts show, taken together


def looked_up(what: str) -> list[list[str]]:
    """The lines under every `= YB-… what` of all transcripts."""
    found = []
    for path in files():
        blocks = path.read_text("utf-8").split("\n= ")[1:]
        for block in blocks:
            head, *lines = block.split("\n")
            if head.endswith(f" {what}"):
                found.append([line[2:] for line in lines if line.startswith("| ")])
    return found


@pytest.fixture(scope="module")
def told() -> dict[tuple[str, str], set[str]]:
    """The questions really answered somewhere, by category and kind, without their year."""
    found: dict[tuple[str, str], set[str]] = {}
    for first, *lines in looked_up("answers"):
        category, kind = first.strip("()").split()
        told = {line.partition(": ")[0] for line in lines if ": state " not in line}
        found.setdefault((category, kind), set()).update(key.partition("@")[0] for key in told)
    return found


SUBJECTS = [(c.id, k) for c in PLAN.categories if c.id != "local" for k in c.kinds]


@pytest.mark.parametrize(("category", "kind"), SUBJECTS)
def test_every_criterion_of_a_subject_is_answered_somewhere(
    category: str, kind: str, told: dict[tuple[str, str], set[str]]
) -> None:
    asked = {c.id for c in PLAN.asked(category, kind)}
    answered = {key.partition("/")[0] for key in told[category, kind]}
    assert asked - answered == set()


def test_every_part_of_every_criterion_is_answered_somewhere(
    told: dict[tuple[str, str], set[str]],
) -> None:
    parts = {
        key_of(criterion.id, part.id, None)
        for category, kind in SUBJECTS
        for criterion in PLAN.asked(category, kind)
        for part in criterion.parts
    }
    assert parts - set().union(*told.values()) == set()


def test_every_rule_is_met_and_missed_somewhere() -> None:
    seen = {line for lines in looked_up("gates") for line in lines}
    wanted = set()
    for criterion in PLAN.criteria:
        if criterion.gate:
            wanted |= {f"{criterion.id} passed", f"{criterion.id} failed"}
    # No answer misses GI2d: a meeting was held, or there is no result yet.
    assert wanted - seen == {"GI2d failed"}
