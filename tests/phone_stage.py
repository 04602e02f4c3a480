"""The stage with a platform of phones between the people and the bot: the same plays, over a fake.

Every message goes the whole way: an event of the fake, heard by polling or by a webhook, kept,
taken, and answered by calls of its API. What a transcript shows is what the outbox says; that it
is what people see in their chats is checked after every line. What is peculiar to a platform is in
`telegram_stage`, `zalo_bot_stage` …
"""

import re
from abc import abstractmethod
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Protocol

from aiohttp import web
from sqlalchemy import Connection, func, select, update

from bot.channels import webhooks
from bot.channels.base import Body, Channel, Fetches, Layout, Receives
from bot.intake import Intake
from bot.lease import Lease
from bot.naming import Naming
from bot.reminding import Reminding
from bot.secret_words import opened
from bot.sender import Sender
from bot.spool import Spool
from bot.worker import Worker
from bot.world import Taken
from campaign.broadcasts import State
from storage.outbox import HOLD_SECONDS
from storage.people import Contact
from storage.reminders import ABOUT
from storage.tables import broadcasts, contacts, outbox, rates
from tests.stage import KEYRING, Heard, Stage, jpeg

SECRET = "a-word-of-the-tests"
HOURS = 20  # enough for what talks owe at most, and for the messages themselves


class Way(StrEnum):
    """How what people do comes in."""

    POLLING = "polling"
    WEBHOOK = "webhook"


class Phone(Protocol):
    """Somebody on the fake platform."""

    async def says(self, text: str) -> Any: ...  # noqa: ANN401 - what the bot is told

    async def sends_photos(self, photos: list[bytes], caption: str) -> Any: ...  # noqa: ANN401 - too


class Phoned(Channel, Receives, Fetches, Protocol):
    """What every such channel can do."""


