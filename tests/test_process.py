"""A process works until it is told to stop: none of its loops comes to an end by itself."""

from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest

from bot.app import at_work, opened
from bot.settings import Settings, read


def settings(url: str, folder: Path, **more: str) -> Settings:
    about = {"DATABASE_URL": url, "DATA_DIR": str(folder), "SECRET_KEY": "a secret", "PORT": "0"}
    return read(about | more)


@pytest.mark.parametrize("more", [{}, {"DEMO": "1", "CLOCK_START": "2022-05-05T08:00:00+07:00"}])
async def test_no_loop_ends_by_itself(
    stage_sqlite: Callable[[], str], tmp_path: Path, more: dict[str, str]
) -> None:
    async with (
        opened(settings(stage_sqlite(), tmp_path, **more)) as services,
        at_work(services, serving=True, working=True) as (tasks, runner),
        aiohttp.ClientSession() as session,
    ):
        assert runner is not None
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/health/live"
        for _ in range(3):  # each answer comes after every loop has had its turn
            async with session.get(url) as answer:
                assert answer.status == 200
        assert [task for task in tasks if task.done()] == []
