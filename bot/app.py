"""Where everything is put together: the one place that knows which part needs which."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from functools import partial
from math import inf
from typing import Any

import structlog
from aiohttp import web
from sqlalchemy import Connection

from bot import health, secret_words
from bot.broadcasting import Broadcasting
from bot.channels import public_media, webhooks
from bot.channels.base import Channel, Fetches, Introduces, Keep, Listens, Registered, Waits
from bot.channels.configured import configured
from bot.channels.web import LARGEST_BODY, routes
from bot.channels.web_chat import WebChat
from bot.clock import offset, shifted
from bot.envelope import Envelope
from bot.forgetting import Forgetting
from bot.intake import Intake
from bot.links import links_of
from bot.lost import tell_above
from bot.measures import Measures
from bot.naming import Naming
from bot.reform import watch
from bot.reminding import Reminding
from bot.retaining import retaining
from bot.sender import Sender
from bot.services import Services
from bot.settings import BadSettings, Settings
from bot.setup import set_up
from bot.shelf import Shelf
from bot.spool import Spool
from bot.spool_place import claim
from bot.usage import Usage
from bot.worker import Worker
from bot.world import Taken, World
from storage import codes
from storage.blobs import open_blobs
from storage.database import Database, Unreachable
from storage.migrate import is_current, upgrade
from storage.people import Contact
from storage.reorganisations import do_due
from storage.secrets import Keyring, load_or_make

ACCOUNT_SECONDS = 5.0  # that a start waits for a platform; afterwards it goes on without
_log = structlog.get_logger()


def keyring_of(settings: Settings) -> Keyring:
    if settings.secret_key is not None:
        return Keyring(settings.secret_key.get_secret_value())
    return Keyring(load_or_make(settings.data_dir))


@contextlib.asynccontextmanager
async def database_of(settings: Settings) -> AsyncIterator[Database]:
    """The database of the settings, whatever state it is in; its folder is made if need be."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database)
    try:
        yield database
    finally:
        await database.close()


@contextlib.asynccontextmanager
async def opened(
    settings: Settings, channels: dict[str, Channel] | None = None
) -> AsyncIterator[Services]:
    """The parts of one process, closed again at the end. Migrates nothing."""
    async with database_of(settings) as database, contextlib.AsyncExitStack() as stack:
        folder, lock = claim(settings.data_dir / "spool")
        stack.enter_context(lock)
        services, after = await _services(settings, database, Spool(folder), channels or {})
        for channel in services.channels.values():
            if isinstance(channel, contextlib.AbstractAsyncContextManager):
                await stack.enter_async_context(channel)
        yield services
        await services.intake.stop()
        await after.finished()


async def _services(
    settings: Settings, database: Database, spool: Spool, more: dict[str, Channel]
) -> tuple[Services, "_After"]:
    clock = shifted(await database.transact(offset, settings.clock_start))
    keyring, blobs = keyring_of(settings), open_blobs(settings.evidence)
    measures = Measures()
    chat = WebChat(settings.address)
    shelf = Shelf(database, blobs, keyring)
    phones = configured(settings, database, keyring, shelf)
    channels: dict[str, Channel] = {c.name: c for c in (chat, *phones)} | more
    sender = Sender(
        database, channels, clock, settled=lambda contact_id: chat.poke((contact_id,)),
        lost=lambda c, contact_id: tell_above(c, clock(), contact_id),
        opened=partial(secret_words.opened, keyring),
        counted=measures.sent,
    )  # fmt: skip
    worker = Worker(database, blobs, _fetcher(channels), clock)
    broadcasting = Broadcasting(database, clock, sender.wake)
    after = _After(sender, worker, chat, channels, Naming(database, channels))
    links = links_of(channels.values())
    world = World(
        keyring, links, layouts={name: c.layout for name, c in channels.items()},
        paces={name: c.pace.bulk_per_second if c.pace else inf for name, c in channels.items()},
    )  # fmt: skip
    intake = Intake(database, spool, world, clock, after, measures.turn)
    services = Services(
        settings=settings, database=database, keyring=keyring, blobs=blobs, spool=spool,
        clock=clock, intake=intake, sender=sender, worker=worker, measures=measures, chat=chat,
        channels=channels, usage=Usage(database, channels.values(), clock), shelf=shelf,
        reminding=Reminding(database, clock, measures.digests), broadcasting=broadcasting,
    )  # fmt: skip
    return services, after


def _fetcher(channels: dict[str, Channel]) -> Callable[[str, dict[str, Any]], Awaitable[bytes]]:
    async def fetch(channel: str, ref: dict[str, Any]) -> bytes:
        found = channels.get(channel)
        if not isinstance(found, Fetches):
            raise LookupError(f"channel {channel} is off")  # noqa: TRY004 - nothing of a wrong type
        return await found.fetch(ref)

    return fetch


