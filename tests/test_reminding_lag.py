"""How far the reminding loop is behind, as `/metrics` says it, beside the other delays."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot import health
from bot.services import Services
from storage import digests
from storage.database import Database
from tests.stage import Stage
from tests.watching import Watch, moment
from tests.web_chat import running


@pytest.fixture
async def watch(on_stage: Stage) -> Watch:
    """The evening of 15/3 was looked at to its end."""
    here = Watch(on_stage.database)
    await here.look("2021-03-15 19:30")
    return here


async def lag(watch: Watch, text: str) -> float:
    return await watch.database.transact(digests.lag, moment(text))


async def test_it_grows_from_the_first_hour_nobody_looked_at(watch: Watch) -> None:
    assert await lag(watch, "2021-03-16 06:59") == 0
    assert await lag(watch, "2021-03-16 07:01") == 60
    assert await lag(watch, "2021-03-16 08:40") == 100 * 60
    await watch.look("2021-03-16 08:40")
    assert await lag(watch, "2021-03-16 08:59") == 0
    assert await lag(watch, "2021-03-16 09:02") == 2 * 60


async def test_whoever_sleeps_or_has_a_holiday_is_not_waited_for(watch: Watch) -> None:
    assert await lag(watch, "2021-03-16 20:00") == 0
    await watch.look("2021-04-30 12:00")
    assert await lag(watch, "2021-05-01 12:00") == 0
    assert await lag(watch, "2021-05-02 12:00") > 0


async def test_without_a_plan_nobody_is_behind(database: Database) -> None:
    assert await lag(Watch(database), "2021-03-16 12:00") == 0


async def test_the_measures_tell_it_with_queues_and_failures(
    make_stage: Callable[[], str], tmp_path: Path
) -> None:
    async with running(make_stage(), tmp_path) as (services, _):
        services.measures.sent("broadcast", "telegram", "not_reachable")
        lines = await measured(replace(services, clock=lambda: moment("2021-03-16 07:05")))
    assert lines["reminding_lag_seconds"] == "300.0"
    reason = 'sends_total{channel="telegram",lane="broadcast",result="not_reachable"}'
    assert lines[reason] == "1.0"
    for lane in ("reply", "reminder", "broadcast"):
        assert f'outbox{{lane="{lane}",state="queued"}}' in lines
        assert f'outbox_oldest_seconds{{lane="{lane}"}}' in lines


async def measured(services: Services) -> dict[str, str]:
    app = web.Application()
    app.add_routes(health.routes(services, lambda _: True))
    async with TestClient(TestServer(app)) as client, client.get("/metrics") as answer:
        text = await answer.text()
    pairs = (line.rsplit(" ", 1) for line in text.splitlines() if line[:1] != "#")
    return dict(pairs)
