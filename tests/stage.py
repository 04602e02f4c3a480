"""The stage a transcript is played on: the real turn, the real worker, the same small cast.

Nothing here waits: the clock is set by the script, and after every line the world runs until idle.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cache
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, select, update

from bot import cast
from bot.broadcasting import Broadcasting
from bot.channels.base import Body
from bot.composed import Composed, Silent
from bot.composing import compose
from bot.envelope import Attachment, Envelope
from bot.reminding import Reminding
from bot.secret_words import opened
from bot.setup import set_up
from bot.turn import take
from bot.worker import Worker
from bot.world import World
from conversations.showing import Button
from storage.blobs import Blobs, open_blobs
from storage.database import Database
from storage.reminders import ABOUT
from storage.secrets import Keyring
from storage.tables import contacts, outbox
from storage.types import AnyRow
from tests.photos import sample_jpeg

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
BUILT = datetime(2021, 1, 4, 8, 0, tzinfo=ZONE)
START = datetime(2021, 4, 5, 8, 0, tzinfo=ZONE)
KEYRING = Keyring("a secret of the tests")
PLAN = "yenbai-2021-2025"
LAST_HOUR = time(19, 30)  # of anybody's digest
VOICE = b"OggS\x00\x02" + b"\0" * 20 + b"OpusHead"
PAPER = b"%PDF-1.4\n%%EOF\n"
VIDEO = b"\0\0\0\x18ftypmp42" + b"\0" * 12 + b"moov....hdlr" + b"\0" * 8 + b"vide"
HOME = {"latitude": 21.7168, "longitude": 104.8986}


def build(c: Connection) -> None:
    """Plan, units and cast: what every play begins with."""
    set_up(c, PLAN, BUILT)
    cast.add_villages(c, BUILT.date())
    cast.join(c, BUILT)


@dataclass(frozen=True, slots=True)
class Heard:
    """One message that reached somebody."""

    name: str
    body: Body


@dataclass
class Stage:
    """A world with the cast on it. `now` is the calendar; people go by their key in the cast, and
    whoever has another name is a stranger.
    """

    database: Database
    now: datetime = START
    blobs: Blobs = field(default_factory=lambda: open_blobs("memory://"))
    last: dict[str, Body] = field(default_factory=dict)  # the message last shown to each
    seen: dict[str, list[Button]] = field(default_factory=dict)  # every button, newest last
    sent: dict[str, int] = field(default_factory=dict)  # messages each has sent
    world: World = field(default_factory=lambda: World(KEYRING, lambda _: {}))
    _ids: Iterator[int] = field(default_factory=lambda: count(1))
    photos: Iterator[int] = field(default_factory=lambda: count(1))

    async def say(self, name: str, text: str) -> list[Heard]:
        return await self._take(name, text=text)

    async def tap(self, name: str, label: str) -> list[Heard]:
        """Tap a button of the message last shown, by its label."""
        return await self.press(name, self.button(name, label).payload)

    async def press(self, name: str, payload: str) -> list[Heard]:
        return await self._take(name, payload=payload)

    def button(self, name: str, label: str) -> Button:
        body = self.last[name]
        every = [*body.choices, *(button for _, button in body.controls)]
        found = [b for b in every if b.label == label]
        assert found, f"{name} sees no button {label!r}, only {[b.label for b in every]}"
        return found[0]

    def only_digits(self, name: str) -> bool:  # noqa: ARG002 - platforms with few buttons ask
        """Whether the choices last shown to somebody are no buttons."""
        return False

    def old_button(self, name: str, label: str) -> Button:
        """The newest button of that label in a message shown earlier."""
        shown = {b.payload for b in self.last[name].choices} if name in self.last else set()
        return next(
            b for b in reversed(self.seen[name]) if b.label == label and b.payload not in shown
        )

    async def photo(
        self, name: str, n: int = 1, *, caption: str = "", album: str = ""
    ) -> list[Heard]:
        """One photo, or an album of `n`."""
        album = album or (f"album{next(self._ids)}" if n > 1 else "")
        heard = []
        for _ in range(n):
            heard += await self._send(name, "photo", jpeg(next(self.photos)), caption, album)
        return heard + await self.idle()

    async def send(self, name: str, kind: str, data: bytes, caption: str = "") -> list[Heard]:
        return await self._send(name, kind, data, caption, "") + await self.idle()

    async def locate(self, name: str) -> list[Heard]:
        """Say by the phone where one is."""
        sent = await self._take(name, attachment=Attachment("location", dict(HOME)))
        return sent + await self.idle()

    async def _send(
        self, name: str, kind: str, data: bytes, caption: str, album: str
    ) -> list[Heard]:
        attachment = Attachment(kind, {"blob": self.blobs.put(data)}, caption, album)
        return await self._take(name, attachment=attachment)

    async def _take(self, name: str, **what: Any) -> list[Heard]:  # noqa: ANN401 - parts of an envelope
        self.sent[name] = self.sent.get(name, 0) + 1
        envelope = Envelope("web", address_of(name), f"m{next(self._ids)}", **what)
        return self._hear(await self.database.transact(_turn, self.world, envelope, self.now))

    async def idle(self) -> list[Heard]:
        """Run the worker to its end; everything said meanwhile, in order."""
        await Worker(self.database, self.blobs, _no_fetch, lambda: self.now).run_until_idle()
        return self._hear(await self.database.transact(_delivered, self.now))

    def _hear(self, heard: list[Heard]) -> list[Heard]:
        for one in heard:
            buttons = [*one.body.choices, *(button for _, button in one.body.controls)]
            if buttons:
                self.last[one.name] = one.body
                self.seen.setdefault(one.name, []).extend(buttons)
        return heard

    async def remind(self) -> list[Heard]:
        """Whose hour has come is reminded."""
        await Reminding(self.database, lambda: self.now).look()
        return await self.idle()

    async def rest(self) -> None:
        """Nobody says anything for some hours."""

    async def live_until(self, moment: datetime) -> None:
        """The days go by, with all their reminders, until `moment`."""
        while self.now.date() < moment.date():
            self.now = datetime.combine(self.now.date(), LAST_HOUR, ZONE)
            await self.remind()
            self.now = datetime.combine(self.now.date() + timedelta(days=1), time(0), ZONE)
        self.now = moment

    async def works(self) -> list[Heard]:
        """The worker looks after what is to be sent to many."""
        await self.broadcast()
        return await self.idle()

    async def broadcast(self) -> None:
        """What is due is queued; what is over is told of."""
        await Broadcasting(self.database, lambda: self.now, lambda: None).step()

    async def restart(self) -> None:
        """The process ends and another begins: nothing but the database is left."""
        url = self.database.url
        await self.database.close()
        self.database = Database(url)

    def passes(self, by: timedelta) -> None:
        self.now += by


@cache
def jpeg(seed: int) -> bytes:
    return sample_jpeg(seed, 64, 48)


async def _no_fetch(channel: str, ref: dict[str, Any]) -> bytes:
    raise AssertionError(f"nothing to fetch on {channel}: {ref}")


def address_of(name: str) -> str:
    return f"demo-{name}"


def _turn(c: Connection, world: World, envelope: Envelope, now: datetime) -> list[Heard]:
    """A turn and what it said. Receipts wait for the worker, as they may still change."""
    taken = take(c, world, envelope, now)
    return [] if taken.evidence else _delivered(c, now)


def _delivered(c: Connection, now: datetime) -> list[Heard]:
    rows = c.execute(_QUEUED).all()
    bodies = [(r.address.removeprefix("demo-"), _body(c, r, now)) for r in rows]
    told = zip(rows, bodies, strict=True)
    settled = [one for row, (_, body) in told for one in _settled(row.id, body, now)]
    if settled:
        c.execute(_SETTLED, settled)
    return [Heard(name, body) for name, body in bodies if isinstance(body, Body)]


def _settled(id: int, body: Composed, now: datetime) -> Iterator[dict[str, Any]]:
    """What the sender would note of a row; nothing of one that is to be said later."""
    match body:
        case Silent(why=why):
            yield {"row": id, "state": "suppressed", "why": why, "sent_at": None}
        case Body():
            yield {"row": id, "state": "sent", "why": "", "sent_at": now}


_QUEUED = (
    select(outbox.c.id, outbox.c.contact_id, outbox.c.body, contacts.c.address)
    .join(contacts, contacts.c.id == outbox.c.contact_id)
    .where(outbox.c.state == "queued")
    .order_by(outbox.c.id)
)
_SETTLED = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values({name: bindparam(name) for name in ("state", "why", "sent_at")})
)


def _body(c: Connection, row: AnyRow, now: datetime) -> Composed:
    """What the sender would say at this moment."""
    about = row.body.get(ABOUT)
    if about is not None:
        return compose(c, row.contact_id, about, now)
    return Body.from_json(opened(KEYRING, row.body))