class _After:
    """What a turn sets off: its replies leave at once, its pictures are looked at, and whoever came
    for the first time is looked up.
    """

    def __init__(
        self,
        sender: Sender,
        worker: Worker,
        chat: WebChat,
        channels: Mapping[str, Channel],
        naming: Naming,
    ) -> None:
        self._sender, self._worker, self._chat = sender, worker, chat
        self._channels, self._naming = channels, naming
        self._tasks: set[asyncio.Task[None]] = set()

    def __call__(self, taken: Taken) -> None:
        self._start(self._deliver((taken.contact_id, *taken.others)))
        self._sender.wake()
        if taken.evidence:
            self._worker.wake()
        if taken.newcomer is not None:
            self._start(self._introduce(taken.newcomer))
        if taken.stranger is not None:
            self._start(self._naming.ask(taken.stranger))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _introduce(self, newcomer: Contact) -> None:
        channel = self._channels.get(newcomer.channel)
        if isinstance(channel, Introduces):
            await channel.introduce(newcomer.address, newcomer.person)

    async def _deliver(self, contact_ids: tuple[int, ...]) -> None:
        try:
            await self._sender.flush(contact_ids)
        except Unreachable:
            return  # the rows are in the outbox; the sender's own loop takes them later
        self._chat.poke(contact_ids)

    async def finished(self) -> None:
        """Wait for the replies under way."""
        await asyncio.gather(*self._tasks, return_exceptions=True)


def prepare(c: Connection, settings: Settings) -> None:
    """Schema, plan and units: everything a new database needs. Raises PlanError, UnitsError."""
    upgrade(c)
    codes.hide(c, keyring_of(settings))
    set_up(c, settings.plan, shifted(offset(c, settings.clock_start))())
    catch_up(c, settings)


def catch_up(c: Connection, settings: Settings) -> None:
    """Do the reorganisations whose day has come while nothing ran."""
    do_due(c, shifted(offset(c, settings.clock_start))())


def web_application(services: Services) -> web.Application:
    app = web.Application(client_max_size=LARGEST_BODY)

    async def close_pages(_: web.Application) -> None:
        await services.chat.close()

    app.on_shutdown.append(close_pages)
    called = webhooks.routes(services.channels.values(), partial(_keep, services))
    app.add_routes([*routes(services), *called, *health.routes(services, is_current)])
    app.add_routes(public_media.routes(services))
    return app


def _keep(services: Services, channel: Channel) -> Keep:
    """How a channel hands in what it hears; whoever must wait for the answer is shown so."""

    async def kept(envelope: Envelope) -> bool:
        taken = await services.intake.keep(envelope)
        if not taken and isinstance(channel, Waits):
            channel.busy(envelope)
        return taken

    return kept


async def check_accounts(services: Services) -> None:
    """Raises `BadAccount`; a platform that does not answer is named in the log and waited for."""
    channels = [c for c in services.channels.values() if isinstance(c, Registered)]
    for channel in channels:
        try:
            async with asyncio.timeout(ACCOUNT_SECONDS):
                hindered = await channel.check()
        except TimeoutError:
            hindered = "no answer"
        if hindered:
            _log.warning("channel_waits", channel=channel.name, why=hindered)


async def run(services: Services, *, serving: bool, working: bool) -> None:
    """Serve and work until SIGTERM or SIGINT, then finish what is in hand.

    Raises `BadAccount`, and `BadSettings` where the port cannot be listened on.
    """
    await check_accounts(services)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with at_work(services, serving=serving, working=working) as (tasks, _):
        stopped = asyncio.create_task(stop.wait())
        done, _ = await asyncio.wait([stopped, *tasks], return_when=asyncio.FIRST_COMPLETED)
    for over in done:
        over.result()


@contextlib.asynccontextmanager
async def at_work(
    services: Services, *, serving: bool, working: bool
) -> AsyncIterator[tuple[list[asyncio.Task[None]], web.AppRunner | None]]:
    """The loops of a process and its web server, until the block ends; then in good order down."""
    jobs = [services.intake.run()]
    listening = [c for c in services.channels.values() if isinstance(c, Listens)]
    jobs += [channel.listen(_keep(services, channel)) for channel in listening]
    if working:
        jobs += [services.sender.run(), services.worker.run(), services.usage.run()]
        jobs += [services.reminding.run(), services.broadcasting.run()]
        jobs.append(watch(services.database, services.clock))
        jobs += [_forgetting(services).run(), retaining(services).run()]
    tasks = [asyncio.create_task(job) for job in jobs]
    runner: web.AppRunner | None = None
    try:
        runner = await _serve(services) if serving else None
        yield tasks, runner
    finally:
        if runner is not None:
            await runner.cleanup()
        await services.intake.stop()
        services.sender.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _forgetting(services: Services) -> Forgetting:
    return Forgetting(services.database, services.blobs, services.keyring, services.clock)


async def _serve(services: Services) -> web.AppRunner:
    settings = services.settings
    runner = web.AppRunner(web_application(services), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, settings.host, settings.port)
    try:
        await site.start()
    except OSError as error:
        await runner.cleanup()
        why = os.strerror(error.errno or 0).lower()
        raise BadSettings(f"PORT: cannot listen on {settings.address} ({why}).") from None
    _log.info("serving", address=settings.address)
    return runner
