"""A worker, its photo store and somebody who sends: fixtures of the worker's tests, as a plugin."""

from collections.abc import Callable

import pytest

from bot.worker import Worker
from storage.blobs import Blobs, open_blobs
from storage.database import Database
from tests.sending import NOW, Platform, Sender, sender


@pytest.fixture
def blobs() -> Blobs:
    return open_blobs("memory://")


@pytest.fixture
async def who(database: Database) -> Sender:
    return await database.transact(sender)


@pytest.fixture
def worker(database: Database, blobs: Blobs) -> Callable[[Platform], Worker]:
    return lambda platform: Worker(database, blobs, platform.fetch, lambda: NOW)
