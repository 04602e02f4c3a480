"""Hòa on three channels of one process: Zalo OA, Zalo Bot and the chat page, on one database."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import Connection, select, update

from bot.channels.base import Body
from bot.envelope import Envelope
from bot.turn import take
from bot.world import World
from storage.database import Database
from storage.outbox import HOLD_SECONDS
from storage.tables import outbox
from tests.phone_stage import PhoneStage, Way
from tests.platforms.clock import Time
from tests.stage import KEYRING, START, Stage, jpeg
from tests.zalo_bot import FakeZaloBot
from tests.zalo_bot_stage import ZaloBotStage
from tests.zalo_oa_stage import ZaloOAStage, zalo_oa_stage

PAUSE = timedelta(minutes=2)


@dataclass
class ThreeChannels:
    """The calendar moves on with each thing that is said."""

    oa: ZaloOAStage
    bot: ZaloBotStage
    ids: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def database(self) -> Database:
        return self.oa.database

    async def on_oa(self, text: str, name: str = "hoa") -> list[str]:
        """What the account says to that; a tap where a button has just this label."""
        self._passes()
        person = self.oa.phone(name)
        before = len(person.heard)
        newest = person.heard[-1].labels if person.heard else []
        await (person.taps(text) if text in newest else person.says(text))
        await self._round(self.oa)
        return [message.text for message in person.heard[before:]]

    async def on_bot(self, text: str) -> list[str]:
        self._passes()
        person = self.bot.phone("hoa")
        before = len(person.heard)
        await person.says(text)
        await self._round(self.bot)
        return [message.text + message.caption for message in person.heard[before:]]

    async def on_page(self, text: str) -> list[str]:
        self._passes()
        envelope = Envelope("web", "page-hoa", f"w{next(self.ids)}", text=text)
        said = await self.database.transact(self._turn, envelope)
        await self._round(self.oa)
        await self._round(self.bot)
        return said

    async def photos_on_oa(self, n: int) -> list[str]:
        person = self.oa.phone("hoa")
        before = len(person.heard)
        await person.sends_photos([jpeg(seed) for seed in range(n)])
        await self._round(self.oa)
        return [message.text for message in person.heard[before:]]

    def all_heard(self) -> dict[str, list[str]]:
        """What Hòa was told on the two platforms."""
        on_oa = [message.text for message in self.oa.person("hoa").heard]
        return {"oa": on_oa, "bot": [m.text for m in self.bot.person("hoa").heard]}

    async def page(self) -> list[str]:
        """What the page shows that it did not before."""
        return await self.database.transact(_shown)

    def _turn(self, c: Connection, envelope: Envelope) -> list[str]:
        take(c, World(KEYRING, lambda _: {}), envelope, self.oa.now)
        return _shown(c)

    def _passes(self) -> None:
        self.oa.passes(PAUSE)
        self.bot.now = self.oa.now

    async def _round(self, there: PhoneStage) -> None:
        await there.round()
        await there.work()
        for each in (self.oa, self.bot):  # a turn on one may be heard on the other
            await each.sender.drain(ahead=HOLD_SECONDS + 1)


def _shown(c: Connection) -> list[str]:
    waiting = outbox.c.channel == "web", outbox.c.state == "queued"
    bodies: Sequence[dict[str, object]] = c.scalars(
        select(outbox.c.body).where(*waiting).order_by(outbox.c.id)
    ).all()
    c.execute(update(outbox).where(*waiting).values(state="sent"))
    return [Body.from_json(body).text for body in bodies]


@asynccontextmanager
async def three_channels(
    stage_sqlite: Callable[[], str], spools: Path
) -> AsyncIterator[ThreeChannels]:
    """The cast on Zalo OA; nobody is known on Zalo Bot or on the page."""
    stage = Stage(Database(stage_sqlite()), now=START)
    clock = Time()
    async with (
        zalo_oa_stage(stage, spools / "oa") as oa,
        FakeZaloBot(clock=clock, messages=10**6) as api,
    ):
        bot = ZaloBotStage(
            oa.database, api=api, clock=clock, way=Way.POLLING, spool=spools / "bot", blobs=oa.blobs
        )
        await bot.start()
        yield ThreeChannels(oa, bot)
        await bot.stop()
        assert api.invalid == []
    await stage.database.close()
