"""The pictures a bot sends: the platform takes an address only, and fetches it more than once.

A picture whose address dies after the first fetch turns black in the chat, although the call was
answered with ok. Addresses of this machine and of private networks are refused.
"""

import ipaddress
from urllib.parse import urlsplit

import aiohttp

from tests.zalo_bot.borrowed import broken
from tests.zalo_bot.chats import Picture
from tests.zalo_bot.errors import BAD, refused
from tests.zalo_bot.switches import Switches

HTTP_OK = 200
_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8")
_SECONDS = 10.0


class Pictures:
    def __init__(self, switches: Switches) -> None:
        self.all: list[Picture] = []
        self._switches = switches

    async def take(self, url: str) -> Picture:
        """Fetch a picture for a message; raises what the bot is told if that fails."""
        if not _is_public(url, allow_loopback=self._switches.allow_loopback):
            raise broken(f"the photo is not at a public address: {url}")
        data = await _fetch(url)
        if data is None:
            raise refused(BAD, "Bad Request: the photo could not be fetched")
        if not data.startswith(_MAGIC):
            raise broken(f"what is at {url} is no picture")
        picture = Picture(url, data)
        for _ in range(self._switches.fetches_at_once - 1):
            await _look_again(picture)
        self.all.append(picture)
        return picture

    async def refetch(self) -> None:
        """Later, as it happens when somebody opens the chat on another device."""
        for picture in self.all:
            await _look_again(picture)


async def _look_again(picture: Picture) -> None:
    picture.fetched += 1
    if await _fetch(picture.url) != picture.data:
        picture.black = True


async def _fetch(url: str) -> bytes | None:
    """What is at an address; nothing if it cannot be had."""
    wait = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=wait) as session, session.get(url) as response:
            data = await response.read()
    except (aiohttp.ClientError, OSError):  # a time that ran out is an OSError too
        return None
    return data if response.status == HTTP_OK else None


def _is_public(url: str, *, allow_loopback: bool) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host:
        return False
    if host == "localhost":
        return allow_loopback
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." in host and not host.endswith((".local", ".internal"))
    return address.is_global or (allow_loopback and address.is_loopback)
