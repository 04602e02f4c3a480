"""Requests to a platform: an error tells whether one may have arrived, and no address."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.channels import connections
from bot.channels.connections import Connections, Errors
from tests.platforms.serving import Serving, cut


class Never(Exception):
    pass


class Late(Exception):
    pass


class Unknown(Exception):
    pass


async def answer(request: web.BaseRequest) -> web.StreamResponse:
    match request.path:
        case "/slow-hush":
            await asyncio.Event().wait()
        case "/cut-hush":
            return cut(request)
        case "/elsewhere-hush":
            return web.Response(status=302, headers={"Location": "/there"})
    return web.Response(text=request.method + request.path)


@pytest.fixture
async def there() -> AsyncIterator[Serving]:
    serving = Serving(answer)
    await serving.start()
    yield serving
    await serving.stop()


@pytest.fixture
async def pool() -> AsyncIterator[Connections]:
    made = Connections(2, Errors(Never, Late, Unknown))
    await made.open()
    yield made
    await made.close()


@pytest.mark.parametrize(("path", "error"), [("slow", Late), ("cut", Unknown)])
async def test_who_was_reached_may_have_done_it(
    there: Serving, pool: Connections, path: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as raised:
        await pool.request("POST", f"{there.base}/{path}-hush", 0.05)
    assert "hush" not in repr((raised.value, raised.value.__cause__))


async def test_who_was_not_reached_has_done_nothing(there: Serving, pool: Connections) -> None:
    await there.hang_up()
    with pytest.raises(Never, match="no connection") as raised:
        await pool.request("POST", f"{there.base}/hush")
    assert "127.0.0.1" not in str(raised.value)
    await pool.close()
    with pytest.raises(Never, match="closed"):
        await pool.request("POST", there.base)


async def test_only_a_get_follows(there: Serving, pool: Connections) -> None:
    url = f"{there.base}/elsewhere-hush"
    assert await pool.request("GET", url) == (200, b"GET/there")
    assert await pool.request("POST", url) == (302, b"")


async def test_an_endless_answer_is_not_read(
    there: Serving, pool: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LARGEST", 8)
    assert await pool.request("GET", f"{there.base}/four") == (200, b"GET/four")
    with pytest.raises(Unknown, match="too large"):
        await pool.request("GET", f"{there.base}/fives")
