"""The stage with a Zalo Official Account between the people and the bot: few buttons, or words."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from bot.channels.base import Body, Layout
from bot.channels.configured import official_account
from bot.channels.layout import fits, pages
from bot.channels.zalo_oa import PATH, ZaloOA
from bot.channels.zalo_oa_events import TAP
from bot.channels.zalo_oa_parts import LAYOUT
from bot.settings import Settings, read
from bot.shelf import Shelf
from bot.world import World
from tests.phone_stage import Way
from tests.platforms.clock import Time
from tests.stage import HOME, KEYRING, PAPER, Heard, Stage
from tests.zalo_oa import FakeOA
from tests.zalo_oa.people import Person
from tests.zalo_stage import ZaloStage

FIRST_ID = 1_111_111_111_111_111_111


@dataclass
class ZaloOAStage(ZaloStage[Person]):
    api: FakeOA = field(default_factory=FakeOA)
    more: dict[str, str] = field(default_factory=dict)  # settings that hold from the next start

    on: ClassVar[str] = "zalo_oa"
    layout: ClassVar[Layout] = LAYOUT
    path: ClassVar[str] = PATH

    # --- the process

    async def open_channel(self, url: str) -> ZaloOA:
        self.api.webhook_url = url
        shelf = Shelf(self.database, self.blobs, KEYRING)
        self.channel = official_account(
            settings_of(self.api, **self.more), self.database, KEYRING, shelf
        )
        return await self._process.enter_async_context(self.channel)

    async def begin(self) -> None:
        """Zalo calls as soon as it knows where."""

    async def listen(self) -> None:
        await self.api.idle()

    # --- the people

    def person(self, name: str) -> Person:
        if name not in self.people:
            id = str(FIRST_ID + len(self.people))
            # Without a name of their own, so that talks go as on platforms that tell none.
            self.people[name] = self.api.person("", id, follower=True)
            self.addresses[name] = id
        return self.people[name]

    def welcome(self, name: str) -> None:
        self.person(name)

    def only_digits(self, name: str) -> bool:
        return not fits(pages(self.last[name], LAYOUT)[-1], LAYOUT).choices

    async def press(self, name: str, payload: str) -> list[Heard]:
        """A button as it stands in the chat, or an old one; where there were too many for buttons,
        the word that says the same.
        """
        shown = fits(pages(self.last[name], LAYOUT)[-1], LAYOUT) if name in self.last else None
        said = "" if shown is None else _typed(self.last[name], shown, payload)
        if said:
            await self.phone(name).says(said)
        else:
            await self.phone(name).presses(TAP + payload)
        return await self.replies(name)

    async def send(self, name: str, kind: str, data: bytes, caption: str = "") -> list[Heard]:
        person = self.phone(name)
        if kind == "voice":
            await person.sends_voice(data)
        elif kind == "video":
            await person.sends_video(data)
        else:
            assert (data, caption) == (PAPER, "")
            await person.sends_file(data, "giay.pdf")
        return await self.replies(name, files=True)

    async def locate(self, name: str) -> list[Heard]:
        await self.phone(name).sends_location(HOME["latitude"], HOME["longitude"], "Nhà")
        return await self.replies(name, files=True)

    # --- what is in the chats

    def check(self, name: str, body: Body, receipt: str) -> None:
        chat = self.people[name].chat
        place = next(n for n, m in enumerate(chat) if m.id == receipt)
        message = chat[place]
        if message.kind == "info":  # below the words, which are not named by the receipt
            assert message.text == body.shares_phone
            return
        text = message.text
        if body.file and message.kind == "file":  # it follows its words
            message = chat[place - 1]
            text = message.text
        elif body.file:  # of a kind Zalo does not take: a link stands below the words
            text = text.partition("\nhttps://")[0]
        shown = fits(pages(body, LAYOUT)[-1], LAYOUT)
        labels = [b.label for b in (*shown.choices, *(b for _, b in shown.controls))]
        assert (text.strip(), list(message.labels)) == (shown.text.strip(), labels)


def _typed(body: Body, shown: Body, payload: str) -> str:
    """What says the same as a button that this channel shows as words; nothing where it is one."""
    if payload in {b.payload for b in (*shown.choices, *(b for _, b in shown.controls))}:
        return ""
    digits = {b.payload: str(n) for n, b in enumerate(body.choices, 1)}
    words = {button.payload: word for word, button in body.controls}
    return (digits | words).get(payload, "")


def environment_of(api: FakeOA) -> dict[str, str]:
    """What a process needs to know of the account."""
    about = api.account
    return {
        "ZALO_OA_ID": about.oa_id, "ZALO_OA_APP_ID": about.app_id,
        "ZALO_OA_APP_SECRET": about.app_secret, "ZALO_OA_SECRET_KEY": about.secret_key,
        "ZALO_OA_ACCESS_TOKEN": api.tokens.pair.access,
        "ZALO_OA_REFRESH_TOKEN": api.tokens.pair.refresh,
        "ZALO_OA_API_BASE": api.base, "ZALO_OAUTH_BASE": api.oauth_base,
        "ZALO_MEDIA_HOSTS": "127.0.0.1",
    }  # fmt: skip


def settings_of(api: FakeOA, **more: str) -> Settings:
    return read(environment_of(api) | more)


@asynccontextmanager
async def zalo_oa_stage(
    stage: Stage, spool: Path, *, government: bool = False
) -> AsyncIterator[ZaloOAStage]:
    """`stage` with its people on Zalo; at the end no call was wrong."""
    clock = Time()
    async with FakeOA(clock=clock, monotonic=clock, government=government) as api:
        world = World(KEYRING, lambda _: {})
        there = ZaloOAStage(
            stage.database, api=api, clock=clock, way=Way.WEBHOOK, spool=spool, world=world
        )
        await there.move_in()
        await there.start()
        yield there
        await there.stop()
        stage.database = there.database
        assert api.invalid == []
