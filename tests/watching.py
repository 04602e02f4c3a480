"""The cast on a stage whose reminders go the whole way: found, queued, sent on a fake channel."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from bot.envelope import Envelope
from bot.reminding import Reminding
from bot.sender import Sender
from bot.turn import take
from bot.world import World
from campaign.digest import HOURS
from campaign.people import Role
from storage import digests, people, plans, terms, units
from storage.database import Database
from storage.tables import contacts, outbox, posts
from tests.fake_channel import FakeChannel
from tests.stage import KEYRING, ZONE, address_of

D1 = "yenbai-2021-2025:D1"


@dataclass
class Watch:
    """`now` is the calendar; `heard` is who was sent what, in order."""

    database: Database
    now: datetime = field(default_factory=lambda: moment("2021-03-15 08:00"))
    channel: FakeChannel = field(default_factory=lambda: FakeChannel("web"))
    told: int = 0

    def __post_init__(self) -> None:
        self.loop = self.reminding()
        self.sender = Sender(self.database, {"web": self.channel}, lambda: self.now)

    async def at(self, text: str) -> list[str]:
        """Who hears something at a moment, by their names."""
        await self.look(text)
        return await self.send()

    async def look(self, text: str) -> int:
        self.now = moment(text)
        return await self.loop.step()

    def reminding(self) -> Reminding:
        """The loop of one more process."""
        return Reminding(self.database, lambda: self.now)

    async def send(self) -> list[str]:
        await self.sender.drain()
        news = self.channel.sent[self.told :]
        self.told += len(news)
        return sorted(address.removeprefix("demo-") for address, _ in news)

    @property
    def last(self) -> str:
        return self.channel.sent[-1][1]

    async def until(self, day: str) -> None:
        """The days go by up to the evening before."""
        while self.now.date() < date.fromisoformat(day):
            await self.at(f"{self.now.date()} 19:30")
            self.now = moment(f"{date.fromordinal(self.now.date().toordinal() + 1)} 00:00")

    async def skip_to(self, day: str) -> None:
        """The days before went by, and nobody had to hear of anything on them."""
        before = date.fromisoformat(day) - timedelta(days=1)
        await self.do(digests.looked, digests.Look(before, HOURS))
        self.now = moment(f"{day} 00:00")

    async def says(self, name: str, text: str = "", payload: str | None = None) -> list[str]:
        envelope = Envelope(
            "web", address_of(name), f"{self.now}{text}{payload}", text=text, payload=payload
        )
        await self.do(take, World(KEYRING, lambda _: {}), envelope, self.now)
        before = len(self.channel.sent)
        await self.sender.drain()
        self.told = len(self.channel.sent)
        return [said for _, said in self.channel.sent[before:]]

    async def do(self, work: Callable[..., Any], *args: Any) -> Any:  # noqa: ANN401
        return await self.database.transact(work, *args)

    async def rows(self) -> list[tuple[str, str]]:
        """State and reason of every reminder."""

        def read(c: Connection) -> list[tuple[str, str]]:
            mine = select(outbox.c.state, outbox.c.why).where(outbox.c.lane == "reminder")
            return [(row.state, row.why) for row in c.execute(mine.order_by(outbox.c.id))]

        found: list[tuple[str, str]] = await self.do(read)
        return found


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


# --- what happens meanwhile


def person_of(c: Connection, name: str) -> int:
    mine = select(contacts.c.person_id).where(contacts.c.address == address_of(name))
    return int(c.execute(mine).scalar_one())


def unit_of(c: Connection, name: str) -> int:
    mine = select(posts.c.unit_id).where(posts.c.person_id == person_of(c, name))
    return int(c.execute(mine.order_by(posts.c.id).limit(1)).scalar_one())


def leave_post(c: Connection, name: str, at: datetime) -> None:
    c.execute(update(posts).where(posts.c.person_id == person_of(c, name)).values(until=at))


def set_day(c: Connection, day: date, at: datetime) -> None:
    plan = plans.current(c)
    assert plan is not None
    term = next(t for t in terms.all_of(c, plan) if t.key == "D1")
    terms.set_day(c, at, person_of(c, "tinh"), term, day)


def appoint(c: Connection, name: str, code: str, role: Role, at: datetime) -> None:
    unit = units.by_code(c, code, at.date())
    assert unit is not None
    people.appoint(c, person_of(c, name), unit.id, role, at)


def join(c: Connection, name: str, code: str, role: Role, at: datetime) -> None:
    """Somebody new in a post."""
    id = people.add(c, name, at)
    contact = people.take(c, "web", address_of(name), at)
    people.attach(c, contact.id, id)
    appoint(c, name, code, role, at)


def unreachable(c: Connection, name: str) -> None:
    mine = update(contacts).where(contacts.c.address == address_of(name))
    c.execute(mine.values(reachable=False))


def let_wait_end(c: Connection) -> None:
    c.execute(update(outbox).values(held_until=None))
