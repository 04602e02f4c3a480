"""A fake's web server: it can go away and come back at the same address, and cut lines."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

from aiohttp import web

from tests.platforms.faults import Fault

Handle = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
LARGEST_BODY = 64 * 1024 * 1024


class Serving:
    """`leaving` is called when the server goes away, to let go whoever waits in a call."""

    def __init__(self, handle: Handle, leaving: Callable[[], None] = lambda: None) -> None:
        self.base = ""
        self._handle, self._leaving = handle, leaving
        self._port = 0

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        server = web.Server(
            self._handle,
            request_factory=partial(web.BaseRequest, loop=loop, client_max_size=LARGEST_BODY),
            handler_cancellation=True,  # a bot that hangs up no longer waits
            access_log=None,
        )
        self._runner = web.ServerRunner(server, shutdown_timeout=0.1)
        await self._runner.setup()
        await self.pick_up()
        self.base = f"http://127.0.0.1:{self._port}"

    async def stop(self) -> None:
        self._leaving()
        await self._runner.cleanup()

    async def pick_up(self) -> None:
        self._site = web.TCPSite(self._runner, "127.0.0.1", self._port, backlog=1024)
        await self._site.start()
        self._port = self._runner.addresses[0][1]

    async def hang_up(self) -> None:
        """Refuse connections and cut those that are open."""
        await self._site.stop()
        self._leaving()
        server = self._runner.server
        for connection in server.connections if server else []:
            if connection.transport:
                connection.transport.abort()


@asynccontextmanager
async def one_address(
    path: str, answer: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> AsyncIterator[str]:
    """Where a platform calls the bot, or fetches something; the whole address."""
    app = web.Application()
    app.router.add_route("*", path, answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}{path}"
    await runner.cleanup()


async def failed(
    request: web.BaseRequest, fault: Fault, told: Callable[[], web.Response]
) -> web.StreamResponse:
    """The answer of a call that has no effect; `told` is what the platform itself would say."""
    await fault.delay()
    if fault.cut:
        return cut(request)
    if fault.page:
        return web.Response(text=fault.page, content_type="text/html", status=fault.status or 200)
    return told()


def cut(request: web.BaseRequest) -> web.Response:
    """Close the connection without a word."""
    if request.transport:
        request.transport.abort()
    return web.Response()


async def half(request: web.BaseRequest, data: bytes) -> web.StreamResponse:
    """Promise all of a file and close the connection after half of it."""
    response = web.StreamResponse()
    response.content_length = len(data)
    await response.prepare(request)
    await response.write(data[: len(data) // 2])
    if request.transport:
        request.transport.close()
    return response


def json(status: int, body: bytes) -> web.Response:
    return web.Response(body=body, status=status, content_type="application/json")
