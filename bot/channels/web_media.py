"""Pictures, voice notes and files for the page, by links that work only for whom they were made."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote

import structlog
from aiohttp import web
from sqlalchemy import Connection

from bot.attachments import ENDINGS, sniff
from bot.channels.web_sessions import address_in
from bot.clock import wall
from bot.services import Services
from storage import pages, sheets
from storage.blobs import BlobMissing, BlobsUnavailable

# A link's content never changes, but whether it may be seen does: consent can be withdrawn.
_ASKED_AGAIN = "private, no-cache"
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Where the bytes lie and what the file is called; the page may know when we do not."""

    sha256: str
    name: str


def routes(services: Services) -> Sequence[web.RouteDef]:
    async def media(request: web.Request) -> web.Response:
        address = address_in(services, request)
        if address is None:
            raise web.HTTPUnauthorized
        said = services.keyring.unsign(request.match_info["token"], wall()) or ""
        full = "full" in request.query
        wanted = await services.database.transact(_wanted, said, address, full=full)
        if wanted is None:
            raise web.HTTPNotFound
        if wanted.sha256.startswith(sheets.KEY):
            data, name = await _sheet(services, wanted.sha256)
            return _answer(request, data, name)
        return _answer(request, await _bytes(services, wanted.sha256), wanted.name)

    return [web.get("/media/{token}", media)]


def _wanted(c: Connection, said: str, address: str, *, full: bool) -> _Wanted | None:
    """What a link says, if it was made for who asks and they may still see it."""
    match said.split(":"):
        case ["media", owner, kind, thing] if owner == str(pages.contact_id(c, address)):
            if kind == "blob":
                return _Wanted(thing, "guong-sang")
            return _evidence(c, owner, thing, full=full)
    return None


def _evidence(c: Connection, owner: str, thing: str, *, full: bool) -> _Wanted | None:
    row = pages.stored_for(c, int(owner), int(thing))
    if row is None:
        return None
    sha256 = row.sha256 if full or not row.thumbnail else row.thumbnail
    return _Wanted(sha256, str(row.ref.get("name", "")))


async def _sheet(services: Services, key: str) -> tuple[bytes, str]:
    try:
        return await services.shelf.file(key)
    except BlobMissing:
        raise web.HTTPNotFound from None


async def _bytes(services: Services, sha256: str) -> bytes:
    try:
        return await asyncio.to_thread(services.blobs.get, sha256)
    except BlobMissing:
        raise web.HTTPNotFound from None
    except BlobsUnavailable as error:
        _log.warning("media_not_available", error=str(error))
        raise web.HTTPServiceUnavailable from error


def _answer(request: web.Request, data: bytes, name: str) -> web.Response:
    """The bytes under a type that no browser runs; a part of them where one is asked for."""
    media_type = sniff(data)
    if media_type not in ENDINGS:
        media_type = "application/octet-stream"
    headers = {
        "Content-Type": media_type,
        "Content-Disposition": _disposition(media_type, name),
        "Cache-Control": _ASKED_AGAIN,
        "Accept-Ranges": "bytes",
        "ETag": f'"{sha256(data).hexdigest()}"',
    }
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return web.Response(status=304, headers=headers)
    part = _part(request, len(data))
    if part is None:
        return web.Response(body=data, headers=headers)
    headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{len(data)}"
    return web.Response(status=206, body=data[part.start : part.stop], headers=headers)


def _part(request: web.Request, length: int) -> range | None:
    """The part asked for, as players of sound on iPhones do."""
    if "Range" not in request.headers:
        return None
    try:
        part = range(*request.http_range.indices(length))
    except ValueError:
        part = range(0)
    if not part:
        raise web.HTTPRequestRangeNotSatisfiable(headers={"Content-Range": f"bytes */{length}"})
    return part


def _disposition(media_type: str, name: str) -> str:
    shown = "inline" if media_type.startswith(("image/", "audio/")) else "attachment"
    if not name:
        return shown
    stem, ending = name.rpartition(".")[0] or name, ENDINGS.get(media_type, "bin")
    return f"{shown}; filename*=UTF-8''{quote(stem, safe='')}.{ending}"
