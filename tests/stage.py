"""The stage a transcript is played on: the real turn, the real worker, the same small cast.

Nothing here waits: the clock is set by the script, and after every line the world runs until idle.
"""

from collections.abc import Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select, update

from bot import cast
from bot.channels.base import Body
from bot.envelope import Attachment, Envelope
from bot.setup import set_up
from bot.turn import Taken, World, take
from bot.worker import Worker
from conversations.showing import Button
from storage.blobs import Blobs, open_blobs
from storage.database import Database
from storage.secrets import Keyring
from storage.tables import contacts, outbox, people
from tests.photos import sample_jpeg

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
START = datetime(2021, 4, 5, 8, 0, tzinfo=ZONE)
KEYRING = Keyring("a secret of the tests")
PLAN = "yenbai-2021-2025"


@dataclass(frozen=True, slots=True)
class Heard:
    """One message that reached somebody."""

    name: str
    body: Body


@dataclass
class Stage:
    """A world with the cast on it. `now` is the calendar."""

    database: Database
    blobs: Blobs
    now: datetime = START
    last: dict[str, Body] = field(default_factory=dict)  # the message last shown to each
    sent: int = 0  # messages people sent
    world: World = field(default_factory=lambda: World(KEYRING, lambda code: {}))
    _ids: Iterator[int] = field(default_factory=lambda: count(1))
    _photos: Iterator[int] = field(default_factory=lambda: count(1))

    async def say(self, name: str, text: str) -> list[Heard]:
        return await self._take(name, text=text)

    async def tap(self, name: str, label: str) -> list[Heard]:
        """Tap a button of the message last shown, by its label."""
        return await self._take(name, payload=self.button(name, label).payload)

    def button(self, name: str, label: str) -> Button:
        body = self.last[name]
        every = [*body.choices, *(button for _, button in body.controls)]
        found = [b for b in every if b.label == label]
        assert found, f"{name} sees no button {label!r}, only {[b.label for b in every]}"
        return found[0]

    async def send(self, name: str, kind: str, data: bytes, *, album: str = "", caption: str = "") -> list[Heard]:  # fmt: skip  # noqa: E501
        sha256 = self.blobs.put(data)
        attachment = Attachment(kind, {"blob": sha256}, caption, album)
        return await self._take(name, attachment=attachment)

    async def photo(self, name: str, **more: str) -> list[Heard]:
        return await self.send(name, "photo", sample_jpeg(next(self._photos)), **more)

    async def _take(self, name: str, **what: Any) -> list[Heard]:
        self.sent += 1
        envelope = Envelope("web", address_of(name), f"m{next(self._ids)}", **what)
        await self.database.transact(take, self.world, envelope, self.now)
        return await self.idle()

    async def take(self, envelope: Envelope) -> Taken:
        return await self.database.transact(take, self.world, envelope, self.now)

    async def idle(self) -> list[Heard]:
        """Run the worker to its end; everything said meanwhile, in order."""
        await Worker(self.database, self.blobs, _no_fetch, lambda: self.now).run_until_idle()
        heard = await self.database.transact(_delivered)
        for one in heard:
            if one.body.choices or one.body.controls:
                self.last[one.name] = one.body
        return heard

    def _worker(self) -> Worker:
        raise NotImplementedError
    def passes(self, by: timedelta) -> None:
        self.now += by


async def _no_fetch(channel: str, ref: dict[str, Any]) -> bytes:
    raise AssertionError(f"nothing to fetch on {channel}: {ref}")


def address_of(name: str) -> str:
    return f"demo-{name.lower()}"


def _delivered(c: Connection) -> list[Heard]:
    rows = c.execute(
        select(outbox.c.id, outbox.c.body, contacts.c.address)
        .join(contacts, contacts.c.id == outbox.c.contact_id)
        .where(outbox.c.state == "queued")
        .order_by(outbox.c.id)
    ).all()
    c.execute(update(outbox).where(outbox.c.id.in_([r.id for r in rows])).values(state="sent"))
    return [Heard(r.address.removeprefix("demo-"), Body.from_json(r.body)) for r in rows]


def _set_the_stage(c: Connection, now: datetime) -> None:
    set_up(c, PLAN, now)
    cast.add_villages(c, now.date())
    cast.join(c, now)


@asynccontextmanager
async def stage(database: Database, now: datetime = START):  # noqa: ANN201
    """A stage on a fresh database."""
    await database.transact(_set_the_stage, now)
    yield Stage(database, open_blobs("memory://"), now)


__all__ = ["Sequence", "Stage", "people", "stage"]
