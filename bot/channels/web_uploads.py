"""Photos, videos, voice notes and files from the page: kept in the store before their message."""

import asyncio
from collections.abc import Mapping, Sequence
from re import compile as pattern
from urllib.parse import unquote

import structlog
from aiohttp import web

from bot.channels.web_frames import is_client_id
from bot.channels.web_sessions import address_in, same_origin
from bot.envelope import Attachment, Envelope
from bot.keeping import LARGEST
from bot.services import Services
from campaign.exemplar import FILE, PHOTO, VIDEO, VOICE
from campaign.text import clean
from conversations.receipts import Why, receipt_text
from conversations.words import SOURCE, words
from storage import inbox, pages
from storage.blobs import BlobsUnavailable
from storage.database import Unreachable

CHUNK = 2**16
_ALBUM = pattern(r"[A-Za-z0-9_-]{0,64}")
_LONGEST_NAME, _LONGEST_CAPTION = 120, 20_000
_log = structlog.get_logger()
_t = words(SOURCE)


def routes(services: Services) -> Sequence[web.RouteDef]:
    async def upload(request: web.Request) -> web.Response:
        if not same_origin(services.settings, request):
            raise web.HTTPForbidden
        address = address_in(services, request)
        if address is None:
            return web.json_response({"kept": False}, status=401)
        envelope = _envelope(address, request.headers)
        if envelope is None:
            return _refused(400, _t("Chưa nhận được tệp này. Đồng chí thử gửi ảnh hoặc tệp khác."))
        if not await _is_known(services, envelope):
            data = await _body(request, envelope)
            if isinstance(data, web.Response):
                return data
            await _keep(services, envelope, data)
        return web.json_response({"kept": True})

    return [web.post("/upload", upload)]


def _refused(status: int, reason: str) -> web.Response:
    return web.json_response({"reason": reason}, status=status)


def _envelope(address: str, headers: Mapping[str, str]) -> Envelope | None:
    """The message without the hash of its bytes."""
    id, kind, album = (headers.get(f"X-{name}", "") for name in ("Client-Id", "Kind", "Album"))
    known = kind in {PHOTO, VIDEO, VOICE, FILE} and _ALBUM.fullmatch(album)
    if not known or not is_client_id(id):
        return None
    caption, name = (clean(unquote(headers.get(f"X-{part}", ""))) for part in ("Caption", "Name"))
    caption, name = caption[:_LONGEST_CAPTION], name.replace("\\", "/").rpartition("/")[2]
    sent = Attachment(kind, {"name": name[-_LONGEST_NAME:]}, caption, album)
    return Envelope(pages.CHANNEL, address, id, attachment=sent, shown=caption)


async def _is_known(services: Services, envelope: Envelope) -> bool:
    """Whether its turn is over. The bytes must then not be stored raw a second time."""
    try:
        return await services.database.transact(inbox.known, envelope.key)
    except Unreachable:  # then the spool takes it
        return False


async def _body(request: web.Request, envelope: Envelope) -> bytes | web.Response:
    """The bytes, or the answer that refuses them."""
    if (request.content_length or 0) > LARGEST:
        return _too_large(envelope)
    data = bytearray()
    async for chunk in request.content.iter_chunked(CHUNK):
        data += chunk
        if len(data) > LARGEST:
            return _too_large(envelope)
    return bytes(data) or _refused(400, _t("Tệp này trống. Đồng chí thử chọn lại."))


def _too_large(envelope: Envelope) -> web.Response:
    """In the words a receipt would have."""
    kind = envelope.attachment.kind if envelope.attachment else FILE
    return _refused(413, receipt_text(_t, {}, {}, {(kind, Why.TOO_LARGE): 1}))


async def _keep(services: Services, envelope: Envelope, data: bytes) -> None:
    """Bytes first: a message never names what is not there."""
    sent = envelope.attachment
    assert sent is not None  # noqa: S101 - uploads are made with one
    try:
        sent.ref["blob"] = await asyncio.to_thread(services.blobs.put, data)
        await services.intake.keep(envelope)
    except (BlobsUnavailable, OSError) as error:  # the page keeps it and comes back
        _log.warning("upload_not_kept", error=type(error).__name__)
        raise web.HTTPServiceUnavailable from error
