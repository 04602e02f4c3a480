"""A strict Zalo Bot Platform for tests: its API over HTTP on this machine, with people to play.

What the real server passes over in silence and what it refuses is written down in `invalid`, so a
test that ends with `assert bot_api.invalid == []` has proved that every call of the bot was a good
one. What merely happens to bots (a quota used up, somebody who never wrote, nothing new) is
answered as the real server answers and is no blame. What may be turned stands in `switches`.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Self

from aiohttp import web

from tests.platforms.faults import DOWNLOAD, Fault, Faults
from tests.platforms.serving import Serving, cut, failed, half, json
from tests.zalo_bot.borrowed import Refused, broken, read_body
from tests.zalo_bot.calls import OK as HTTP_OK
from tests.zalo_bot.calls import Answer
from tests.zalo_bot.errors import MISSING, UNAUTHORIZED, WORDS, error_json, of_fault
from tests.zalo_bot.media import FOLDER
from tests.zalo_bot.playing import Playing

TOKEN = "123456:invented-token-of-the-tests"


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
        self._serving = Serving(self._handle, self._calls.polling.end)
        self.faults = Faults(self._serving.hang_up, self._serving.pick_up)

    async def __aenter__(self) -> Self:
        await self._serving.start()
        self.world.base = self._serving.base
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._calls.webhook.stop()
        await self._serving.stop()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        calls = f"/bot{self.token}/"
        if request.path.startswith(FOLDER):
            return await self._download(request)
        if request.path.startswith(calls):
            return await self._call(request, request.path.removeprefix(calls))
        code = UNAUTHORIZED if request.path.startswith("/bot") else MISSING
        self.invalid.append(f"{request.path.rpartition('/')[2]}: a wrong token or address")
        return json(HTTP_OK, error_json(code, WORDS[code]))

    async def _call(self, request: web.BaseRequest, method: str) -> web.StreamResponse:
        fault = self.faults.take(method) or Fault()
        try:
            if request.method not in {"GET", "POST"}:
                raise broken(f"{request.method} is no way to call")
            body = await read_body(request)
        except Refused as no:
            return json(HTTP_OK, self._calls.refuse(method, {}, no).body)
        if fault.without_effect:
            told = of_fault(fault)
            self._calls.note(method, body.params, told.status, told.description)
            return await _failed(request, fault)
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
        return json(HTTP_OK, answer.body) if arrived else cut(request)

    async def _download(self, request: web.BaseRequest) -> web.StreamResponse:
        fault = self.faults.take(DOWNLOAD) or Fault()
        if fault.without_effect:
            return await _failed(request, fault)
        await fault.delay()
        answer = self.media.answer(request)
        if fault.cut and isinstance(answer.body, bytes):
            return await half(request, answer.body)
        return answer


async def _failed(request: web.BaseRequest, fault: Fault) -> web.StreamResponse:
    """An `error` stands under HTTP 200."""
    no = of_fault(fault)
    told = error_json(no.status, no.description)
    return await failed(request, fault, lambda: json(fault.status or HTTP_OK, told))
