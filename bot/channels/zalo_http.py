"""Requests to Zalo, whichever of its two products: what matters is whether one may have arrived.

No error carries an address or what the platform wrote: both may hold tokens, ids and links.
"""

from collections.abc import Mapping
from typing import Any

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    TCPConnector,
)

CONNECT_SECONDS = 10.0
READ_SECONDS = 15.0  # less than the sender waits for a request
SERVER_FAULT = 500


class ZaloError(Exception):
    """`str` is one short sentence."""


class NeverReached(ZaloError):
    """No connection came about: the call surely did nothing."""


class NoAnswer(ZaloError):
    """Nobody knows what became of the call."""


class Connections:
    """One pool, from `open` to `close`."""

    def __init__(self) -> None:
        self._session: ClientSession | None = None

    async def open(self) -> None:
        if self._session is None:
            self._session = ClientSession(connector=TCPConnector(limit=64), trust_env=True)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def get(self, url: str, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """As `post`."""
        return await self._asked("GET", url, None, headers, READ_SECONDS)

    async def post(
        self,
        url: str,
        data: Any,  # noqa: ANN401 - bytes, or a form
        headers: Mapping[str, str],
        seconds: float = READ_SECONDS,
    ) -> tuple[int, bytes]:
        """Status and body of the answer. Raises `ZaloError`."""
        return await self._asked("POST", url, data, headers, seconds)

    async def _asked(
        self,
        verb: str,
        url: str,
        data: Any,  # noqa: ANN401 - as above
        headers: Mapping[str, str],
        seconds: float,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NeverReached("the connections are closed")
        times = ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=seconds)
        asked = self._session.request(
            verb, url, data=data, headers=headers, timeout=times, allow_redirects=False
        )
        try:
            async with asked as answer:
                return answer.status, await answer.read()
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise NeverReached(f"Zalo is not reachable: {type(error).__name__}") from None
        except TimeoutError:
            raise NoAnswer("Zalo did not answer in time") from None
        except (ClientError, OSError) as error:
            raise NoAnswer(f"the connection broke: {type(error).__name__}") from None
