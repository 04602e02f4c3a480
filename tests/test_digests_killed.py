"""`kill -9` while it is looked up who is due: everybody gets the digest of that day, and one."""

import subprocess
import sys
from collections.abc import AsyncIterator
from signal import SIGKILL

import pytest

from tests.crashes import ROOT
from tests.reminding_child import POINTS
from tests.stage import Stage
from tests.watching import Watch, moment

EVENING = "2021-03-16 18:30"  # the hour of Hòa and Dua
# Where each process dies, and how many digests are queued by then.
LIVES = (
    ("look:1", 0), ("look committed:1", 0), ("put:1", 0), ("put committed:1", 1), ("put:2", 1),
    ("put committed:2", 2), ("looked:1", 2), ("looked committed:1", 2),
)  # fmt: skip


@pytest.fixture
async def watch(on_stage: Stage) -> AsyncIterator[Watch]:
    here = Watch(on_stage.database)
    await here.until("2021-03-16")
    yield here
    here.sender.stop()


def lived(url: str, *lives: str) -> list[tuple[int, int]]:
    """How each life ended, and how many digests were queued by then."""
    command = [sys.executable, "-m", "tests.reminding_child", url, f"{moment(EVENING)}", *lives]
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT, text=True)
    found = [line.split() for line in done.stdout.splitlines()]
    return [(int(signal), int(queued)) for signal, queued in found]


async def test_a_death_at_each_point_of_a_look_misses_nobody_and_reminds_nobody_twice(
    watch: Watch,
) -> None:
    assert {point.partition(":")[0] for point, _ in LIVES} == set(POINTS)
    dead = lived(watch.database.url, *(point for point, _ in LIVES), ":0")
    assert dead == [*((SIGKILL, queued) for _, queued in LIVES), (0, 2)]
    watch.now = moment(EVENING)
    assert await watch.send() == ["dua", "hoa"]
    assert await watch.at("2021-03-16 18:31") == []
    assert await watch.at("2021-03-17 18:30") == []
    assert await watch.rows() == [("sent", ""), ("sent", "")]
