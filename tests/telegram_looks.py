"""What the Telegram tests say out of the blue, and how they look at what came of it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from bot.channels.base import Body
from storage import outbox as rows
from storage.database import Database
from storage.tables import answers, contacts, outbox
from tests.stage import START
from tests.telegram_stage import TelegramStage


async def told(there: TelegramStage, name: str, *bodies: Body) -> None:
    """Something is said to somebody out of the blue; it waits in the outbox."""
    address = str(there.person(name).id)

    def put(c: Connection) -> None:
        id = c.scalar(select(contacts.c.id).where(contacts.c.address == address))
        assert id
        for body in bodies:
            asks = bool(body.choices)
            rows.put(
                c, START, contact_id=id, channel="telegram", body=body.to_json(), prompt=asks
            )  # fmt: skip

    await there.database.transact(put)


async def queue(database: Database) -> list[tuple[str, str]]:
    """Every message of the outbox: its state and the beginning of its text."""

    def read(c: Connection) -> Sequence[Any]:
        return c.execute(select(outbox.c.state, outbox.c.body).order_by(outbox.c.id)).all()

    return [(row.state, row.body["text"][:24]) for row in await database.transact(read)]


async def later(database: Database) -> None:
    """Every pause before another attempt is over."""
    waiting = update(outbox).where(outbox.c.state == "queued")
    over = waiting.values(leased_until=None, held_until=None)
    await database.transact(lambda c: c.execute(over))


async def contact(database: Database, address: int) -> Any:  # noqa: ANN401 - a row
    """The contact at an address of Telegram; None where nobody is."""
    wanted = select(contacts).where(
        contacts.c.channel == "telegram", contacts.c.address == str(address)
    )
    return await database.transact(lambda c: c.execute(wanted).one_or_none())


async def answered(database: Database, key: str) -> list[Any]:
    """What is recorded for a question."""
    wanted = select(answers.c.value).where(answers.c.key == key)
    return await database.transact(lambda c: list(c.scalars(wanted)))
