"""Calls of the Zalo Bot Platform. It says no under HTTP 200, with a code of its own."""

import re
from typing import Any

import orjson
from pydantic import SecretStr

from bot.channels.connections import READ_SECONDS, SERVER_FAULT
from bot.channels.zalo_http import NoAnswer, ZaloError, connections

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


class Says(ZaloError):
    """The platform says no, and with which code."""

    def __init__(self, code: int, description: str = "") -> None:
        said = _TELLING.sub("…", description)[:100]
        super().__init__(_SENTENCES.get(code, f"Zalo answers {code}: {said}"))
        self.code = code


class Api:
    """The calls, over one pool of connections."""

    def __init__(self, token: SecretStr, base: str) -> None:
        self._token = token
        self._base = base.rstrip("/")
        self.connections = connections()

    async def call(self, method: str, seconds: float = READ_SECONDS, /, **params: object) -> Any:  # noqa: ANN401 - whatever JSON came
        """The result of a call. Raises `ZaloError`."""
        url = f"{self._base}/bot{self._token.get_secret_value()}/{method}"
        json = {"Content-Type": "application/json"}
        asked = self.connections.request(
            "POST", url, seconds, data=orjson.dumps(params), headers=json
        )
        return _result(*await asked)


def _result(status: int, data: bytes) -> Any:  # noqa: ANN401 - whatever JSON came
    """What an answer holds. Raises `ZaloError`."""
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
