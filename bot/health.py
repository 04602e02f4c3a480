"""Whether this process lives, whether it can take messages, and its measures."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias

import structlog
from aiohttp import web
from sqlalchemy import Connection

from bot.channels.base import Channel, Reports
from bot.services import Services
from bot.usage import Filled
from storage import digests, evidence, outbox, outgoing
from storage.blobs import BlobsUnavailable
from storage.database import Unreachable

CHANNELS = ("telegram", "zalo_oa", "zalo_bot", "web")
PATIENCE = 5.0  # seconds; a part that takes longer does not answer
_log = structlog.get_logger()

Migrated: TypeAlias = Callable[[Connection], bool]
Check: TypeAlias = Callable[[], Awaitable[bool]]


def routes(services: Services, migrated: Migrated) -> Sequence[web.RouteDef]:
    """`migrated` says whether the schema is the one of this release."""

    async def live(_: web.Request) -> web.Response:
        return web.json_response({"live": True})

    async def ready(_: web.Request) -> web.Response:
        parts = await _parts(services, migrated)
        fine = all(parts.values())
        filled = await _filled(services)
        channels = {name: _state(services.channels.get(name), filled) for name in CHANNELS}
        body = {"ready": fine, **parts, "channels": channels}
        return web.json_response(body, status=200 if fine else 503)

    async def metrics(_: web.Request) -> web.Response:
        try:
            await _count(services)
        except Unreachable as error:
            raise web.HTTPServiceUnavailable from error
        kind = "text/plain; version=0.0.4; charset=utf-8"
        return web.Response(body=services.measures.text(), headers={"Content-Type": kind})

    return [
        web.get("/health/live", live),
        web.get("/health/ready", ready),
        web.get("/metrics", metrics),
    ]


def _state(channel: Channel | None, filled: Mapping[str, Filled]) -> str:
    if channel is None:
        return "off"
    state = channel.state if isinstance(channel, Reports) else "on"
    return f"{state}; {filled[channel.name]}" if channel.name in filled else state


async def _filled(services: Services) -> Mapping[str, Filled]:
    """How much the plans of the channels leave; nothing while the database is away."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await services.usage.look()
    except (Unreachable, TimeoutError):
        return {}


async def _parts(services: Services, migrated: Migrated) -> dict[str, bool]:
    async def database() -> bool:
        await services.database.transact(lambda c: c.exec_driver_sql("SELECT 1").scalar())
        return True

    async def migrations() -> bool:
        return await services.database.transact(migrated)

    async def spool() -> bool:
        return await asyncio.to_thread(services.spool.writable)

    async def photos() -> bool:
        await asyncio.to_thread(services.blobs.probe)
        return True

    checks = {"database": database, "migrations": migrations, "spool": spool, "photos": photos}
    found = await asyncio.gather(*(_answers(name, check) for name, check in checks.items()))
    return dict(zip(checks, found, strict=True))


async def _answers(name: str, check: Check) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            return await check()
    except (Unreachable, BlobsUnavailable, TimeoutError) as error:
        _log.warning("not_ready", part=name, error=type(error).__name__)
        return False


async def _count(services: Services) -> None:
    """Fill in the pending ones, just before they are read."""
    services.measures.filled(await services.usage.look())
    transact, now = services.database.transact, services.clock()
    waits = await transact(outgoing.replies_wait, now, list(services.channels))
    services.measures.bulk(paused=waits)
    services.measures.reminding(await transact(digests.lag, now))
    services.measures.pending(
        dict(await transact(outbox.pending)), dict(await transact(outbox.oldest, now)),
        services.spool.count(), await transact(evidence.by_state),
    )  # fmt: skip
