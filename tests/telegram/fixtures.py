"""The fake with time that passes when told, one person, and a bot without a mind."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.platforms.clock import Time
from tests.telegram.caller import HOA, Caller
from tests.telegram.people import Person
from tests.telegram.server import FakeTelegram


@pytest.fixture
def now() -> Time:
    return Time()


@pytest.fixture
async def api(now: Time) -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(clock=now, monotonic=now) as running:
        yield running


@pytest.fixture
def hoa(api: FakeTelegram) -> Person:
    return api.person("Hòa", HOA)


@pytest.fixture
async def bot(api: FakeTelegram, hoa: Person) -> AsyncIterator[Caller]:
    assert hoa.id == HOA
    async with aiohttp.ClientSession() as session:
        yield Caller(api, session)
