"""Requests to the Bot API over aiohttp: the transport of the Telegram library.

Only what the Bot API itself says counts: the page of some server on the way tells nothing of the
message or of whoever it is for.
"""

from io import BytesIO
from typing import Any, TypeAlias

import orjson
from aiohttp import FormData
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.connections import READ_SECONDS, SERVER_FAULT, Connections, Errors
from bot.channels.telegram_json import read_json

REFUSED = 400  # the status from which on a call failed

_Json: TypeAlias = dict[str, Any]


class NeverReached(NetworkError):
    """No connection came about: the request surely did nothing."""


class ServerFault(NetworkError):
    """The Bot API itself said that it could not do it now."""


class Transport(BaseRequest):
    """One pool of connections. `seconds` is how long an answer may take."""

    __slots__ = ("_connections", "_seconds")

    def __init__(self, connections: int = 256, seconds: float = READ_SECONDS) -> None:
        self._connections = Connections(connections, Errors(NeverReached, TimedOut, NetworkError))
        self._seconds = seconds

    @property
    def read_timeout(self) -> float:
        return self._seconds

    async def initialize(self) -> None:
        await self._connections.open()

    async def shutdown(self) -> None:
        await self._connections.close()

    async def do_request(  # noqa: PLR0913, PLR0917 - the library's own signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401 - a private type of the library
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401, ARG002 - as above
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401, ARG002 - as above
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401, ARG002 - as above
    ) -> tuple[int, bytes]:
        seconds = self._seconds if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        form = _form(request_data)
        status, data = await self._connections.request(method, url, seconds, **form)
        return status, _checked(status, data)

    @staticmethod
    def parse_json_payload(payload: bytes) -> _Json:
        try:
            said: _Json = read_json(payload)
        except ValueError:
            raise TelegramError("The answer is no JSON.") from None
        return said


def _checked(status: int, data: bytes) -> bytes:
    if status < REFUSED:
        return data
    if not data.startswith(b'{"ok":false'):
        raise NetworkError(f"a page of another server: {status}")
    if status >= SERVER_FAULT:
        raise ServerFault(f"the Bot API says {status}")
    return data


def _form(data: RequestData | None) -> _Json:
    """The body of a request: JSON, or parts where files are among the parameters."""
    if data is None:
        return {}
    if not data.contains_files:
        body = orjson.dumps(data.parameters)
        return {"data": body, "headers": {"Content-Type": "application/json"}}
    form = FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, media_type) in data.multipart_data.items():
        # A file object leaves in pieces: a large one in one piece would stop the loop.
        file = BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, file, filename=filename, content_type=media_type)
    return {"data": form}
