"""The stage with Telegram between the people and the bot: buttons, albums, edits, places."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import ClassVar

from pydantic import SecretStr

from bot.channels.base import Body, Layout
from bot.channels.layout import fits, pages
from bot.channels.pacing import Chats
from bot.channels.telegram import PATH, Account, Telegram
from bot.channels.telegram_words import LAYOUT
from bot.channels.webhooks import Webhook
from bot.shelf import Shelf
from bot.world import World
from tests.phone_stage import SECRET, PhoneStage, Way
from tests.stage import HOME, KEYRING, PAPER, Heard, Stage
from tests.telegram import FakeTelegram
from tests.telegram.people import Person

__all__ = ["FIRST_ID", "SECRET", "TelegramStage", "Way", "telegram_stage"]

FIRST_ID = 1001


@dataclass
class TelegramStage(PhoneStage):
    api: FakeTelegram = field(default_factory=FakeTelegram)
    people: dict[str, Person] = field(default_factory=dict)
    seen_edits: int = 0
    clock: Callable[[], float] = field(default_factory=lambda: count(step=3600).__next__)

    on: ClassVar[str] = "telegram"
    layout: ClassVar[Layout] = LAYOUT
    path: ClassVar[str] = PATH

    # --- the process

    async def open_channel(self, url: str) -> Telegram:
        webhook = Webhook(url, SECRET) if url else None
        self.channel = Telegram(
            Account(SecretStr(self.api.token), self.api.base, webhook),
            Shelf(self.database, self.blobs, KEYRING), self.lease, Chats(self.clock),
        )  # fmt: skip
        return await self._process.enter_async_context(self.channel)

    async def begin(self) -> None:
        await self.channel.meet()
        await self.channel.listening.choose_way()

    async def listen(self) -> None:
        if self.way is Way.POLLING:
            await self.channel.listening.next_batch(self.intake.keep)
        else:
            await self.api.idle()

    # --- the people

    def person(self, name: str) -> Person:
        if name not in self.people:
            id = FIRST_ID + len(self.people)
            self.people[name] = self.api.person(name.capitalize(), id)
            self.addresses[name] = str(id)
        return self.people[name]

    def phone(self, name: str) -> Person:
        return self.person(name)

    def welcome(self, name: str) -> None:
        self.person(name).room.started = True

    async def press(self, name: str, payload: str) -> list[Heard]:
        """A button as it stands in the chat; an old one that an edit took away, from memory."""
        person = self.person(name)
        found = [m for m in person.heard for row in m.buttons for _, p in row if p == payload]
        await person.presses(payload, found[-1].id if found else None)
        return await self.replies(name)

    async def send(self, name: str, kind: str, data: bytes, caption: str = "") -> list[Heard]:
        person = self.person(name)
        if kind == "voice":
            await person.sends_voice(data, caption=caption)
        elif kind == "video":
            await person.sends_video(data, caption=caption)
        else:
            assert data == PAPER
            await person.sends_file(data, "giay.pdf", "application/pdf", caption)
        return await self.replies(name, files=True)

    async def locate(self, name: str) -> list[Heard]:
        await self.person(name).sends_location(**HOME)
        return await self.replies(name, files=True)

    # --- what is in the chats

    def check(self, name: str, body: Body, receipt: str) -> None:
        chat = self.people[name].chat
        message = next(m for m in chat if m.id == int(receipt))
        apart = body.file and (body.choices or body.controls)
        if apart:  # it follows the words, and has its own message
            message = next(m for m in reversed(chat) if m.id < int(receipt))
        if body.edits:
            self.seen_edits += 1
            assert message.edited
        shown = fits(pages(body, LAYOUT)[-1], LAYOUT)
        said = message.caption if body.file and not apart else message.text
        assert (said, message.labels) == (shown.text.strip(), _labels(shown))


def _labels(shown: Body) -> list[str]:
    if shown.shares_phone:  # the choices stand in the keyboard, beside the phone number
        return []
    return [b.label for b in (*shown.choices, *(b for _, b in shown.controls))]


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
