"""The benchmark of a message to a million people, at a size that a test can pay."""

import pytest

from benchmarks.million import measure
from campaign.broadcasts import Fate
from tests.postgres import Postgres

PEOPLE, ROUNDS = 300, 2

pytestmark = pytest.mark.postgres


async def test_the_benchmark_runs_and_its_message_adds_up(
    postgres: Postgres, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = await measure(postgres, PEOPLE, ROUNDS)
    assert sum(outcome.counts.values()) >= PEOPLE
    assert outcome.counts.keys() == {Fate.CANCELLED}
    assert all(len(figure.quiet) == len(figure.full) for figure in outcome.figures)
    printed = capsys.readouterr().out
    assert [figure for figure in outcome.figures if figure.name not in printed] == []
