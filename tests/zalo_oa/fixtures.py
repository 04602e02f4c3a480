"""The fake with time that passes when told, one person, and a bot without a mind."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.platforms.clock import Time
from tests.platforms.serving import one_address
from tests.zalo_oa.caller import HOA, Caller, Hook
from tests.zalo_oa.people import Person
from tests.zalo_oa.server import FakeOA


@pytest.fixture
def now() -> Time:
    return Time()


@pytest.fixture
async def oa(now: Time) -> AsyncIterator[FakeOA]:
    async with FakeOA(clock=now, monotonic=now) as running:
        yield running


@pytest.fixture
def hoa(oa: FakeOA) -> Person:
    return oa.person("Hòa", HOA, follower=True)


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as running:
        yield running


@pytest.fixture
def bot(oa: FakeOA, hoa: Person, session: aiohttp.ClientSession) -> Caller:
    assert hoa.id == HOA
    return Caller(oa, session)


@pytest.fixture
async def hook(oa: FakeOA) -> AsyncIterator[Hook]:
    """A bot that takes every event; `oa` posts there."""
    taking = Hook()
    async with one_address("/zalo/oa/webhook", taking.take) as taking.url:
        oa.webhook_url = taking.url
        yield taking
