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
from typing import Self

from aiohttp import web

from tests.platforms.faults import Fault, Faults
from tests.platforms.serving import Serving, cut, failed, half, json
from tests.platforms.traffic import Passing, Traffic, entered, through
from tests.telegram import people
from tests.telegram.calls import Call, Calls, error_json
from tests.telegram.errors import HTTP_MISSING, HTTP_UNAUTHORIZED, WORDS, Refused, of_fault
from tests.telegram.files import Files
from tests.telegram.limits import Limits
from tests.telegram.people import Group, Person
from tests.telegram.reading import read_body
from tests.telegram.values import Body, Json
from tests.telegram.world import World

TOKEN = "7000000001:invented-token-of-the-tests"
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
        self.base = ""
        self.traffic = Traffic()
        self._calls = Calls(self.world, pauses)
        self._serving = Serving(self._handle, self._calls.polling.end)
        self.faults = Faults(self._serving.hang_up, self._serving.pick_up)

    async def __aenter__(self) -> Self:
        await self._serving.start()
        self.base = self._serving.base
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._calls.webhook.stop()
        await self._serving.stop()

    # What a test plays and asks.

    def through(self, door: str) -> str:
        """The base for a process whose requests are to be told from those of others."""
        return through(self.base, door)

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

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        door, path = entered(request.path)
        calls, files = f"/bot{self.token}/", f"/file/bot{self.token}/"
        if path.startswith(calls):
            return await self._call(request, door, path.removeprefix(calls))
        if path.startswith(files):
            return await self._download(request, path.removeprefix(files))
        if not path.startswith(("/bot", "/file/bot")):
            return _no(Refused(HTTP_MISSING, "Not Found"))
        self.invalid.append(f"{path.rpartition('/')[2]}: a wrong token")
        return _no(Refused(HTTP_UNAUTHORIZED, WORDS[HTTP_UNAUTHORIZED]))

    async def _call(self, request: web.BaseRequest, door: str, method: str) -> web.StreamResponse:
        fault = self.faults.take(method)
        try:
            body = await read_body(request)
        except Refused as no:
            self.invalid.append(f"{method}: {no.description}")
            return _no(no)
        passing = Passing(door, method, str(body.params.get("chat_id", "")), self.world.monotonic())
        with self.traffic.passing(passing):
            return await self._answered(request, passing, body, fault)

    async def _answered(
        self, request: web.BaseRequest, passing: Passing, body: Body, fault: Fault | None
    ) -> web.StreamResponse:
        method = passing.method
        if fault and fault.without_effect:
            self._calls.note(method, body.params, fault.status, of_fault(fault).description)
            if fault.cut or fault.page:
                self.traffic.lost.append(passing)
            return await _failed(request, fault)
        status, answer = await self._calls.answer(method, body)
        if self.latency:
            await asyncio.sleep(self.latency)
        await self.traffic.released()
        if fault:
            await fault.delay()
            if fault.cut:
                self.traffic.lost.append(passing)
                return cut(request)
        return json(status, answer)

    async def _download(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        fault = self.faults.take_download(path) or Fault()
        if fault.without_effect:
            return await _failed(request, fault)
        await fault.delay()
        data = self.files.at(path)
        if data is None:
            return _no(Refused(HTTP_MISSING, "Not Found"))
        if fault.cut:
            return await half(request, data)
        return web.Response(body=data, content_type="application/octet-stream")


async def _failed(request: web.BaseRequest, fault: Fault) -> web.StreamResponse:
    return await failed(request, fault, lambda: _no(of_fault(fault)))


def _no(no: Refused) -> web.Response:
    return json(no.status, error_json(no))
