"""Somebody who sends photos for two records, rows written directly; and time passing at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from bot.channels.base import Body
from campaign.people import Post, Role
from storage import evidence, people, records
from storage.database import Database
from storage.tables import evidence as table
from storage.tables import outbox, plans, units

NOW = datetime(2022, 5, 5, 1, 0, tzinfo=UTC)
KEY = "R5/photos"
WORD = b"PK\x03\x04....[Content_Types].xml....word/document.xml"


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody on a channel, and two records of theirs."""

    contact_id: int
    first: int
    second: int


def sender(c: Connection) -> Sender:
    unit_id = _new(c, units, code="1", name="Thôn 1", folded="thon 1", kind="thôn", level="village",
                   path="/1/", valid_from=NOW.date())  # fmt: skip
    plan_id = _new(c, plans, plan="p", version=1, sha256="", source="", loaded_at=NOW)
    person_id = people.add(c, "Hoa", NOW)
    people.appoint(c, person_id, unit_id, Role.REPORTER, NOW)
    contact = people.take(c, "telegram", "1001", NOW)
    people.attach(c, contact.id, person_id)
    post = Post(1, Role.REPORTER, unit_id, "Thôn 1", (unit_id,))
    first, second = (
        records.begin(
            c, NOW, plan_id=plan_id, person_id=person_id, post=post, channel=contact.channel
        )
        for _ in range(2)
    )
    return Sender(contact.id, first, second)


def _new(c: Connection, into: Any, **values: object) -> int:  # noqa: ANN401 - any table
    return int(c.execute(insert(into).values(values).returning(into.c.id)).scalar_one())


def send(
    c: Connection,
    who: Sender,
    ref: Mapping[str, Any],
    *,
    kind: str = "photo",
    record_id: int | None = None,
) -> int:
    """Evidence that came in, waiting for the worker; the id."""
    id = evidence.received(
        c, NOW, contact_id=who.contact_id, person_id=None, kind=kind, ref=dict(ref)
    )
    if record_id is not None:
        evidence.link(c, [id], record_id, KEY)
    return id


async def rows(database: Database) -> Sequence[Row[Any]]:
    def read(c: Connection) -> Sequence[Row[Any]]:
        return c.execute(select(table).order_by(table.c.id)).all()

    return await database.transact(read)


async def said(database: Database) -> list[Body]:
    """Every message in the outbox, in order."""

    def read(c: Connection) -> list[Body]:
        return [Body.from_json(b) for b in c.scalars(select(outbox.c.body).order_by(outbox.c.id))]

    return await database.transact(read)


async def leave(database: Database) -> None:
    """What is queued is sent."""
    await database.transact(lambda c: c.execute(update(outbox).values(state="sent")))


async def pass_time(database: Database, seconds: float) -> None:
    """The database's clock as the leases and pauses of evidence see it."""

    def shift(c: Connection) -> None:
        held = select(table.c.id, table.c.held_until).where(table.c.held_until.is_not(None))
        for row in c.execute(held).all():
            until = row.held_until - timedelta(seconds=seconds)
            c.execute(update(table).where(table.c.id == row.id).values(held_until=until))

    await database.transact(shift)


class Platform:
    """A channel's files by name; a list is what successive requests get."""

    def __init__(self, files: Mapping[str, Any]) -> None:
        self.files = {name: f if isinstance(f, list) else [f] for name, f in files.items()}
        self.asked: list[str] = []

    async def fetch(self, channel: str, ref: dict[str, Any]) -> bytes:
        assert channel == "telegram"
        self.asked.append(ref["file"])
        answers = self.files[ref["file"]]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, bytes)
        return answer


async def sent(database: Database, who: Sender, *names: str, **options: Any) -> None:  # noqa: ANN401
    """Photos of the first record unless `options` say otherwise."""
    for name in names:
        await database.transact(send, who, {"file": name}, **{"record_id": who.first} | options)


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


class Crash(Exception):
    """The power goes."""


def crash(*_: object) -> None:
    raise Crash
