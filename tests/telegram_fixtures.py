"""The cast on Telegram: a plugin of the Telegram tests."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from storage.database import Database
from tests.stage import Stage
from tests.telegram_stage import TelegramStage, Way, telegram_stage


@pytest.fixture
async def there(stage_sqlite: Callable[[], str], tmp_path: Path) -> AsyncIterator[TelegramStage]:
    """Heard by polling, kept in SQLite: enough where neither is in question."""
    stage = Stage(Database(stage_sqlite()))
    async with telegram_stage(stage, Way.POLLING, tmp_path / "spool") as opened:
        yield opened
    await stage.database.close()
