"""A whole process on Telegram in the loop of the test: page, intake, sender, worker, channel."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select, update

from bot.app import at_work, opened
from bot.channels.telegram import Telegram
from bot.services import Services
from bot.settings import read
from storage.tables import contacts
from tests.stage import START
from tests.telegram import FakeTelegram
from tests.telegram.people import Person
from tests.telegram_stage import FIRST_ID

CAST = ("hoa", "minh", "lan", "tinh", "dua")


@dataclass(frozen=True, slots=True)
class Process:
    services: Services
    url: str

    @property
    def channel(self) -> Telegram:
        found = self.services.channels["telegram"]
        assert isinstance(found, Telegram)
        return found


@asynccontextmanager
async def process(
    api: FakeTelegram, database_url: str, folder: Path, **more: str
) -> AsyncIterator[Process]:
    """At work until the block ends; it polls unless `more` says otherwise."""
    environment = {
        "DATABASE_URL": database_url, "DATA_DIR": str(folder), "CLOCK_START": START.isoformat(),
        "SECRET_KEY": "a secret of the tests", "TELEGRAM_TOKEN": api.token,
        "TELEGRAM_API_BASE": api.base, "PORT": str(free_port()),
    }  # fmt: skip
    settings = read(environment | more)
    async with opened(settings) as services:
        await services.database.transact(_move_in)
        async with at_work(services, serving=True, working=True):
            yield Process(services, settings.address)


def cast(api: FakeTelegram) -> dict[str, Person]:
    """The cast with their private chats."""
    return {key: api.person(key.capitalize(), FIRST_ID + n) for n, key in enumerate(CAST)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _move_in(c: Connection) -> None:
    for row in c.execute(select(contacts).where(contacts.c.channel == "web")).all():
        key = row.address.removeprefix("demo-")
        here = {"channel": "telegram", "address": str(FIRST_ID + CAST.index(key))}
        c.execute(update(contacts).where(contacts.c.id == row.id).values(here))
