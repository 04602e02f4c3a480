"""For tests of the fake: a bot without a mind, and the place where its webhook is called."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson
from aiohttp import web

from tests.zalo_bot.borrowed import Json
from tests.zalo_bot.server import FakeZaloBot

HOA, SECRET = "a1b2c3d4e5f607182930", "a-secret-of-the-tests"


@dataclass(frozen=True, slots=True)
class Caller:
    api: FakeZaloBot
    session: aiohttp.ClientSession

    def url(self, method: str) -> str:
        return f"{self.api.base}/bot{self.api.token}/{method}"

    async def answer(self, method: str, **params: object) -> Json:
        """The whole answer to a call with a JSON body."""
        async with self.session.post(self.url(method), json=params) as response:
            assert response.status == 200
            answer: Json = orjson.loads(await response.read())
        return answer

    async def call(self, method: str, **params: object) -> Any:  # noqa: ANN401 - any result
        """The result; the test fails if the call was refused."""
        answer = await self.answer(method, **params)
        assert answer["ok"], answer["description"]
        return answer.get("result")

    async def refusal(self, method: str, **params: object) -> int:
        """With which code a call was refused; the test fails if it was not."""
        answer = await self.answer(method, **params)
        assert not answer["ok"], answer
        return int(answer["error_code"])

    async def poll(self) -> Json:
        """The message of the next event."""
        message: Json = (await self.call("getUpdates", timeout=5))["message"]
        return message

    async def download(self, url: str, **headers: str) -> tuple[int, bytes]:
        async with self.session.get(url, headers=headers) as response:
            return response.status, await response.read()


@dataclass(slots=True)
class Hook:
    """The bot's side of a webhook: what came, and the answers it was told to give."""

    url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    gate: asyncio.Event | None = None  # nothing is answered before it is set

    async def take(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.read())
        self.headers.append(dict(request.headers))
        if self.gate:
            await self.gate.wait()
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    @property
    def came(self) -> list[Json]:
        """What came after the empty call."""
        return [orjson.loads(body) for body in self.bodies if body]

    @property
    def texts(self) -> list[str]:
        return [event["message"]["text"] for event in self.came]
