"""Calls of the Official Account API. It says no under HTTP 200, with a code below zero.

Errors tell apart what matters for the outbox: whether a call may have taken effect. None carries
an address, a token or what the platform wrote: its words may hold ids and links.
"""

from typing import Any, TypeAlias

import orjson
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    FormData,
    TCPConnector,
)

CONNECT_SECONDS = 10.0
READ_SECONDS = 15.0  # less than the sender waits for a request
SERVER_FAULT = 500

Json: TypeAlias = dict[str, Any]


class OaError(Exception):
    """`str` is one short sentence."""


class NeverReached(OaError):
    """No connection came about: the call surely did nothing."""


class NoAnswer(OaError):
    """Nobody knows what became of the call."""


class Says(OaError):
    """Zalo says no, and with which code."""

    def __init__(self, code: int) -> None:
        super().__init__(f"Zalo answers {code}")
        self.code = code


class Api:
    """One pool of connections, from `open` to `close`."""

    def __init__(self, base: str) -> None:
        self._base = base.rstrip("/")
        self._session: ClientSession | None = None

    async def open(self) -> None:
        if self._session is None:
            self._session = ClientSession(connector=TCPConnector(limit=64), trust_env=True)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def post(self, path: str, token: str, body: Json) -> Json:
        """What a call gives. Raises `OaError`."""
        headers = {"access_token": token, "Content-Type": "application/json"}
        return await self._answer(path, headers, orjson.dumps(body))

    async def upload(self, path: str, token: str, data: bytes, name: str, kind: str) -> Json:
        """What Zalo says of a file it was given. Raises `OaError`."""
        form = FormData()
        form.add_field("file", data, filename=name, content_type=kind)
        return await self._answer(path, {"access_token": token}, form)

    async def _answer(self, path: str, headers: dict[str, str], data: bytes | FormData) -> Json:
        if self._session is None:
            raise NeverReached("the connections are closed")
        times = ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=READ_SECONDS)
        url = self._base + path
        try:
            async with self._session.post(url, headers=headers, data=data, timeout=times) as got:
                status, said = got.status, await got.read()
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise NeverReached(f"Zalo is not reachable: {type(error).__name__}") from None
        except (ClientError, OSError, TimeoutError) as error:
            raise NoAnswer(f"Zalo did not answer: {type(error).__name__}") from None
        return _result(status, said)


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
