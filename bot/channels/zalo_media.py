"""What people sent through Zalo, downloaded by its address, and nothing else on earth.

The hard idea: an address in a message may lead anywhere, also into our own network. So a host must
be one of ZALO_MEDIA_HOSTS, each redirect is a new address to judge, and a name is resolved by a
resolver of our own, which hands on the addresses it has judged: what was checked is connected to.
No error carries more of an address than its host; the rest opens the file to anybody.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Self

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    TCPConnector,
)
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.channels.zalo_resolver import Hindered, NotAllowed, Resolver
from bot.fetching import FileGone, FileTooLarge
from bot.media_hosts import MediaHosts

LARGEST = 20 * 1024 * 1024
PAUSES = (0.5, 1.0, 2.0, 4.0)  # while a fresh file is not ready on Zalo's side
MOST_REDIRECTS = 3
FINE = range(200, 300)
MOVED = frozenset({301, 302, 303, 307, 308})
GONE = frozenset({404, 410})
_TIMES = ClientTimeout(total=50, sock_connect=5, sock_read=20)
# No Referer: Zalo answers 403 to one. A packed answer would hide how large it is.
_HEADERS = {"User-Agent": "GuongSang", "Accept": "*/*", "Accept-Encoding": "identity"}


class Unconnected(Hindered):
    """Nobody has received the request."""


class Media:
    """Downloads from `hosts`. Open from the first file until `close`."""

    def __init__(
        self,
        hosts: MediaHosts,
        resolver: AbstractResolver | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._hosts = hosts
        self._resolver = resolver
        self._sleep = sleep
        self._session: ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def fetch(self, url: str) -> bytes:
        """The bytes there. Raises FileGone, FileTooLarge, or Hindered for what may pass."""
        place = _parsed(url)
        for pause in (*PAUSES, 0.0):
            if data := await self._followed(place):
                return data
            if pause:
                await self._sleep(pause)
        raise Hindered(f"{place.raw_host} has not made the file ready yet")

    async def _followed(self, url: URL) -> bytes:
        """Empty while the file is not ready."""
        for _ in range(MOST_REDIRECTS + 1):
            if not self._hosts.allow(url):
                raise NotAllowed(f"{url.raw_host}:{url.port} is not of ZALO_MEDIA_HOSTS")
            got = await self._asked(url)
            if isinstance(got, bytes):
                return got
            url = got
        raise Hindered(f"{url.raw_host}: redirected too often")

    async def _asked(self, url: URL) -> bytes | URL:
        """Zalo's messages say http even where https answers; https it is, where it can be."""
        if url.scheme == "http":
            with suppress(Unconnected):
                return await self._got(_secure(url))
        return await self._got(url)

    async def _got(self, url: URL) -> bytes | URL:
        session = self._opened()
        try:
            async with session.get(url, allow_redirects=False) as answer:
                return await _read(answer, url)
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise Unconnected(f"{url.raw_host}: {type(error).__name__}") from None
        except (ClientError, OSError, ValueError) as error:
            raise Hindered(f"{url.raw_host}: {type(error).__name__}") from None

    def _opened(self) -> ClientSession:
        if self._session is None:
            # Nothing is remembered between files: neither a name's address nor a cookie.
            connector = TCPConnector(
                resolver=Resolver(self._hosts, self._resolver), use_dns_cache=False
            )
            self._session = ClientSession(
                connector=connector, cookie_jar=DummyCookieJar(), headers=_HEADERS, timeout=_TIMES
            )
        return self._session


def _parsed(url: str) -> URL:
    """Raises FileGone for what is no address of the web: it will never become one."""
    try:
        place = URL(url)
        whole = place.scheme in {"http", "https"} and bool(place.raw_host)
    except ValueError:
        whole = False
    if not whole:
        raise FileGone("no address of the web")
    if place.raw_user is not None or place.raw_password is not None:
        raise FileGone(f"{place.raw_host}: an address with credentials")
    return place


def _secure(url: URL) -> URL:
    secure = url.with_scheme("https")
    return secure.with_port(None) if url.port == 80 else secure  # noqa: PLR2004 - that of http


async def _read(answer: ClientResponse, url: URL) -> bytes | URL:
    """The bytes, or where they are said to be. Its media type says nothing: it is often wrong."""
    if answer.status in GONE:
        raise FileGone(f"{url.raw_host} says {answer.status}")
    if answer.status in MOVED:
        return _parsed(str(url.join(URL(answer.headers.get("Location", "")))))
    if answer.status not in FINE:
        raise Hindered(f"{url.raw_host} says {answer.status}")
    return await _limited(answer, url)


async def _limited(answer: ClientResponse, url: URL) -> bytes:
    data = bytearray()
    said = answer.content_length or 0
    async for part in answer.content.iter_any():
        data += part
        if max(said, len(data)) > LARGEST:
            raise FileTooLarge(f"{url.raw_host}: more than {LARGEST} bytes")
    return bytes(data)
