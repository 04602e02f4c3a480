"""The stage with the Zalo Bot Platform between the people and the bot: digits, words, photos."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import aiohttp
from pydantic import SecretStr

from bot.channels.base import Body, Layout
from bot.channels.layout import numbered, pages
from bot.channels.public_media import PublicLinks
from bot.channels.webhooks import Webhook
from bot.channels.zalo_bot import LAYOUT, PATH, Account, ZaloBot
from bot.envelope import Envelope
from bot.world import World
from tests.phone_stage import SECRET, Way
from tests.platforms.clock import Time
from tests.stage import KEYRING, Heard, Stage
from tests.transcript import FOLDER, script
from tests.zalo_bot import FakeZaloBot
from tests.zalo_bot.people import Person
from tests.zalo_stage import ZaloStage

AAC = b"\xff\xf1\x60\x40" + b"\0" * 60  # as Zalo hands out what was spoken


class PlainMedia:
    """Fetches from this machine, which the real fetcher never does."""

    async def fetch(self, url: str) -> bytes:
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            answer.raise_for_status()
            return await answer.read()

    async def close(self) -> None:
        """Nothing is open."""


@dataclass
class ZaloBotStage(ZaloStage[Person]):
    api: FakeZaloBot = field(default_factory=FakeZaloBot)

    on: ClassVar[str] = "zalo_bot"
    layout: ClassVar[Layout] = LAYOUT
    path: ClassVar[str] = PATH

    # --- the process

    async def open_channel(self, url: str) -> ZaloBot:
        account = Account(
            SecretStr(self.api.token), self.api.base, Webhook(url, SECRET) if url else None
        )
        links = PublicLinks(KEYRING, None)
        self.channel = ZaloBot(account, links, self.lease, PlainMedia())
        return await self._process.enter_async_context(self.channel)

    async def begin(self) -> None:
        await self.channel.meet()
        await self.channel.listening.choose_way()

    async def listen(self) -> None:
        if self.way is Way.POLLING:
            while self.api.pending:
                await self.channel.listening.next_one(self.intake.keep)
        else:
            await self.api.idle()

    # --- the people

    def person(self, name: str, *, wrote: bool = False) -> Person:
        if name not in self.people:
            self.people[name] = self.api.person(name.capitalize(), wrote=wrote)
            self.addresses[name] = self.people[name].id
        return self.people[name]

    def welcome(self, name: str) -> None:
        self.person(name, wrote=True)

    async def press(self, name: str, payload: str) -> list[Heard]:
        """There are no buttons here: a tap on an old one, of which some transcripts tell, is handed
        to the turn as another channel would, so that the talk around it can be played.
        """
        self.phone(name)
        id = f"tap{self.clock.at:.0f}"
        await self.intake.keep(Envelope(self.on, self.addresses[name], id, payload=payload))
        return await self.replies(name)

    async def send(self, name: str, kind: str, data: bytes, caption: str = "") -> list[Heard]:
        assert (kind, caption) == ("voice", ""), data
        await self.phone(name).sends_voice(AAC)
        return await self.replies(name, files=True)

    # --- what is in the chats

    def check(self, name: str, body: Body, receipt: str) -> None:
        message = next(m for m in self.people[name].chat if m.id == receipt)
        assert message.text + message.caption == numbered(pages(body, LAYOUT)[-1]).strip()


def not_carried(lines: Iterable[str]) -> str:
    """What of a transcript the platform cannot carry; nothing where all of it can be played."""
    for line in lines:
        if line.startswith("! as in "):
            name = line.removeprefix("! as in ")
            if why := not_carried(script(FOLDER / f"{name}.chat")):
                return why
        what = line.partition("> ")[2]
        for sent in ("@file", "@video", "@location"):
            if what.startswith(sent):
                return f"sends {sent}, which the bot is not told of"
    return ""


@asynccontextmanager
async def zalo_bot_stage(stage: Stage, way: Way, spool: Path) -> AsyncIterator[ZaloBotStage]:
    """`stage` with its people on Zalo; at the end no call was wrong and no event lost."""
    clock = Time()
    async with FakeZaloBot(clock=clock, messages=10**6) as api:
        world = World(KEYRING, lambda _: {})
        there = ZaloBotStage(
            stage.database, api=api, clock=clock, way=way, spool=spool, world=world
        )
        api.poll_seconds = 0.01
        await there.move_in()
        await there.start()
        yield there
        await there.stop()
        stage.database = there.database
        assert api.invalid == []