@dataclass
class PhoneStage(Stage):
    way: Way = Way.POLLING
    spool: Path = Path()
    told: int = 0  # the last row of the outbox that was heard
    strangers: list[Contact] = field(default_factory=list)  # whose names are to be asked for

    on: ClassVar[str]  # the name of the channel
    layout: ClassVar[Layout]
    path: ClassVar[str]
    addresses: dict[str, str] = field(default_factory=dict)  # where each is, by their key

    # --- the process

    async def start(self) -> None:
        self._process = AsyncExitStack()
        self._address = await self._serve() if self.way is Way.WEBHOOK else ""
        self.lease = Lease(self.database, self.on)
        self._phoned = await self.open_channel(self._address + self.path if self._address else "")
        channels = {self.on: self._phoned}
        self.sender = Sender(
            self.database, channels, lambda: self.now, opened=partial(opened, KEYRING)
        )
        world = replace(self.world, layouts={self.on: self.layout})
        self.intake = Intake(
            self.database, Spool(self.spool), world, lambda: self.now, self._took, lambda _: None
        )  # fmt: skip
        await self.begin()

    def _took(self, taken: Taken) -> None:
        if taken.stranger is not None:
            self.strangers.append(taken.stranger)

    @abstractmethod
    async def open_channel(self, url: str) -> Phoned:
        """The channel, entered on the stack of the process; `url` is where it can be called."""

    @abstractmethod
    async def begin(self) -> None:
        """What the channel does when it begins to listen."""

    @abstractmethod
    async def listen(self) -> None:
        """Hear all that people did since the last time."""

    async def _serve(self) -> str:
        """The part of our web server that the platform calls."""

        async def called(request: web.Request) -> web.Response:
            return await webhooks.handler(self._phoned, self.intake.keep)(request)

        app = web.Application(client_max_size=webhooks.LARGEST_CALL)
        app.add_routes([web.post(self.path, called)])
        runner = web.AppRunner(app)
        await runner.setup()
        self._process.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self.intake.stop()
        await self.lease.drop()
        await self._process.aclose()

    async def restart(self) -> None:
        await self.stop()
        await super().restart()
        await self.start()

    # --- the people

    @abstractmethod
    def phone(self, name: str) -> Phone:
        """The one who goes by this name, on the platform from now on."""

    async def move_in(self) -> None:
        """The cast is on the platform, and nowhere else."""
        await self.database.transact(self._move_in)

    def _move_in(self, c: Connection) -> None:
        for row in c.execute(select(contacts.c.id, contacts.c.address)).all():
            name = row.address.removeprefix("demo-")
            self.welcome(name)
            mine = update(contacts).where(contacts.c.id == row.id)
            c.execute(mine.values(channel=self.on, address=self.addresses[name]))

    @abstractmethod
    def welcome(self, name: str) -> None:
        """Somebody who wrote to the bot before."""

    async def say(self, name: str, text: str) -> list[Heard]:
        await self.phone(name).says(text)
        return await self.replies(name)

    async def photo(
        self, name: str, n: int = 1, *, caption: str = "", album: str = ""
    ) -> list[Heard]:
        assert not album
        await self.phone(name).sends_photos([jpeg(next(self.photos)) for _ in range(n)], caption)
        self.sent[name] = self.sent.get(name, 0) + n - 1
        return await self.replies(name, files=True)

    # --- what comes of it

    async def replies(self, name: str, *, files: bool = False) -> list[Heard]:
        """What is said once somebody has done something by themselves."""
        self.sent[name] = self.sent.get(name, 0) + 1
        await self.round()
        return await (self.idle() if files else self._said())

    async def round(self) -> None:
        """What people did comes in and is answered, however that ends."""
        await self.listen()
        await self.intake.settle()
        await self.sender.drain()
        naming = Naming(self.database, {self.on: self._phoned})
        while self.strangers:
            await naming.ask(self.strangers.pop(0))

    async def idle(self) -> list[Heard]:
        """Fetch what was sent, and let the receipts leave."""
        await self.work()
        await self.sender.drain(ahead=HOLD_SECONDS + 1)
        return await self._said()

    async def remind(self) -> list[Heard]:
        """Whose hour has come is reminded."""
        await Reminding(self.database, lambda: self.now).look()
        return await self._many()

    async def works(self) -> list[Heard]:
        """The worker looks after what is to be sent to many."""
        await self.broadcast()
        return await self._many()

    async def _many(self) -> list[Heard]:
        await self.rest()
        return await self.idle()

    async def rest(self) -> None:
        """Bulk messages leave at the pace of the platform, and pay for the talks before them."""
        for _ in range(HOURS):
            await self.database.transact(_an_hour_passes)
            await self.sender.drain()

    async def work(self) -> None:
        """Fetch what is due; its receipts are still held."""
        await Worker(self.database, self.blobs, self._fetch, lambda: self.now).run_until_idle()

    async def _said(self) -> list[Heard]:
        """What was said since the last look, in order."""
        rows = await self.database.transact(_said, self.told)
        names = {address: name for name, address in self.addresses.items()}
        heard = []
        for row in rows:
            self.told = row.id
            if row.state == "suppressed":
                continue
            assert ABOUT not in row.body, (row.state, row.why, row.body)
            body = Body.from_json(opened(KEYRING, row.body))
            assert row.state == "sent", (row.state, row.why, body.text)
            self.check(names[row.address], body, row.receipt)
            if not body.edits:
                heard.append(Heard(names[row.address], _anywhere(self.read_aloud(body))))
        return self._hear(heard)

    @abstractmethod
    def check(self, name: str, body: Body, receipt: str) -> None:
        """What the outbox says is what stands in the chat."""

    def read_aloud(self, body: Body) -> Body:
        """A message as a transcript has it."""
        return body

    async def _fetch(self, channel: str, ref: dict[str, Any]) -> bytes:
        assert channel == self.on
        return await self._phoned.fetch(ref)


def _an_hour_passes(c: Connection) -> None:
    """On the clock of the pace of bulk messages."""
    for row in c.execute(select(rates.c.channel, rates.c.at)).all():
        mine = update(rates).where(rates.c.channel == row.channel)
        c.execute(mine.values(at=row.at - timedelta(hours=1)))


def _anywhere(body: Body) -> Body:
    """A channel that is named as it is on the page, where the transcripts are written."""
    counted = re.sub(r"(Telegram|Zalo) (\d+)\b", r"trang chat \2", body.text)
    return replace(body, text=re.sub(r"(Nhắn qua: )(Telegram|Zalo)\b", r"\1trang chat", counted))


def _said(c: Connection, after: int) -> Sequence[Any]:
    """Rows since the last look; those of a cancelled message are only to be cleared away."""
    off = select(broadcasts.c.id).where(broadcasts.c.state == State.CANCELLED)
    return c.execute(
        select(outbox.c.id, outbox.c.body, outbox.c.state, outbox.c.why, outbox.c.receipt,
               contacts.c.address)
        .join(contacts, contacts.c.id == outbox.c.contact_id)
        .where(outbox.c.id > after, func.coalesce(outbox.c.broadcast_id, 0).not_in(off))
        .order_by(outbox.c.id)
    ).all()  # fmt: skip
