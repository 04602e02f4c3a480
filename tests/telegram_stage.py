"""The stage with Telegram between the people and the bot: the same plays, over the strict fake.

Every message goes the whole way: an update of the fake, heard by polling or by a webhook, kept,
taken, and answered by calls of the Bot API. What a transcript shows is what the outbox says; that
it is what people see in their chats is checked after every line.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import web
from pydantic import SecretStr
from sqlalchemy import Connection, select, update

from bot.channels import webhooks
from bot.channels.base import Body
from bot.channels.layout import fits, pages
from bot.channels.pacing import Chats
from bot.channels.telegram import PATH, Account, Telegram
from bot.channels.telegram_listening import Webhook
from bot.channels.telegram_words import LAYOUT
from bot.intake import Intake
from bot.lease import Lease
from bot.sender import Sender
from bot.shelf import Shelf
from bot.spool import Spool
from bot.worker import Worker
from bot.world import World
from storage.outbox import HOLD_SECONDS
from storage.tables import contacts, outbox
from tests.stage import HOME, KEYRING, PAPER, Heard, Stage, jpeg
from tests.telegram import FakeTelegram
from tests.telegram.people import Person

SECRET = "a-word-of-the-tests"
FIRST_ID = 1001


class Way(StrEnum):
    """How updates come in."""

    POLLING = "polling"
    WEBHOOK = "webhook"


@dataclass
class TelegramStage(Stage):
    api: FakeTelegram = field(default_factory=FakeTelegram)
    way: Way = Way.POLLING
    spool: Path = Path()
    people: dict[str, Person] = field(default_factory=dict)
    told: int = 0  # the last row of the outbox that was heard
    seen_edits: int = 0

    # --- the process

    async def start(self) -> None:
        self._process = AsyncExitStack()
        webhook = None
        if self.way is Way.WEBHOOK:
            self._address = await self._serve()
            webhook = Webhook(self._address + PATH, SECRET)
        ticks = count(step=3600)
        self.lease = Lease(self.database, "telegram")
        self.channel = Telegram(
            Account(SecretStr(self.api.token), self.api.base, webhook),
            Shelf(self.database, self.blobs), self.lease, Chats(lambda: next(ticks)),
        )  # fmt: skip
        await self._process.enter_async_context(self.channel)
        channels = {self.channel.name: self.channel}
        self.sender = Sender(self.database, channels, lambda: self.now)
        world = replace(self.world, layouts={"telegram": LAYOUT})
        self.intake = Intake(
            self.database, Spool(self.spool), world, lambda: self.now, lambda _: None,
            lambda _: None,
        )  # fmt: skip
        await self.channel.meet()
        await self.channel.listening.choose_way()

    async def _serve(self) -> str:
        """The part of our web server that Telegram calls."""

        async def called(request: web.Request) -> web.Response:
            return await webhooks.handler(self.channel, self.intake.keep)(request)

        app = web.Application(client_max_size=webhooks.LARGEST_CALL)
        app.add_routes([web.post(PATH, called)])
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

    def person(self, name: str) -> Person:
        if name not in self.people:
            id = FIRST_ID + len(self.people)
            self.people[name] = self.api.person(name.capitalize(), id)
        return self.people[name]

    async def move_in(self) -> None:
        """The cast is on Telegram, and nowhere else."""
        await self.database.transact(self._move_in)

    def _move_in(self, c: Connection) -> None:
        for row in c.execute(select(contacts.c.id, contacts.c.address)).all():
            person = self.person(row.address.removeprefix("demo-"))
            person.room.started = True
            mine = update(contacts).where(contacts.c.id == row.id)
            c.execute(mine.values(channel="telegram", address=str(person.id)))

    async def say(self, name: str, text: str) -> list[Heard]:
        await self.person(name).says(text)
        return await self._heard(name)

    async def press(self, name: str, payload: str) -> list[Heard]:
        """A button as it stands in the chat; an old one that an edit took away, from memory."""
        person = self.person(name)
        found = [m for m in person.heard for row in m.buttons for _, p in row if p == payload]
        await person.presses(payload, found[-1].id if found else None)
        return await self._heard(name)

    async def photo(
        self, name: str, n: int = 1, *, caption: str = "", album: str = ""
    ) -> list[Heard]:
        assert not album
        pictures = [jpeg(next(self.photos)) for _ in range(n)]
        if n == 1:
            await self.person(name).sends_photo(pictures[0], caption)
        else:
            await self.person(name).sends_album(pictures, caption)
        self.sent[name] = self.sent.get(name, 0) + n - 1
        return await self._heard(name, files=True)

    async def send(self, name: str, kind: str, data: bytes, caption: str = "") -> list[Heard]:
        person = self.person(name)
        if kind == "voice":
            await person.sends_voice(data, caption=caption)
        elif kind == "video":
            await person.sends_video(data, caption=caption)
        else:
            assert data == PAPER
            await person.sends_file(data, "giay.pdf", "application/pdf", caption)
        return await self._heard(name, files=True)

    async def locate(self, name: str) -> list[Heard]:
        await self.person(name).sends_location(**HOME)
        return await self._heard(name, files=True)

    # --- what comes of it

    async def _heard(self, name: str, *, files: bool = False) -> list[Heard]:
        self.sent[name] = self.sent.get(name, 0) + 1
        if self.way is Way.POLLING:
            await self.channel.listening.next_batch(self.intake.keep)
        else:
            await self.api.idle()
        await self.intake.settle()
        await self.sender.drain()
        return await (self.idle() if files else self._said())

    async def idle(self) -> list[Heard]:
        """Fetch what was sent, and let the receipts leave."""
        worker = Worker(self.database, self.blobs, self._fetch, lambda: self.now)
        await worker.run_until_idle()
        await self.sender.drain(ahead=HOLD_SECONDS + 1)
        return await self._said()

    async def _said(self) -> list[Heard]:
        """What was said since the last look, in order."""
        rows = await self.database.transact(_said, self.told)
        names = {str(person.id): name for name, person in self.people.items()}
        heard = []
        for row in rows:
            self.told = row.id
            body = Body.from_json(row.body)
            assert row.state == "sent", (row.state, row.why, body.text)
            self._check(self.people[names[row.address]], body, row.receipt)
            if not body.edits:
                heard.append(Heard(names[row.address], body))
        return self._hear(heard)

    async def _fetch(self, channel: str, ref: dict[str, Any]) -> bytes:
        assert channel == "telegram"
        return await self.channel.fetch(ref)

    # --- what is in the chats

    def _check(self, person: Person, body: Body, receipt: str) -> None:
        """What the outbox says is what stands in the chat."""
        message = next(m for m in person.chat if m.id == int(receipt))
        if body.edits:
            self.seen_edits += 1
            assert message.edited
        shown = fits(pages(body, LAYOUT)[-1], LAYOUT)
        assert (message.text, message.labels) == (shown.text.strip(), _labels(shown))


def _labels(shown: Body) -> list[str]:
    return [b.label for b in (*shown.choices, *(b for _, b in shown.controls))]


def _said(c: Connection, after: int) -> Sequence[Any]:
    return c.execute(
        select(outbox.c.id, outbox.c.body, outbox.c.state, outbox.c.why, outbox.c.receipt,
               contacts.c.address)
        .join(contacts, contacts.c.id == outbox.c.contact_id)
        .where(outbox.c.id > after)
        .order_by(outbox.c.id)
    ).all()  # fmt: skip


@asynccontextmanager
async def telegram_stage(stage: Stage, way: Way, spool: Path) -> AsyncIterator[TelegramStage]:
    """`stage` with its people on Telegram; at the end no call was wrong, no tap unanswered."""
    async with FakeTelegram() as api:
        world = World(KEYRING, lambda _: {})
        there = TelegramStage(stage.database, api=api, way=way, spool=spool, world=world)
        await there.move_in()
        await there.start()
        yield there
        await there.stop()
        stage.database = there.database
        assert api.invalid == []
        assert api.unanswered == []
