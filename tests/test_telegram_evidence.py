"""Evidence over Telegram: every photo arrives however often a download fails, and once."""

import asyncio
import logging
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.base import Body
from storage.tables import evidence, metadata
from tests.photos import sample_jpeg
from tests.sending import pass_time
from tests.stage import PAPER, VIDEO
from tests.telegram import DOWNLOAD
from tests.telegram_looks import told
from tests.telegram_stage import TelegramStage

pytest_plugins = ["tests.telegram_fixtures"]

LATER = 5 * 3600.0
MB = 1_000_000


@cache
def jpeg(seed: int) -> bytes:
    """Larger than the copies that Telegram makes of it."""
    return sample_jpeg(seed, 400, 300)


@pytest.fixture
async def asked(there: TelegramStage) -> TelegramStage:
    """Hòa is asked for photos."""
    for word in ("đăng ký", "2", "Giàng A Tủa", "Trồng chè"):
        await there.say("hoa", word)
    return there


async def rows(there: TelegramStage) -> list[Any]:
    wanted = select(evidence).order_by(evidence.c.id)
    return list(await there.database.transact(lambda c: c.execute(wanted).all()))


async def sends_twenty(there: TelegramStage) -> list[str]:
    """An album as large as a phone makes it; the hashes of its photos."""
    photos = [jpeg(seed) for seed in range(20)]
    for data in photos:
        await there.person("hoa").sends_photo(data, media_group_id="13000000001")
    await there.round()
    return sorted(sha256(data).hexdigest() for data in photos)


def receipts(there: TelegramStage) -> list[str]:
    return [m.text for m in there.person("hoa").heard if m.text.startswith("Đã nhận")]


async def every_row(there: TelegramStage) -> list[str]:
    """What each table holds, as text."""
    return await there.database.transact(
        lambda c: [repr(c.execute(select(table)).all()) for table in metadata.sorted_tables]
    )


def spool_of(folder: Path) -> list[str]:
    return [path.read_text("utf-8", "replace") for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("seed", range(3))
async def test_album_of_twenty_arrives_though_downloads_fail(
    asked: TelegramStage, seed: int
) -> None:
    asked.api.faults.downloads(fail_first=0.3, seed=seed)
    hashes = await sends_twenty(asked)
    await asked.work()
    assert 0 < [r.state for r in await rows(asked)].count("waiting") < 20
    await pass_time(asked.database, LATER)
    await asked.idle()
    assert {(r.state, r.key) for r in await rows(asked)} == {("stored", "R5/photos")}
    assert sorted(r.sha256_received for r in await rows(asked)) == hashes
    assert receipts(asked) == ["Đã nhận đủ 20 ảnh."]


async def test_receipt_in_between_is_true_and_the_last_one_is_whole(asked: TelegramStage) -> None:
    asked.api.faults.downloads(fail_first=0.3)
    await sends_twenty(asked)
    await asked.idle()
    waiting = [r.state for r in await rows(asked)].count("waiting")
    (first,) = receipts(asked)
    assert str(20 - waiting) in first
    assert str(waiting) in first
    await pass_time(asked.database, LATER)
    await asked.idle()
    assert receipts(asked) == [first, "Đã nhận đủ 20 ảnh."]


async def test_albums_sent_twice_are_taken_once(asked: TelegramStage) -> None:
    await sends_twenty(asked)
    asked.channel.listening._offset = 0  # noqa: SLF001 - as after a crash before the next poll
    await asked.person("hoa").sends_photo(jpeg(99), media_group_id="13000000001")
    await asked.round()
    await asked.idle()
    assert len(await rows(asked)) == 21
    assert receipts(asked) == ["Đã nhận đủ 21 ảnh."]


async def test_file_that_is_too_large_is_told_and_not_asked_for(asked: TelegramStage) -> None:
    await asked.person("hoa").sends_video(VIDEO, size=30 * MB)
    (said,) = await asked.replies("hoa", files=True)
    assert "20 MB" in said.body.text
    assert [r.state for r in await rows(asked)] == ["refused"]
    assert asked.api.calls_of("getFile") == []


async def test_file_that_telegram_finds_too_big_is_told(asked: TelegramStage) -> None:
    await asked.person("hoa").sends_file(
        PAPER, "giay.pdf", "application/pdf", size=20_500_000
    )  # fmt: skip
    (said,) = await asked.replies("hoa", files=True)
    assert "20 MB" in said.body.text
    assert len(asked.api.calls_of("getFile")) == 1


async def test_address_that_ran_out_is_asked_for_anew(asked: TelegramStage) -> None:
    gate = asyncio.Event()
    asked.api.faults.next("getFile", hold=gate)
    await asked.person("hoa").sends_photo(jpeg(1))
    await asked.round()
    working = asyncio.create_task(asked.work())
    await asked.api.until(lambda: asked.api.calls_of("getFile"))
    asked.api.files.expire()
    gate.set()
    await working
    assert [r.state for r in await rows(asked)] == ["waiting"]
    await pass_time(asked.database, LATER)
    await asked.idle()
    assert receipts(asked) == ["Đã nhận 1 ảnh."]


async def test_file_that_is_away_for_a_while_is_asked_for_again(asked: TelegramStage) -> None:
    why = "Bad Request: wrong file_id or the file is temporarily unavailable"
    asked.api.faults.next("getFile", status=400, description=why)
    await asked.person("hoa").sends_photo(jpeg(1))
    await asked.replies("hoa", files=True)
    await pass_time(asked.database, LATER)
    await asked.idle()
    assert [r.state for r in await rows(asked)] == ["stored"]


async def test_token_is_in_no_row_no_file_and_no_log(
    asked: TelegramStage,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    caplog.set_level(logging.DEBUG)
    for fault in ({"status": 500}, {"status": 404}, {"status": 502}, {"cut": "after"}):
        for method in (DOWNLOAD, "getFile", "sendMessage", "answerCallbackQuery"):
            asked.api.faults.next(method, **fault)
    for n in range(4):
        await asked.person("hoa").sends_photo(jpeg(n))
        await told(asked, "hoa", Body("tin"))
        await asked.person("hoa").presses("old")
        await asked.round()
        await asked.work()
        await pass_time(asked.database, LATER)
    asked.api.faults.clear()
    kept = await every_row(asked)
    spooled = spool_of(tmp_path)
    said = "".join(capsys.readouterr())
    assert "not fetched" in said
    for text in (*kept, *spooled, caplog.text, said):
        assert asked.api.token not in text
        assert asked.api.token.partition(":")[2] not in text
    await asked.channel.__aexit__()
    asked.api.world.queries.clear()  # whose answers were refused on purpose
