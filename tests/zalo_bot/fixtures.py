"""The fake with time that passes when told, one person, and a bot without a mind."""

from collections.abc import AsyncIterator
from io import BytesIO

import aiohttp
import pytest
from PIL import Image

from tests.platforms.clock import Time
from tests.platforms.serving import one_address
from tests.zalo_bot.caller import HOA, Caller, Hook
from tests.zalo_bot.people import Person
from tests.zalo_bot.server import FakeZaloBot


@pytest.fixture
def now() -> Time:
    return Time()


@pytest.fixture
async def bot_api(now: Time) -> AsyncIterator[FakeZaloBot]:
    async with FakeZaloBot(clock=now) as running:
        yield running


@pytest.fixture
def hoa(bot_api: FakeZaloBot) -> Person:
    """Somebody who wrote before."""
    return bot_api.person("Hòa", HOA, wrote=True)


@pytest.fixture
async def bot(bot_api: FakeZaloBot) -> AsyncIterator[Caller]:
    async with aiohttp.ClientSession() as session:
        yield Caller(bot_api, session)


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    taking = Hook()
    async with one_address("/hook", taking.take) as taking.url:
        yield taking


@pytest.fixture
def picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (8, 6), "green").save(made, "JPEG")
    return made.getvalue()
