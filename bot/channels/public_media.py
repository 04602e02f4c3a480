"""Pictures and files for platforms that take an address only: links that work without a session.

Who has the link has the right, so it says nothing but what it opens, is signed, and dies after a
week: a platform fetches a picture again when somebody opens the chat on another phone.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeAlias
from urllib.parse import quote

import structlog
from aiohttp import web

from bot.attachments import UNKNOWN, sniff
from bot.clock import wall
from bot.services import Services
from storage.blobs import BlobMissing, BlobsUnavailable
from storage.database import Unreachable
from storage.secrets import Keyring

LIVES = timedelta(days=7)
PICTURE, FILE = "picture", "file"
_HEADERS = {"Cache-Control": "private, max-age=86400", "X-Robots-Tag": "noindex"}
_log = structlog.get_logger()

Opened: TypeAlias = tuple[bytes, str]  # bytes, and a name where it is to be saved under one


@dataclass(frozen=True, slots=True)
class PublicLinks:
    """Makes the links; `address` is where the world reaches us, None where it does not."""

    keyring: Keyring = field(repr=False)
    address: str | None

    def picture(self, id: int) -> str | None:
        return self._link("p", f"{PICTURE}:{id}", ".jpg")

    def file(self, key: str) -> str | None:
        return self._link("f", f"{FILE}:{key}", "")

    def _link(self, folder: str, what: str, ending: str) -> str | None:
        if self.address is None:
            return None
        token = self.keyring.sign(what, wall())
        return f"{self.address.rstrip('/')}/{folder}/{token}{ending}"


def routes(services: Services) -> Sequence[web.RouteDef]:
    shelf = services.shelf

    async def picture(thing: str) -> Opened | None:
        data = await shelf.picture(int(thing))
        return None if data is None else (data, "")

    def opens(kind: str, find: Callable[[str], Awaitable[Opened | None]]) -> web.RouteDef:
        async def opened(request: web.Request) -> web.Response:
            token = request.match_info["token"]
            said = services.keyring.unsign(token, wall(), LIVES) or ""
            signed, _, thing = said.partition(":")
            if signed != kind:
                raise web.HTTPNotFound
            return _answer(await _found(find, thing))

        path = {PICTURE: "/p/{token}.jpg", FILE: "/f/{token}"}[kind]
        return web.get(path, opened)

    return [opens(PICTURE, picture), opens(FILE, shelf.file)]


async def _found(find: Callable[[str], Awaitable[Opened | None]], thing: str) -> Opened:
    try:
        found = await find(thing)
    except BlobMissing:
        found = None
    except (Unreachable, BlobsUnavailable) as error:
        _log.warning("public_media_not_available", error=type(error).__name__)
        raise web.HTTPServiceUnavailable from error
    if found is None:
        raise web.HTTPNotFound
    return found


def _answer(found: Opened) -> web.Response:
    data, name = found
    kind = sniff(data)
    shown = f"attachment; filename*=UTF-8''{quote(name)}" if name else "inline"
    headers = _HEADERS | {"Content-Type": kind or UNKNOWN, "Content-Disposition": shown}
    return web.Response(body=data, headers=headers)
