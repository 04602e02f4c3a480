"""Who a browser is, told from its signed cookie, and the rules every answer to it carries."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import wraps
from secrets import token_hex
from typing import TypeAlias
from urllib.parse import urlsplit

from aiohttp import web

from bot.clock import wall
from bot.services import Services
from bot.settings import Settings
from storage.database import Unreachable

COOKIE = "guongsang"
LIVES = timedelta(days=400)  # the longest browsers allow; each opening of the page renews it
DEMO = "demo-"
_PURPOSE = "session:"
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
        "connect-src 'self'; style-src 'self'; script-src 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


def new_address() -> str:
    return token_hex(16)


def address_in(services: Services, request: web.Request) -> str | None:
    """The web address of whoever asks; None without a session. Demo people live in DEMO only.

    Sessions run on the wall's clock: a rehearsal that jumps ahead must not end them.
    """
    token = request.cookies.get(COOKIE, "")
    said = services.keyring.unsign(token, wall(), LIVES) or ""
    address = said.removeprefix(_PURPOSE)
    if not said.startswith(_PURPOSE) or (_is_demo(address) and not services.settings.demo):
        return None
    return address


def _is_demo(address: str) -> bool:
    return address.startswith(DEMO)


def remember(services: Services, response: web.StreamResponse, address: str) -> None:
    """Make the browser that gets this answer the one at `address`."""
    response.set_cookie(
        COOKIE, services.keyring.sign(_PURPOSE + address, wall()),
        max_age=int(LIVES.total_seconds()), httponly=True, samesite="Lax",
        secure=services.settings.address.startswith("https:"),
    )  # fmt: skip


def same_origin(settings: Settings, request: web.Request) -> bool:
    """Whether our own page asks. Browsers always say who does; nobody else has our cookie."""
    origin = urlsplit(request.headers.get("Origin", ""))
    ours = urlsplit(settings.address)
    return (origin.scheme, origin.netloc) == (ours.scheme, ours.netloc) or (
        origin.scheme in {"http", "https"} and origin.netloc == request.host
    )


def guarded(handler: Handler) -> Handler:
    """The handler, with the headers that keep a page to itself on whatever it answers."""

    @wraps(handler)
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            response = await handler(request)
        except web.HTTPException as refusal:
            refusal.headers.update(_HEADERS)
            raise
        except Unreachable as error:
            raise web.HTTPServiceUnavailable(headers=_HEADERS) from error
        if not response.prepared:
            response.headers.update(_HEADERS)
        return response

    return answer
