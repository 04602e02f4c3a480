"""The fake with time that passes when told, one person, and a bot without a mind."""

from collections.abc import AsyncIterator
from io import BytesIO

import aiohttp
import pytest
from aiohttp import web
from PIL import Image

from tests.zalo_bot.caller import HOA, Caller, Hook, Time
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
    app = web.Application()
    app.router.add_post("/hook", taking.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    taking.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield taking
    await runner.cleanup()


@pytest.fixture
def picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (8, 6), "green").save(made, "JPEG")
    return made.getvalue()
