"""Requests to a platform over aiohttp: what matters is whether one may have arrived.

No error carries an address or what the other side wrote: both may hold tokens, ids and links.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    StreamReader,
    TCPConnector,
)

CONNECT_SECONDS = 10.0
READ_SECONDS = 15.0  # less than the sender waits for a request
LARGEST = 25 * 2**20  # bytes of an answer; no platform hands out a file of more than 20 MB
SERVER_FAULT = 500  # the status from which on the other side is at fault

Told: TypeAlias = Callable[[str], Exception]


@dataclass(frozen=True, slots=True)
class Errors:
    """What an error is called on a platform, given one short sentence."""

    never: Told  # no connection came about: the request surely did nothing
    late: Told  # as below: nobody answered in time
    unknown: Told  # nobody knows what became of the request


class Connections:
    """One pool of at most so many connections, from `open` to `close`."""

    def __init__(self, most: int, errors: Errors) -> None:
        self._most = most
        self._errors = errors
        self._session: ClientSession | None = None

    async def open(self) -> None:
        if self._session is None:
            pool = TCPConnector(limit=self._most)
            self._session = ClientSession(connector=pool, trust_env=True)  # HTTPS_PROXY counts

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def request(
        self,
        method: str,
        url: str,
        seconds: float = READ_SECONDS,
        /,
        **more: Any,  # noqa: ANN401 - aiohttp's
    ) -> tuple[int, bytes]:
        """Status and body of an answer, of which each part comes within `seconds`.

        Only a GET follows to another address: a POST would come there without what it says.
        """
        if self._session is None:
            raise self._errors.never("the connections are closed")
        more["timeout"] = ClientTimeout(None, sock_connect=CONNECT_SECONDS, sock_read=seconds)
        more.setdefault("allow_redirects", method == "GET")
        with self._called():
            async with self._session.request(method, url, **more) as answer:
                return answer.status, await self._limited(answer.content)

    @contextmanager
    def _called(self) -> Iterator[None]:
        try:
            yield
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise self._errors.never(f"no connection: {type(error).__name__}") from None
        except TimeoutError:
            raise self._errors.late("no answer in time") from None
        except (ClientError, OSError) as error:
            raise self._errors.unknown(f"the connection broke: {type(error).__name__}") from None

    async def _limited(self, content: StreamReader) -> bytes:
        parts, size = [], 0
        async for part in content.iter_any():
            size += len(part)
            if size > LARGEST:
                raise self._errors.unknown("the answer is too large")
            parts.append(part)
        return b"".join(parts)
