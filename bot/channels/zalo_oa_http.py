"""Calls of the Official Account API. It says no under HTTP 200, with a code below zero."""

from typing import Any, TypeAlias
from urllib.parse import urlencode

import orjson
from aiohttp import FormData

from bot.channels.zalo_http import SERVER_FAULT, Connections, NoAnswer, ZaloError

Json: TypeAlias = dict[str, Any]


class Says(ZaloError):
    """Zalo says no, and with which code."""

    def __init__(self, code: int) -> None:
        super().__init__(f"Zalo answers {code}")
        self.code = code


class Api:
    """The calls, over one pool of connections."""

    def __init__(self, base: str) -> None:
        self._base = base.rstrip("/")
        self.connections = Connections()

    async def get(self, path: str, token: str, about: Json) -> Json:
        """What a question gives; what it is about stands in the address. Raises `ZaloError`."""
        url = f"{self._base}{path}?{urlencode({'data': orjson.dumps(about)})}"
        return _result(*await self.connections.get(url, {"access_token": token}))

    async def post(self, path: str, token: str, body: Json) -> Json:
        """What a call gives. Raises `ZaloError`."""
        headers = {"access_token": token, "Content-Type": "application/json"}
        return await self._answer(path, headers, orjson.dumps(body))

    async def upload(self, path: str, token: str, data: bytes, name: str, kind: str) -> Json:
        """What Zalo says of a file it was given. Raises `ZaloError`."""
        form = FormData()
        form.add_field("file", data, filename=name, content_type=kind)
        return await self._answer(path, {"access_token": token}, form)

    async def _answer(self, path: str, headers: dict[str, str], data: bytes | FormData) -> Json:
        return _result(*await self.connections.post(self._base + path, data, headers))


def _result(status: int, said: bytes) -> Json:
    if status >= SERVER_FAULT:  # what it says of itself tells nothing of what it has done
        raise NoAnswer(f"Zalo answered {status}")
    try:
        found = orjson.loads(said)
    except orjson.JSONDecodeError:
        raise NoAnswer(f"Zalo answered {status} without JSON") from None
    code = found.get("error") if isinstance(found, dict) else None
    if not isinstance(code, int):
        raise NoAnswer(f"Zalo answered {status} in a way nobody knows")
    if code:
        raise Says(code)
    data = found.get("data")
    return data if isinstance(data, dict) else {}
