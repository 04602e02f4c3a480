"""What people and the bot show each other on the fake Zalo Bot Platform, and what goes wrong."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import orjson
import pytest
from aiohttp import web

from tests.platforms.serving import one_address
from tests.zalo_bot import DOWNLOAD, FakeZaloBot
from tests.zalo_bot.caller import HOA, Caller
from tests.zalo_bot.people import Person

pytest_plugins = ["tests.zalo_bot.fixtures"]

CUT = (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)


@dataclass(slots=True)
class Shown:
    """The bot's own server, where the platform fetches a picture."""

    data: bytes
    url: str = ""
    status: int = 200
    gets: int = 0

    async def give(self, _: web.Request) -> web.Response:
        self.gets += 1
        return web.Response(body=self.data, status=self.status)


@pytest.fixture
async def shown(picture: bytes) -> AsyncIterator[Shown]:
    giving = Shown(picture)
    async with one_address("/photo.jpg", giving.give) as giving.url:
        yield giving


async def test_a_photo_is_fetched_without_a_token(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person, picture: bytes
) -> None:
    url = (await hoa.sends_photo(picture))["photo_url"]
    async with bot.session.get(url) as response:
        assert response.content_type == "application/octet-stream"
        assert await response.read() == picture
    assert bot_api.invalid == []


async def test_a_photo_may_not_be_ready(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person, picture: bytes
) -> None:
    bot_api.not_ready = 2
    url = (await hoa.sends_photo(picture))["photo_url"]
    answers = [await bot.download(url) for _ in range(3)]
    assert answers == [(202, b""), (202, b""), (200, picture)]
    assert list(bot_api.media.gets.values()) == [3]


async def test_a_photo_may_be_elsewhere(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person, picture: bytes
) -> None:
    bot_api.redirects = 2
    url = (await hoa.sends_photo(picture))["photo_url"]
    async with bot.session.get(url) as response:
        assert len(response.history) == 2
        assert await response.read() == picture


async def test_who_names_a_referer_is_turned_away(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person, picture: bytes
) -> None:
    url = (await hoa.sends_photo(picture))["photo_url"]
    assert await bot.download(url, Referer="https://guong.example/") == (403, b"")
    assert len(bot_api.invalid) == 1


async def test_an_address_dies(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person, picture: bytes
) -> None:
    url = (await hoa.sends_photo(picture))["photo_url"]
    bot_api.media.expire()
    assert await bot.download(url) == (404, b"")
    assert bot_api.invalid == []


async def test_a_download_can_fail_and_be_cut(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person, picture: bytes
) -> None:
    url = (await hoa.sends_photo(picture))["photo_url"]
    bot_api.faults.next(DOWNLOAD, status=503)
    bot_api.faults.next(DOWNLOAD, cut="after")
    assert (await bot.download(url))[0] == 503
    with pytest.raises(aiohttp.ClientPayloadError):
        await bot.download(url)
    assert await bot.download(url) == (200, picture)


async def test_a_picture_of_the_bot_is_fetched_and_seen(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person, shown: Shown
) -> None:
    bot_api.fetches_at_once = 2
    await bot.call("sendPhoto", chat_id=HOA, photo=shown.url, caption="Ảnh đẹp")
    await bot_api.refetch()
    message = hoa.chat[-1]
    assert message.photo
    assert (message.caption, message.photo.data) == ("Ảnh đẹp", shown.data)
    assert (message.photo.black, message.photo.fetched, shown.gets) == (False, 3, 3)


async def test_a_picture_that_is_gone_at_the_second_look_is_black(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person, shown: Shown
) -> None:
    await bot.call("sendPhoto", chat_id=HOA, photo=shown.url)
    shown.status = 404
    await bot_api.refetch()
    assert hoa.chat[-1].photo
    assert hoa.chat[-1].photo.black


async def test_a_picture_that_cannot_be_had_is_refused_without_blame(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person, shown: Shown
) -> None:
    shown.status = 500
    assert await bot.refusal("sendPhoto", chat_id=HOA, photo=shown.url) == 400
    assert (hoa.heard, bot_api.invalid) == ([], [])


async def test_a_picture_must_be_one_and_its_caption_short(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person, shown: Shown
) -> None:
    long = "ă" * 2001
    assert await bot.refusal("sendPhoto", chat_id=HOA, photo=shown.url, caption=long) == 400
    shown.data = b"<html>"
    assert await bot.refusal("sendPhoto", chat_id=HOA, photo=shown.url) == 400
    assert (hoa.heard, len(bot_api.invalid)) == ([], 2)


async def test_pictures_of_this_machine_can_be_refused_as_the_real_platform_does(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person, shown: Shown
) -> None:
    bot_api.allow_loopback = False
    for url in (shown.url, shown.url.replace("127.0.0.1", "localhost")):
        assert await bot.refusal("sendPhoto", chat_id=HOA, photo=url) == 400
    assert (hoa.heard, shown.gets, len(bot_api.invalid)) == ([], 0, 2)


async def test_an_error_stands_under_http_200_or_over_it(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person
) -> None:
    bot_api.faults.next("sendMessage", error=429, times=2)
    bot_api.faults.next("sendMessage", status=500)
    bot_api.faults.next(status=502)
    bot_api.faults.next(body="<p>Chờ</p>")
    params = {"chat_id": HOA, "text": "Chào"}
    assert [await bot.refusal("sendMessage", **params) for _ in range(2)] == [429, 429]
    async with bot.session.post(bot.url("sendMessage"), json=params) as response:
        assert (response.status, orjson.loads(await response.read())["error_code"]) == (500, 500)
    async with bot.session.post(bot.url("sendMessage"), json=params) as response:
        assert (response.status, response.content_type) == (502, "text/html")
    async with bot.session.post(bot.url("sendMessage"), json=params) as response:
        assert (response.status, await response.text()) == (200, "<p>Chờ</p>")
    await bot.call("sendMessage", **params)
    assert (len(hoa.heard), bot_api.invalid) == (1, [])


async def test_a_cut_line_may_have_sent_the_message(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person
) -> None:
    bot_api.faults.next("sendMessage", cut="before")
    bot_api.faults.next("sendMessage", cut="after")
    for heard in (0, 1):
        with pytest.raises(CUT):
            await bot.call("sendMessage", chat_id=HOA, text="Chào")
        assert len(hoa.heard) == heard


async def test_an_answer_can_be_held_back_after_the_effect(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person
) -> None:
    hold = asyncio.Event()
    bot_api.faults.next("sendMessage", hold=hold)
    sending = asyncio.create_task(bot.call("sendMessage", chat_id=HOA, text="Chào"))
    await bot_api.until(lambda: hoa.heard)
    assert not sending.done()
    hold.set()
    await sending


async def test_a_platform_that_is_away_comes_back_with_what_it_had(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person
) -> None:
    poll = asyncio.create_task(bot.poll())
    await bot_api.until(lambda: bot_api.polls)
    await bot_api.faults.down()
    with pytest.raises(CUT):
        await poll
    with pytest.raises(aiohttp.ClientConnectorError):
        await bot.call("getMe")
    await hoa.says("Chào")
    await bot_api.faults.up()
    assert (await bot.poll())["text"] == "Chào"
    assert bot_api.lost == 0
