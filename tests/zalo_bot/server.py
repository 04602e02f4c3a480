"""A strict Zalo Bot Platform for tests: its API over HTTP on this machine, with people to play.

What the real server passes over in silence and what it refuses is written down in `invalid`, so a
test that ends with `assert bot_api.invalid == []` has proved that every call of the bot was a good
one. What merely happens to bots (a quota used up, somebody who never wrote, nothing new) is
answered as the real server answers and is no blame. What may be turned stands in `switches`.
"""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import Self

from aiohttp import web

from tests.zalo_bot.answers import cut_line, failed, half, json
from tests.zalo_bot.borrowed import Refused, broken, read_body
from tests.zalo_bot.calls import Answer
from tests.zalo_bot.errors import MISSING, UNAUTHORIZED, WORDS, error_json
from tests.zalo_bot.faults import DOWNLOAD, Fault, Faults
from tests.zalo_bot.media import FOLDER
from tests.zalo_bot.playing import Playing

TOKEN = "123456:invented-token-of-the-tests"
LARGEST_BODY = 16 * 1024 * 1024


class FakeZaloBot(Playing):
    """`async with FakeZaloBot() as bot_api:`; `clock` dates messages and begins the months.

    `latency` seconds pass before each answer; `users` and `messages` (a month) are the plan's.
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        latency: float = 0.0,
        clock: Callable[[], float] = time.time,
        users: int = 50,
        messages: int = 3000,
    ) -> None:
        super().__init__(users, messages, clock)
        self.token = token
        self.latency = latency
        self.faults = Faults(self._hang_up, self._pick_up)
        self._port = 0

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        server = web.Server(
            self._handle,
            request_factory=partial(web.BaseRequest, loop=loop, client_max_size=LARGEST_BODY),
            handler_cancellation=True,  # a bot that hangs up no longer polls
            access_log=None,
        )
        self._runner = web.ServerRunner(server, shutdown_timeout=0.1)
        await self._runner.setup()
        await self._pick_up()
        self.world.base = f"http://127.0.0.1:{self._port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._calls.webhook.stop()
        self._calls.polling.end()
        await self._runner.cleanup()

    async def _pick_up(self) -> None:
        self._site = web.TCPSite(self._runner, "127.0.0.1", self._port, backlog=1024)
        await self._site.start()
        self._port = self._runner.addresses[0][1]

    async def _hang_up(self) -> None:
        await self._site.stop()
        self._calls.polling.end()
        server = self._runner.server
        for connection in server.connections if server else []:
            if connection.transport:
                connection.transport.abort()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        calls = f"/bot{self.token}/"
        if request.path.startswith(FOLDER):
            return await self._download(request)
        if request.path.startswith(calls):
            return await self._call(request, request.path.removeprefix(calls))
        code = UNAUTHORIZED if request.path.startswith("/bot") else MISSING
        self.invalid.append(f"{request.path.rpartition('/')[2]}: a wrong token or address")
        return json(error_json(code, WORDS[code]))

    async def _call(self, request: web.BaseRequest, method: str) -> web.StreamResponse:
        fault = self.faults.take(method)
        try:
            if request.method not in {"GET", "POST"}:
                raise broken(f"{request.method} is no way to call")
            body = await read_body(request)
        except Refused as no:
            return json(self._calls.refuse(method, {}, no).body)
        if fault.stops:
            self._calls.note(method, body.params, fault.code, fault.words)
            return await failed(request, fault)
        return await self._tell(request, fault, await self._calls.answer(method, body))

    async def _tell(
        self, request: web.BaseRequest, fault: Fault, answer: Answer
    ) -> web.StreamResponse:
        """Send an answer; the event in one that never arrives is lost."""
        arrived = False
        try:
            await asyncio.sleep(self.latency)
            await fault.delay()
            arrived = not fault.cut
        finally:
            if answer.event and not arrived:
                self.world.events.lose()
        return json(answer.body) if arrived else cut_line(request)

    async def _download(self, request: web.BaseRequest) -> web.StreamResponse:
        fault = self.faults.take(DOWNLOAD)
        if fault.stops:
            return await failed(request, fault)
        await fault.delay()
        answer = self.media.answer(request)
        return await half(request, answer) if fault.cut else answer
