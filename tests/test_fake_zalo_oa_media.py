"""The host of the photos: without a token, and difficult in each way that is known."""

import aiohttp
import pytest

from tests.zalo_oa import DOWNLOAD, FakeOA
from tests.zalo_oa.caller import JPEG, Caller
from tests.zalo_oa.people import Person

pytest_plugins = ["tests.zalo_oa.fixtures"]


@pytest.fixture
async def url(oa: FakeOA, hoa: Person) -> str:
    """Where a photo of Hòa's lies."""
    event = await hoa.sends_photo(JPEG)
    url = str(event.body["message"]["attachments"][0]["payload"]["url"])
    assert url.startswith(oa.media_base + "/")
    return url


async def status(bot: Caller, url: str, **headers: str) -> int:
    async with bot.session.get(url, headers=headers, allow_redirects=False) as response:
        await response.read()
        return response.status


async def test_a_photo_is_fetched_as_octets(oa: FakeOA, bot: Caller, url: str) -> None:
    async with bot.session.get(url) as response:
        assert response.content_type == "application/octet-stream"
        assert await response.read() == JPEG
    assert oa.invalid == []


async def test_a_photo_may_not_be_there_yet(oa: FakeOA, bot: Caller, url: str) -> None:
    oa.media.not_yet = 2
    async with bot.session.get(url) as response:
        assert (response.status, await response.read()) == (202, b"")
    assert [await status(bot, url) for _ in range(2)] == [202, 200]


async def test_a_referer_is_refused_and_a_token_is_blamed(
    oa: FakeOA, bot: Caller, url: str
) -> None:
    assert await status(bot, url, Referer="https://example.org") == 403
    assert await status(bot, url, access_token="A1") == 200
    assert len(oa.invalid) == 2


async def test_a_photo_may_lie_elsewhere(oa: FakeOA, bot: Caller, url: str) -> None:
    oa.media.redirect_to = oa.base
    assert await status(bot, url) == 302
    async with bot.session.get(url) as response:
        assert await response.read() == JPEG
    oa.media.redirect_to = "http://elsewhere.invalid"
    async with bot.session.get(url, allow_redirects=False) as response:
        assert response.headers["Location"].startswith("http://elsewhere.invalid/photos/")


async def test_a_photo_does_not_stay(oa: FakeOA, bot: Caller, url: str) -> None:
    oa.media.expire()
    assert await status(bot, url) == 404


async def test_a_download_fails_as_prepared(oa: FakeOA, bot: Caller, url: str) -> None:
    oa.faults.next(DOWNLOAD, status=503)
    oa.faults.next(DOWNLOAD, cut="after")
    assert await status(bot, url) == 503
    with pytest.raises(aiohttp.ClientPayloadError):
        await status(bot, url)
    assert await status(bot, url) == 200
