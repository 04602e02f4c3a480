"""Messages while the database is slow or away: kept at once, taken later, in order, each once."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.util import await_only

from bot.envelope import Envelope
from bot.intake import Intake
from bot.spool import Spool
from bot.spool_file import line
from bot.world import Taken, World
from storage.database import Database
from storage.tables import answers, inbox, outbox
from tests.crashes import script
from tests.postgres import Postgres
from tests.stage import KEYRING, START, Stage

MESSAGES = [Envelope.from_json(m) for m in script() if m["address"] == "demo-hoa"]


class Desk:
    """An intake on a stage, with what it did."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.taken: list[Taken] = []
        self.results: list[str] = []
        self.spool = Spool(folder)
        world = World(KEYRING, lambda _: {})
        self.intake = Intake(
            database, self.spool, world, lambda: START, self.taken.append, self.results.append
        )


def answered(c: Connection) -> dict[str, object]:
    """What was typed; what the form fills in by itself comes on top."""
    rows = c.execute(select(answers.c.key, answers.c.value)).all()
    return {r.key: r.value for r in rows if r.key in COMPLETE}


COMPLETE = {
    "R1": "household", "R4": {"text": "Giàng A Tủa"}, "R5": {"text": "Trồng 2 ha chè Shan tuyết"},
    "R5/photos": 0, "R10": ["name", "photo"],
}  # fmt: skip


async def test_each_message_is_taken_once_in_order(on_stage: Stage, tmp_path: Path) -> None:
    database = on_stage.database
    desk = Desk(database, tmp_path / "spool")
    await asyncio.gather(*(desk.intake.keep(m) for m in MESSAGES for _ in range(5)))
    await desk.intake.settle()
    assert await database.transact(answered) == COMPLETE
    assert desk.results.count("done") == len(MESSAGES)


async def test_a_message_that_breaks_is_kept_and_apologised_for_once(
    on_stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError("somebody's name")

    database = on_stage.database
    desk = Desk(database, tmp_path / "spool")
    monkeypatch.setattr("bot.turn.respond", breaks)
    for _ in range(3):
        await desk.intake.keep(MESSAGES[0])
    rows = await database.transact(lambda c: c.execute(select(inbox)).all())
    told = await database.transact(lambda c: c.execute(select(outbox)).all())
    assert [(r.state, r.raw["text"]) for r in rows] == [("failed", "đăng ký")]
    assert len(told) == 1
    assert "trục trặc" in told[0].body["text"]


async def test_while_the_database_is_slow_messages_are_kept_in_the_spool(
    on_stage: Stage, tmp_path: Path
) -> None:
    database = on_stage.database
    desk = Desk(database, tmp_path / "spool")
    other = Database(database.url)
    held, release = asyncio.Event(), asyncio.Event()
    hold = asyncio.create_task(_hold(other, held, release))
    await held.wait()
    for message in MESSAGES:
        await desk.intake.keep(message)
    assert desk.spool.count() == len(MESSAGES)
    release.set()
    await hold
    await desk.intake.settle()
    assert desk.spool.count() == 0
    assert await database.transact(answered) == COMPLETE
    await other.close()


async def _hold(other: Database, held: asyncio.Event, release: asyncio.Event) -> None:
    """Keep everybody else from writing until told to let go."""
    loop = asyncio.get_running_loop()

    def block(c: Connection) -> None:
        if c.dialect.name == "postgresql":
            c.execute(text("LOCK TABLE inbox IN EXCLUSIVE MODE"))
        loop.call_soon_threadsafe(held.set)
        if other.is_sqlite:  # its own thread may wait; PostgreSQL's shares ours
            asyncio.run_coroutine_threadsafe(release.wait(), loop).result()
            return
        await_only(release.wait())

    await other.transact(block)


async def test_while_the_database_is_away_nothing_is_lost(
    postgres: Postgres, stage_postgres: Callable[[], str], tmp_path: Path
) -> None:
    database = Database(stage_postgres(), pool=2)
    desk = Desk(database, tmp_path / "spool")
    for message in MESSAGES[:2]:
        await desk.intake.keep(message)
    await asyncio.to_thread(postgres.stop, immediate=True)
    try:
        for message in MESSAGES[2:]:
            await desk.intake.keep(message)
        assert desk.spool.count() >= len(MESSAGES) - 2
    finally:
        await asyncio.to_thread(postgres.start)
    await desk.intake.settle()
    assert desk.spool.count() == 0
    assert await database.transact(answered) == COMPLETE
    await database.close()


async def test_when_not_even_the_disk_keeps_messages_each_platform_hears_it(
    on_stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(on_stage.database, tmp_path / "spool")
    crowd = [replace(MESSAGES[0], address=f"crowd-{n}") for n in range(5)]
    spooled = [replace(message, id="earlier") for message in crowd]
    desk.spool.put([line({**m.to_json(), "sender": m.sender}) for m in spooled])

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    heard = await asyncio.gather(*map(desk.intake.keep, crowd), return_exceptions=True)
    assert [type(one) for one in heard] == [OSError] * len(crowd)
    assert desk.spool.count() == len(spooled)


async def test_a_new_process_takes_what_an_old_one_spooled(on_stage: Stage, tmp_path: Path) -> None:
    database = on_stage.database
    spool = Spool(tmp_path / "spool")
    spool.put([line({**message.to_json(), "sender": message.sender}) for message in MESSAGES])
    desk = Desk(database, tmp_path / "spool")
    await desk.intake.settle()
    assert await database.transact(answered) == COMPLETE


async def test_a_message_of_nobody_who_can_be_kept_does_not_stop_the_others(
    stage_postgres: Callable[[], str], tmp_path: Path
) -> None:
    """PostgreSQL takes no address so long, not even to apologise to."""
    database = Database(stage_postgres(), pool=2)
    desk = Desk(database, tmp_path / "spool")
    nobody = replace(MESSAGES[0], address="9" * 300)
    spooled = [nobody, *MESSAGES]
    desk.spool.put([line({**m.to_json(), "sender": m.sender}) for m in spooled])
    await desk.intake.settle()
    assert desk.spool.count() == 0
    assert desk.results.count("failed") == 1
    assert await database.transact(answered) == COMPLETE
    await database.close()
