"""What the tests of the Official Account say out of the blue, and how they look at what came of it.

The cast on Zalo stands in both engines; `on_sqlite` is for tests in which no engine can make a
difference: what was kept is only looked at, or nothing is.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from bot.channels.base import Body
from storage import outbox as rows
from storage.tables import contacts, outbox
from tests.stage import START, Stage
from tests.telegram_looks import later, queue
from tests.zalo_oa_stage import ZaloOAStage, zalo_oa_stage

__all__ = [
    "contact", "heard", "later", "on_sqlite", "on_the_page", "placed", "queue", "there", "told",
]  # fmt: skip


on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
async def there(on_stage: Stage, tmp_path: Path) -> AsyncIterator[ZaloOAStage]:
    async with zalo_oa_stage(on_stage, tmp_path / "spool") as opened:
        yield opened


async def told(there: ZaloOAStage, name: str, *bodies: Body, lane: str = "reply") -> None:
    """Something is said to somebody out of the blue; it waits in the outbox."""
    to = (await contact(there, name)).id

    def put(c: Connection) -> None:
        for body in bodies:
            rows.put(
                c, START, contact_id=to, channel="zalo_oa", body=body.to_json(), lane=lane,
                prompt=bool(body.choices),
            )  # fmt: skip

    await there.database.transact(put)


def heard(there: ZaloOAStage, name: str) -> list[str]:
    """The text of all that the account said to somebody."""
    return [message.text for message in there.person(name).heard]


async def contact(there: ZaloOAStage, name: str) -> Any:  # noqa: ANN401 - a row
    here = contacts.c.channel == "zalo_oa", contacts.c.address == there.person(name).id
    return await there.database.transact(lambda c: c.execute(select(contacts).where(*here)).one())


async def on_the_page(there: ZaloOAStage, name: str) -> int:
    """The same person on the chat page, too; the id of that contact."""
    person_id = (await contact(there, name)).person_id
    new = {"channel": "web", "address": f"page-{name}", "person_id": person_id}
    wanted = insert(contacts).values(new | {"created_at": START}).returning(contacts.c.id)
    return int(await there.database.transact(lambda c: c.execute(wanted).scalar_one()))


async def placed(there: ZaloOAStage) -> list[tuple[int, str, str]]:
    """Whose each message is, where it goes, and how it stands."""
    wanted = select(outbox.c.contact_id, outbox.c.channel, outbox.c.state).order_by(outbox.c.id)
    found = await there.database.transact(lambda c: c.execute(wanted).all())
    return [tuple(row) for row in found]
