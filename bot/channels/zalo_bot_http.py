"""Calls of the Zalo Bot Platform, and what its refusals and broken connections mean.

It says no under HTTP 200, with a code of its own. What matters for the outbox is whether a call
may have taken effect, so the errors tell that apart. No error carries an address or what the
platform wrote word for word: both may hold the token, ids and links.
"""

import re
from typing import Any

import orjson
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    TCPConnector,
)
from pydantic import SecretStr

CONNECT_SECONDS = 10.0
READ_SECONDS = 15.0  # less than the sender waits for a request
SERVER_FAULT = 500
BAD, UNAUTHORIZED, FORBIDDEN, MISSING, IDLE, TOO_MANY = 400, 401, 403, 404, 408, 429
BAD_TOKEN = frozenset({UNAUTHORIZED, MISSING})
_SENTENCES = {
    UNAUTHORIZED: "Zalo does not know this token",
    MISSING: "Zalo does not know this token",
    FORBIDDEN: "this chat takes no messages of the bot",
    IDLE: "Zalo ran out of time",
    TOO_MANY: "the messages of this month are used up",
}
_TELLING = re.compile(r"\S*[\d:/@]\S*")  # words that may hold an id or an address


class ZaloBotError(Exception):
    """`str` is one short sentence."""


class NeverReached(ZaloBotError):
    """No connection came about: the call surely did nothing."""


class NoAnswer(ZaloBotError):
    """Nobody knows what became of the call."""


class Says(ZaloBotError):
    """The platform says no, and with which code."""

    def __init__(self, code: int, description: str = "") -> None:
        said = _TELLING.sub("…", description)[:100]
        super().__init__(_SENTENCES.get(code, f"Zalo answers {code}: {said}"))
        self.code = code


class Api:
    """One pool of connections, from `open` to `close`."""

    def __init__(self, token: SecretStr, base: str) -> None:
        self._token = token
        self._base = base.rstrip("/")
        self._session: ClientSession | None = None

    async def open(self) -> None:
        if self._session is None:
            self._session = ClientSession(connector=TCPConnector(limit=64), trust_env=True)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(self, method: str, seconds: float = READ_SECONDS, /, **params: object) -> Any:  # noqa: ANN401 - whatever JSON came
        """The result of a call. Raises `ZaloBotError`."""
        return _result(*await self._answer(method, orjson.dumps(params), seconds))

    async def _answer(self, method: str, body: bytes, seconds: float) -> tuple[int, bytes]:
        if self._session is None:
            raise NeverReached("the connections are closed")
        url = f"{self._base}/bot{self._token.get_secret_value()}/{method}"
        time = ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=seconds)
        asked = self._session.post(
            url, data=body, headers={"Content-Type": "application/json"}, timeout=time,
            allow_redirects=False,
        )  # fmt: skip
        try:
            async with asked as answer:
                return answer.status, await answer.read()
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise NeverReached(f"Zalo is not reachable: {type(error).__name__}") from None
        except TimeoutError:
            raise NoAnswer("Zalo did not answer in time") from None
        except (ClientError, OSError) as error:
            raise NoAnswer(f"the connection broke: {type(error).__name__}") from None


def _result(status: int, data: bytes) -> Any:  # noqa: ANN401 - whatever JSON came
    """What an answer holds. Raises `ZaloBotError`."""
    try:
        said = orjson.loads(data)
    except orjson.JSONDecodeError:
        said = None
    if not isinstance(said, dict) or status >= SERVER_FAULT:
        raise NoAnswer(f"Zalo answers {status}, and not in its own words")
    if said.get("ok") is True:
        return said.get("result")
    code, why = said.get("error_code"), said.get("description")
    if not isinstance(code, int) or code >= SERVER_FAULT:
        raise NoAnswer(f"Zalo answers {code if isinstance(code, int) else status}")
    raise Says(code, why if isinstance(why, str) else "")
