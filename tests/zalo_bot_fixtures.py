"""The stage on the Zalo Bot Platform for single tests, and a channel that only sends."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.channels.public_media import PublicLinks
from bot.channels.zalo_bot import Account, ZaloBot
from bot.lease import Lease
from storage.database import Database
from tests.phone_stage import Way
from tests.stage import KEYRING, Stage
from tests.zalo_bot import FakeZaloBot
from tests.zalo_bot.people import Person
from tests.zalo_bot_stage import PlainMedia, ZaloBotStage, zalo_bot_stage


@pytest.fixture
async def there(on_stage: Stage, tmp_path: Path) -> AsyncIterator[ZaloBotStage]:
    """Heard by polling."""
    async with zalo_bot_stage(on_stage, Way.POLLING, tmp_path / "spool") as stage:
        yield stage


@pytest.fixture
async def called(on_stage: Stage, tmp_path: Path) -> AsyncIterator[ZaloBotStage]:
    """Heard by webhook."""
    async with zalo_bot_stage(on_stage, Way.WEBHOOK, tmp_path / "spool") as stage:
        yield stage


@pytest.fixture
async def api() -> AsyncIterator[FakeZaloBot]:
    async with FakeZaloBot() as running:
        yield running
        assert running.invalid == []


@pytest.fixture
def hoa(api: FakeZaloBot) -> Person:
    return api.person("Hòa", wrote=True)


@pytest.fixture
async def channel(api: FakeZaloBot, make_sqlite: object) -> AsyncIterator[ZaloBot]:
    assert callable(make_sqlite)
    database = Database(make_sqlite())
    account = Account(SecretStr(api.token), api.base)
    lease = Lease(database, "zalo_bot")
    async with ZaloBot(account, PublicLinks(KEYRING, None), lease, PlainMedia()) as made:
        yield made
    await database.close()
