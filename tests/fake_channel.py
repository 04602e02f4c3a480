"""A channel that is told what to do, and two people with a sender to try it on."""

import asyncio
from collections import Counter, defaultdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.channels.base import Body, Channel, Layout, Pace, Receipt
from bot.sender import Sender
from storage import outbox
from storage.clock import from_now
from storage.database import Database
from storage.tables import contacts, people
from storage.tables import outbox as table

NOW = datetime(2022, 5, 5, 1, tzinfo=UTC)
HOA, MINH = 1, 2


class FakeChannel:
    """Remembers what was sent; raises what was prepared for an address, once each."""

    layout = Layout(2000)

    def __init__(self, name: str = "telegram", pace: Pace | None = None) -> None:
        self.name = name
        self.pace = pace
        self.sent: list[tuple[str, str]] = []
        self.failures: dict[str, list[Exception]] = defaultdict(list)
        self.under_way: Counter[str] = Counter()
        self.most = 0
        self.gate: asyncio.Event | None = None
        self.gated = ""  # how the texts begin that wait at the gate
        self.begun = asyncio.Queue[str]()

    async def send(self, address: str, body: Body) -> Receipt:
        self.under_way[address] += 1
        self.most = max(self.most, self.under_way[address])
        self.begun.put_nowait(body.text)
        waits = self.gate is not None and body.text.startswith(self.gated)
        await (self.gate.wait() if self.gate and waits else asyncio.sleep(0))
        self.under_way[address] -= 1
        if self.failures[address]:
            raise self.failures[address].pop(0)
        self.sent.append((address, body.text))
        return Receipt(f"m{len(self.sent)}")


def make(database: Database, *channels: Channel, **more: Any) -> Sender:  # noqa: ANN401
    by_name = {channel.name: channel for channel in channels}
    return Sender(database, by_name, lambda: NOW, **more)


def set_up(c: Connection) -> None:
    c.execute(insert(people).values(id=HOA, name="Hoa", created_at=NOW))
    rows = [(HOA, "telegram", HOA), (MINH, "telegram", None), (3, "zalo_oa", HOA)]
    for id, name, person in rows:
        c.execute(
            insert(contacts).values(
                id=id, channel=name, address=f"{id}00", person_id=person, created_at=NOW
            )
        )


async def say(database: Database, *lines: str, to: int = HOA, **more: Any) -> None:  # noqa: ANN401
    messages: list[Any] = [
        {"contact_id": to, "channel": "telegram", "body": Body(line).to_json()} | more
        for line in lines
    ]
    await database.transact(outbox.put_many, NOW, messages)


async def states(database: Database) -> list[str]:
    def read(c: Connection) -> list[str]:
        return list(c.scalars(select(table.c.state).order_by(table.c.id)))

    return await database.transact(read)


async def let_time_pass(database: Database) -> None:
    def pass_by(c: Connection) -> None:
        c.execute(update(table).values(leased_until=from_now(-1)))

    await database.transact(pass_by)
