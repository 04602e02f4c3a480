"""The fake with time that passes when told, one person, and a bot without a mind."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest

from tests.telegram.caller import Caller
from tests.telegram.people import Person
from tests.telegram.server import FakeTelegram

HOA, MINH = 1001, 1002


@dataclass(slots=True)
class Time:
    at: float = 1_651_712_400.0  # 5 May 2022, 8 o'clock in Yên Bái

    def __call__(self) -> float:
        return self.at


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
