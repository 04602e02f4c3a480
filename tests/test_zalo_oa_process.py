"""A whole process on an Official Account: who writes for the first time is looked up."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import select

from bot.app import at_work, opened
from storage.tables import contacts
from tests.stage import Stage
from tests.zalo_oa import DETAIL, FakeOA
from tests.zalo_oa_stage import settings_of


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@asynccontextmanager
async def process(url: str, folder: Path, api: FakeOA) -> AsyncIterator[None]:
    """At work, and called by Zalo, until the block ends; then all it began is finished."""
    environment = {"DATABASE_URL": url, "DATA_DIR": str(folder), "SECRET_KEY": "a secret of tests"}
    settings = settings_of(api, PORT=str(free_port()), **environment)
    async with opened(settings) as services, at_work(services, serving=True, working=True):
        api.webhook_url = f"{settings.address}/zalo/oa/webhook"
        yield


async def test_who_follows_is_greeted_and_looked_up(on_stage: Stage, tmp_path: Path) -> None:
    async with FakeOA() as api, process(on_stage.database.url, tmp_path, api):
        person = api.person("Thào Thị Dợ")
        await person.follows()
        await api.until(lambda: person.heard and api.calls_of(DETAIL))
        await api.idle()
    assert "mã mời" in person.heard[0].text
    named = select(contacts.c.name).where(contacts.c.address == person.id)
    assert await on_stage.database.transact(lambda c: c.scalar(named)) == "Thào Thị Dợ"
    assert api.invalid == []
