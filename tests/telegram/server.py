"""A strict Telegram for tests: the Bot API over HTTP on this machine, with people one can play.

What the real server passes over in silence (a parameter it does not know) and what it refuses is
written down in `invalid`, so a test that ends with `assert api.invalid == []` has proved that every
call of the bot was a good one. What merely happens to bots (blocked, not modified, too many) is
answered as the real server answers and is no blame.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Self

from aiohttp import web

from tests.telegram import people
from tests.telegram.calls import Call, Calls, error_json
from tests.telegram.errors import HTTP_MISSING, HTTP_TOO_MANY, HTTP_UNAUTHORIZED, WORDS, Refused
from tests.telegram.faults import Fault, Faults
from tests.telegram.files import Files
from tests.telegram.limits import Limits
from tests.telegram.people import Group, Person
from tests.telegram.reading import read_body
from tests.telegram.values import Json
from tests.telegram.world import World

TOKEN = "7000000001:invented-token-of-the-tests"
LARGEST_BODY = 64 * 1024 * 1024
QUICK = (0.01, 0.02, 0.05, 0.1, 0.2)


class FakeTelegram:
    """`async with FakeTelegram() as api:`; `clock` dates messages, `monotonic` counts the limits.

    `latency` seconds pass before each answer; `pauses` are waits before a webhook is tried again.
    """

    def __init__(  # noqa: PLR0913 - each has a default that most tests keep
        self,
        token: str = TOKEN,
        *,
        latency: float = 0.0,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        pauses: tuple[float, ...] = QUICK,
    ) -> None:
        self.token = token
        self.latency = latency
        self.world = World(limits, clock, monotonic)
        self.faults = Faults(self._hang_up, self._pick_up)
        self.base = ""
        self._calls = Calls(self.world, pauses)
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
        self.base = f"http://127.0.0.1:{self._port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._calls.webhook.stop()
        self._calls.polling.end()
        await self._runner.cleanup()

    # What a test plays and asks.

    def person(
        self, first_name: str, id: int, language_code: str = "vi", *, started: bool = True
    ) -> Person:
        """Somebody with a private chat; one who has not `started` is unknown until they write."""
        return people.person(self.world, first_name, id, language_code, started=started)

    def group(self, title: str, id: int) -> Group:
        return people.group(self.world, title, id)

    def push(self, update: Json) -> int:
        """Queue any JSON as an update; returns its id."""
        return self.world.updates.push(update)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until something is true; asked again after each call and each update."""
        if not await self.world.updates.until(condition):
            left = [update.raw.decode() for update in self.world.updates.pending.values()]
            raise AssertionError(f"waited in vain; unconfirmed: {left}; calls: {self.calls[-5:]}")

    async def idle(self) -> None:
        """Wait until the bot has taken every update."""
        await self.until(lambda: not self.world.updates.pending)

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    @property
    def calls(self) -> list[Call]:
        return self._calls.all

    @property
    def invalid(self) -> list[str]:
        """A sentence for each broken rule."""
        return self._calls.invalid

    @property
    def files(self) -> Files:
        return self.world.files

    @property
    def pending(self) -> list[int]:
        return sorted(self.world.updates.pending)

    @property
    def delivered(self) -> Counter[int]:
        """How often each update was handed to the bot."""
        return self.world.updates.delivered

    @property
    def accepted(self) -> set[int]:
        """Ids of the updates that the bot has confirmed."""
        return self.world.updates.accepted

    @property
    def polls(self) -> int:
        """How many calls of getUpdates wait for something to happen."""
        return self._calls.polling.waiting

    @property
    def unanswered(self) -> list[str]:
        """Taps that the bot never answered: the button still turns."""
        return [id for id, query in self.world.queries.items() if query.answer is None]

    def most_in(self, seconds: float) -> int:
        return self.world.meter.most_in(seconds)

    @property
    def rate(self) -> float:
        return self.world.meter.rate

    # The HTTP side.

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
        calls, files = f"/bot{self.token}/", f"/file/bot{self.token}/"
        if request.path.startswith(calls):
            return await self._call(request, request.path.removeprefix(calls))
        if request.path.startswith(files):
            return await self._download(request, request.path.removeprefix(files))
        if not request.path.startswith(("/bot", "/file/bot")):
            return _no(Refused(HTTP_MISSING, "Not Found"))
        self.invalid.append(f"{request.path.rpartition('/')[2]}: a wrong token")
        return _no(Refused(HTTP_UNAUTHORIZED, WORDS[HTTP_UNAUTHORIZED]))

    async def _call(self, request: web.BaseRequest, method: str) -> web.StreamResponse:
        fault = self.faults.take(method)
        try:
            body = await read_body(request)
        except Refused as no:
            self.invalid.append(f"{method}: {no.description}")
            return _no(no)
        if fault and (fault.status or fault.cut == "before"):
            self._calls.note(method, body.params, fault.status, fault.words)
            return await _failed(request, fault)
        status, answer = await self._calls.answer(method, body)
        if self.latency:
            await asyncio.sleep(self.latency)
        if fault:
            await fault.delay()
            if fault.cut:
                return _cut(request)
        return _json(status, answer)

    async def _download(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        fault = self.faults.take_download(path) or Fault()
        if fault.status or fault.cut == "before":
            return await _failed(request, fault)
        await fault.delay()
        data = self.files.at(path)
        if data is None:
            return _no(Refused(HTTP_MISSING, "Not Found"))
        if fault.cut:
            return await _half(request, data)
        return web.Response(body=data, content_type="application/octet-stream")


async def _failed(request: web.BaseRequest, fault: Fault) -> web.StreamResponse:
    """The answer of a call that has no effect."""
    await fault.delay()
    if fault.cut:
        return _cut(request)
    if fault.page:
        return web.Response(text=fault.page, content_type="text/html", status=fault.status)
    wait = {"retry_after": fault.retry_after} if fault.status == HTTP_TOO_MANY else None
    return _no(Refused(fault.status, fault.words, parameters=wait))


def _cut(request: web.BaseRequest) -> web.Response:
    """Close the connection without a word."""
    if request.transport:
        request.transport.abort()
    return web.Response()


async def _half(request: web.BaseRequest, data: bytes) -> web.StreamResponse:
    """Promise all of a file and close the connection after half of it."""
    response = web.StreamResponse()
    response.content_length = len(data)
    await response.prepare(request)
    await response.write(data[: len(data) // 2])
    if request.transport:
        request.transport.close()
    return response


def _no(no: Refused) -> web.Response:
    return _json(no.status, error_json(no))


def _json(status: int, body: bytes) -> web.Response:
    return web.Response(body=body, status=status, content_type="application/json")
