"""A message to many without any conversation: people to send it to, and what became of each."""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.broadcasting import Broadcasting
from bot.lost import tell_above
from bot.sender import Sender
from campaign.broadcasts import Counts, Segment, State
from campaign.people import Role
from storage import broadcast_results, broadcasts, people, units
from storage.database import Database
from storage.tables import broadcasts as table
from storage.tables import contacts, outbox, recipients
from storage.tables import people as people_table
from tests.fake_channel import FakeChannel
from tests.stage import START, Stage

DISTRICT = "137"
VILLAGE = "04474.1"
WEB = "web"


def unit(c: Connection, code: str) -> int:
    found = units.by_code(c, code, START.date())
    assert found is not None, code
    return found.id


def person(c: Connection, name: str) -> int:
    return int(c.execute(select(people_table.c.id).where(people_table.c.name == name)).scalar_one())


def contact_of(c: Connection, name: str) -> int:
    mine = select(contacts.c.id).where(contacts.c.person_id == person(c, name))
    return int(c.execute(mine.order_by(contacts.c.id).limit(1)).scalar_one())


def head(c: Connection, name: str, *channels: str, code: str = VILLAGE) -> int:
    """One more village head, reachable on these channels; the first was spoken on last."""
    id = people.add(c, name, START)
    people.appoint(c, id, unit(c, code), Role.REPORTER, START)
    for place, channel in enumerate(channels):
        seen = START.replace(hour=7 - place)
        rows = {"channel": channel, "address": f"{channel}-{name}", "person_id": id,
                "created_at": START, "seen_at": seen}  # fmt: skip
        c.execute(insert(contacts).values(rows))
    return id


def approved(c: Connection, text: str = "Mời họp.") -> int:
    """A broadcast of the district to all of its own, ready to leave."""
    to = Segment(unit(c, DISTRICT))
    author = person(c, "Hà Thị Lan")
    id = broadcasts.write(
        c, START, person_id=author, unit_id=unit(c, DISTRICT), segment=to, term="", text=text
    )
    c.execute(update(table).where(table.c.id == id).values(state=State.APPROVED))
    return id


def set_state(c: Connection, id: int, state: State) -> None:
    c.execute(update(table).where(table.c.id == id).values(state=state))


def looks_after(stage: Stage, now: datetime | None = None) -> Broadcasting:
    return Broadcasting(stage.database, lambda: now or stage.now, lambda: None)


def sender(stage: Stage, *channels: FakeChannel) -> Sender:
    return Sender(
        stage.database, {channel.name: channel for channel in channels}, lambda: stage.now,
        lost=lambda c, contact_id: tell_above(c, stage.now, contact_id),
    )  # fmt: skip


async def fates(database: Database, id: int) -> Counts:
    """As its author is told, which is as if each recipient were looked at."""
    return await database.transact(_fates, id)


def _fates(c: Connection, id: int) -> Counts:
    each = select(broadcast_results.FATE).select_from(broadcast_results.joined())
    found = Counter(c.scalars(each.where(recipients.c.broadcast_id == id)))
    counts = broadcast_results.progress(c, id, gives_way=False).counts
    assert counts == found
    return counts


async def rows(database: Database) -> list[Any]:
    """Those of broadcasts, in order."""
    mine = select(outbox).where(outbox.c.recipient_id.is_not(None)).order_by(outbox.c.id)
    return await database.transact(lambda c: list(c.execute(mine).all()))
