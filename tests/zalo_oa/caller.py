"""For tests of the fake: a bot without a mind, which makes one call and tells what came back."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import aiohttp
import orjson
from aiohttp import web

from tests.zalo_oa.calls import CS
from tests.zalo_oa.oauth import PATH
from tests.zalo_oa.server import APP_SECRET, FakeOA
from tests.zalo_oa.values import Json

HOA = "1111111111111111111"
JPEG, PNG, GIF = b"\xff\xd8\xff\xe0 a photo", b"\x89PNG\r\n\x1a\n a photo", b"GIF89a moves"
PDF = b"%PDF-1.7"


def message(to: str = HOA, /, **parts: object) -> Json:
    return {"recipient": {"user_id": to}, "message": parts}


def says(text: str, to: str = HOA, **more: object) -> Json:
    return message(to, text=text, **more)


def template(**payload: object) -> Json:
    return {"type": "template", "payload": payload}


def media(**element: object) -> Json:
    return template(template_type="media", elements=[element])


def button(title: str = "Có", type: str = "oa.query.show", payload: object = "#y") -> Json:  # noqa: A002 - Zalo's name
    return {"title": title, "type": type, "payload": payload}


@dataclass(slots=True)
class Caller:
    oa: FakeOA
    session: aiohttp.ClientSession
    token: str = "A1"

    async def answer(self, path: str, body: object = None, **more: Any) -> Json:  # noqa: ANN401 - aiohttp's
        """The whole answer to a call; without a body it is a GET."""
        told = {"headers": {"access_token": self.token}} | more
        if body is not None:
            told["json"] = body
        verb = "GET" if body is None and "data" not in more else "POST"
        async with self.session.request(verb, self.oa.base + path, **told) as response:
            answer: Json = orjson.loads(await response.read())
        return answer

    async def call(self, path: str, body: object = None, **more: Any) -> Any:  # noqa: ANN401 - any data
        """The data; the test fails if there is none."""
        answer = await self.answer(path, body, **more)
        assert answer["error"] == 0, answer
        return answer["data"]

    async def sends(self, body: Json) -> str:
        """The id of what was sent."""
        return str((await self.call(CS, body))["message_id"])

    async def error(self, body: object, path: str = CS, **more: Any) -> int:  # noqa: ANN401 - aiohttp's
        return int((await self.answer(path, body, **more))["error"])

    async def upload(self, kind: str, data: bytes, name: str = "anh.jpg") -> Json:
        form = aiohttp.FormData()
        form.add_field("file", BytesIO(data), filename=name)
        return await self.answer(f"/v2.0/oa/upload/{kind}", data=form)

    async def tokens(self, secret: str = APP_SECRET, **form: str) -> Json:
        """What the address of the tokens says, where nothing else is told."""
        told = {"app_id": self.oa.account.app_id, **form}
        url, headers = self.oa.oauth_base + PATH, {"secret_key": secret}
        async with self.session.post(url, data=told, headers=headers) as response:
            answer: Json = orjson.loads(await response.read())
        return answer

    async def refresh(self, token: str) -> Json:
        return await self.tokens(grant_type="refresh_token", refresh_token=token)


@dataclass(slots=True)
class Hook:
    """The bot's side of the webhook: what came, and the answers it was told to give."""

    url: str = ""
    came: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.came.append((await request.read(), dict(request.headers)))
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    @property
    def bodies(self) -> list[Json]:
        return [orjson.loads(raw) for raw, _ in self.came]

    @property
    def names(self) -> list[str]:
        return [body["event_name"] for body in self.bodies]
