"""Where platforms call us: 200 means that the message is kept."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field

import structlog
from aiohttp import web

from bot.channels.base import Channel, Keep, Receives

LARGEST_CALL = 2**20  # bytes
_NOTHING = frozenset({b"", b"{}"})  # what a platform or a person sends to see whether we are there
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a platform is to call, and the word by which it proves that it is the platform."""

    url: str
    secret: str = field(repr=False)

    @property
    def secret_bytes(self) -> bytes:
        return self.secret.encode()


def routes(channels: Iterable[Channel], keep: Callable[[Channel], Keep]) -> list[web.RouteDef]:
    return [
        web.post(channel.path, handler(channel, keep(channel)))
        for channel in channels
        if isinstance(channel, Receives) and channel.path
    ]


def handler(
    channel: Receives, keep: Keep
) -> Callable[[web.Request], Coroutine[None, None, web.Response]]:
    async def called(request: web.Request) -> web.Response:
        raw = await request.read()  # 413 beyond the application's own limit
        if not channel.verify(request.headers, raw):
            if raw.strip() in _NOTHING:
                return web.Response()
            raise web.HTTPForbidden
        try:
            await asyncio.gather(*(keep(envelope) for envelope in channel.hear(raw)))
        except OSError as error:
            _log.warning("call_not_kept", path=channel.path, error=type(error).__name__)
            raise web.HTTPServiceUnavailable from error
        return web.Response()

    return called
