"""The cast on Telegram: a plugin of the Telegram tests."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from storage.database import Database
from tests.stage import Stage
from tests.telegram import FakeTelegram
from tests.telegram.people import Person
from tests.telegram_process import Process, cast, process
from tests.telegram_stage import TelegramStage, Way, telegram_stage


@pytest.fixture
async def there(stage_sqlite: Callable[[], str], tmp_path: Path) -> AsyncIterator[TelegramStage]:
    """Heard by polling, kept in SQLite: enough where neither is in question."""
    stage = Stage(Database(stage_sqlite()))
    async with telegram_stage(stage, Way.POLLING, tmp_path / "spool") as opened:
        yield opened
    await stage.database.close()


@pytest.fixture
async def api() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as opened:
        yield opened
        assert opened.invalid == []
        assert opened.unanswered == []


@pytest.fixture
def folk(api: FakeTelegram) -> dict[str, Person]:
    """The cast by name."""
    return cast(api)


@pytest.fixture
async def here(
    api: FakeTelegram,
    folk: dict[str, Person],  # noqa: ARG001 - they are there before the bot is
    stage_sqlite: Callable[[], str],
    tmp_path: Path,
) -> AsyncIterator[Process]:
    """A whole process that polls."""
    async with process(api, stage_sqlite(), tmp_path) as opened:
        await api.until(lambda: api.polls)
        yield opened
