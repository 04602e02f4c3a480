"""For tests of the fake: a bot without a mind, which makes one call and tells what came back."""

from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

from tests.telegram.server import FakeTelegram
from tests.telegram.values import Json, Upload

HOA = 1001


@dataclass(frozen=True, slots=True)
class Caller:
    api: FakeTelegram
    session: aiohttp.ClientSession

    def url(self, method: str) -> str:
        return f"{self.api.base}/bot{self.api.token}/{method}"

    async def answer(self, method: str, **params: object) -> Json:
        """The whole answer to a call with a JSON body."""
        async with self.session.post(self.url(method), json=params) as response:
            answer: Json = orjson.loads(await response.read())
        return answer

    async def call(self, method: str, **params: object) -> Any:  # noqa: ANN401 - any result
        """The result; the test fails if there is none."""
        answer = await self.answer(method, **params)
        assert answer["ok"], answer["description"]
        return answer["result"]

    async def refusal(self, method: str, **params: object) -> str:
        """Why a call was refused; the test fails if it was not."""
        answer = await self.answer(method, **params)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def form(self, method: str, **params: str) -> Json:
        async with self.session.post(self.url(method), data=params) as response:
            answer: Json = orjson.loads(await response.read())
        return answer

    async def parts(self, method: str, **params: str | Upload) -> Json:
        """A call with files in its body."""
        form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
        for name, value in params.items():
            if isinstance(value, Upload):
                form.add_field(name, value.data, filename=value.name, content_type=value.mime)
            else:
                form.add_field(name, value)
        async with self.session.post(self.url(method), data=form) as response:
            answer: Json = orjson.loads(await response.read())
        return answer

    async def download(self, file_id: str) -> bytes:
        path = (await self.call("getFile", file_id=file_id))["file_path"]
        async with self.session.get(self.file_url(path)) as response:
            return await response.read()

    def file_url(self, path: str) -> str:
        return f"{self.api.base}/file/bot{self.api.token}/{path}"
