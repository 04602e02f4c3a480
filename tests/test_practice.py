"""`tập thử` leaves nothing: every table, every number and the photo store read as before."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from bot.worker import Worker
from campaign.exemplar import PHOTO
from storage import intake
from storage.evidence import REHEARSED
from storage.tables import contacts, evidence, inbox, metadata, outbox
from tests.registrations import exported
from tests.stage import Stage, _no_fetch, jpeg

# What is of the talk itself: who was here, what was heard and said.
OF_THE_TALK = {contacts.name, inbox.name, outbox.name}
FORM = ("tập thử", "2", "Giàng A Thử", "Trồng chè")


def everything_counted(c: Connection) -> Mapping[str, Any]:
    """Every row of every table but those of the talk."""
    tables = [t for t in metadata.sorted_tables if t.name not in OF_THE_TALK]
    return {t.name: sorted(map(repr, c.execute(select(t)).all())) for t in tables}


async def numbers(stage: Stage) -> dict[str, Any]:
    """What is counted, exported, kept in the photo store, and seen by each on their screens."""
    heard = {}
    for who in ("hoa", "minh", "lan", "tinh"):
        for word in ("menu", "của tôi", "tổng hợp", "danh sách", "chờ duyệt", "hạn"):
            heard[who, word] = [h.body.to_json() for h in await stage.say(who, word)]
    return {
        "tables": await stage.database.transact(everything_counted),
        "export": await exported(stage.database),
        "blobs": sorted(stage.blobs.keys()),
        "heard": heard,
    }  # fmt: skip


async def test_nothing_that_is_counted_changes(on_stage: Stage) -> None:
    before = await numbers(on_stage)
    for said in FORM:
        await on_stage.say("hoa", said)
    await on_stage.photo("hoa", 3)
    await on_stage.locate("hoa")
    for said in ("x", "1 2", "1"):
        await on_stage.say("hoa", said)
    assert await numbers(on_stage) == before


async def test_who_leaves_midway_leaves_nothing(on_stage: Stage) -> None:
    before = await numbers(on_stage)
    for said in FORM:
        await on_stage.say("hoa", said)
    await on_stage.photo("hoa")
    await on_stage.restart()
    assert await on_stage.database.transact(everything_counted) == before["tables"]
    await on_stage.say("hoa", "thôi tập")
    assert await numbers(on_stage) == before


async def test_a_process_that_dies_between_leaves_no_photo(on_stage: Stage) -> None:
    """What a worker has refused and not thrown away yet is thrown away when the next begins."""
    for said in FORM:
        await on_stage.say("hoa", said)
    raw = on_stage.blobs.put(jpeg(1))
    await on_stage._send("hoa", PHOTO, jpeg(1), "", "")  # noqa: SLF001 - the worker has not run
    item = await on_stage.database.transact(intake.claim)
    assert item is not None
    assert item.why == REHEARSED
    await on_stage.database.transact(intake.refuse, item, REHEARSED, None)
    worker = Worker(on_stage.database, on_stage.blobs, _no_fetch, lambda: on_stage.now)
    await worker.clear_uploads()
    assert not on_stage.blobs.has(raw)
    rows = await on_stage.database.transact(lambda c: c.execute(select(evidence)).all())
    assert rows == []


async def test_the_last_photo_of_an_album_may_come_when_the_exercise_is_over(
    on_stage: Stage,
) -> None:
    for said in FORM:
        await on_stage.say("hoa", said)
    await on_stage.photo("hoa", album="a")
    await on_stage.say("hoa", "đăng ký")
    heard = await on_stage.photo("hoa", album="a")
    assert heard == []
    heard = await on_stage.photo("hoa")
    assert "Gửi vào hồ sơ nào?" in heard[-1].body.text
