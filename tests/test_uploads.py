"""Uploads of the web page: the raw file with its GPS goes as soon as nothing needs it."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.worker import Worker
from storage import intake
from storage.blobs import Blobs
from storage.database import Database
from tests import photos
from tests.sending import WORD, Crash, Platform, Sender, crash, rows, send

pytest_plugins = ["tests.sending_fixtures"]

Make = Callable[[Platform], Worker]


async def upload(database: Database, blobs: Blobs, who: Sender, data: bytes, **options: Any) -> str:  # noqa: ANN401
    raw = blobs.put(data)
    await database.transact(send, who, {"blob": raw}, **{"record_id": who.first} | options)
    return raw


async def test_a_raw_upload_goes_once_nothing_waits_for_it(
    database: Database, blobs: Blobs, who: Sender, worker: Make
) -> None:
    works = worker(Platform({}))
    data = photos.sample_jpeg(1, gps=True)
    raw = await upload(database, blobs, who, data)
    await upload(database, blobs, who, data, record_id=who.second)
    await works.step()
    assert blobs.has(raw)
    await works.step()
    assert not blobs.has(raw)
    first, second = await rows(database)
    assert (first.state, second.state, second.reused_from_id) == ("stored", "stored", first.id)
    assert first.sha256_received == second.sha256_received == raw
    assert first.ref == second.ref == {}


async def test_a_document_stays_as_it_was_uploaded(
    database: Database, blobs: Blobs, who: Sender, worker: Make
) -> None:
    raw = await upload(database, blobs, who, WORD, kind="file")
    await worker(Platform({})).run_until_idle()
    (row,) = await rows(database)
    assert (row.state, row.sha256, row.ref) == ("stored", raw, {})
    assert blobs.get(raw) == WORD


@pytest.mark.parametrize("bad", [False, True])
async def test_an_upload_deleted_under_its_second_sender_is_settled_as_the_first_was(
    database: Database, blobs: Blobs, who: Sender, worker: Make, *, bad: bool
) -> None:
    works = worker(Platform({}))
    data = photos.truncated_jpeg() if bad else photos.sample_jpeg(1)
    raw = await upload(database, blobs, who, data)
    await works.run_until_idle()
    await upload(database, blobs, who, data)
    blobs.delete(raw)  # as the first one's tidying up may do between upload and turn
    await works.run_until_idle()
    first, second = await rows(database)
    for row in (first, second):
        assert (row.state, row.sha256_received) == ("refused" if bad else "stored", raw)
    assert first.why == second.why
    assert (first.sha256, first.thumbnail) == (second.sha256, second.thumbnail)


async def test_an_upload_that_is_nowhere_is_refused(
    database: Database, who: Sender, worker: Make
) -> None:
    await database.transact(send, who, {"blob": "0" * 64}, record_id=who.first)
    await worker(Platform({})).run_until_idle()
    (row,) = await rows(database)
    assert (row.state, row.why) == ("refused", "not_fetched")


async def test_uploads_a_crash_left_behind_are_cleared(
    database: Database, blobs: Blobs, who: Sender, worker: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    works = worker(Platform({}))
    raw = await upload(database, blobs, who, photos.sample_jpeg(1))
    with monkeypatch.context() as broken:
        broken.setattr(intake, "needed", crash)
        with pytest.raises(Crash):
            await works.step()
    assert blobs.has(raw)
    assert await works.clear_uploads()
    assert not blobs.has(raw)
    assert not await works.clear_uploads()
    assert [row.state for row in await rows(database)] == ["stored"]
