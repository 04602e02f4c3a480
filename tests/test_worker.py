"""The worker: what was sent is fetched, made safe, compared and kept."""

from collections.abc import Callable

from bot.attachments import DOCX
from bot.fetching import FileGone, FileTooLarge
from bot.pictures import hamming
from bot.worker import Worker
from storage import alike, evidence
from storage.blobs import Blobs
from storage.database import Database
from tests import photos
from tests.sending import WORD, Platform, Sender, digest, leave, rows, said, sent
from tests.stage import VIDEO

VOICE = b"OggS\0\x02.......................OpusHead"


pytest_plugins = ["tests.sending_fixtures"]

Make = Callable[[Platform], Worker]


async def test_three_photos_are_kept_without_gps_under_the_hash_of_what_came(
    database: Database, blobs: Blobs, who: Sender, worker: Make
) -> None:
    files = {str(n): photos.sample_jpeg(n, gps=True) for n in range(3)}
    await sent(database, who, *files)
    await worker(Platform(files)).run_until_idle()
    for row in await rows(database):
        received = files[row.ref["file"]]
        kept = blobs.get(row.sha256)
        assert (row.state, row.held_until, row.media_type) == ("stored", None, "image/jpeg")
        assert row.sha256_received == digest(received)
        assert row.sha256 == digest(kept) != row.sha256_received
        assert row.bytes == len(kept)
        assert b"Exif" in received
        assert b"Exif" not in kept
        assert len(blobs.get(row.thumbnail)) < len(kept)
        assert not blobs.has(row.sha256_received)
    assert [body.text for body in await said(database)] == ["Đã nhận đủ 3 ảnh."]


KINDS = [  # what came, as what the platform named it; what it is and how it is kept
    (photos.sample_heic(), "photo", "photo", "image/jpeg"),
    (photos.sample_png(1), "file", "photo", "image/jpeg"),
    (photos.sample_webp(1), "photo", "photo", "image/jpeg"),
    (VOICE, "voice", "voice", "audio/ogg"),
    (WORD, "file", "file", DOCX),
    (b"%PDF-1.7\n", "photo", "file", "application/pdf"),
    (VIDEO, "video", "file", "video/mp4"),
    (VIDEO, "photo", "file", "video/mp4"),
    (VOICE, "video", "voice", "audio/ogg"),
]


async def test_bytes_decide_what_it_is(
    database: Database, blobs: Blobs, who: Sender, worker: Make
) -> None:
    for n, (_, named, _, _) in enumerate(KINDS):
        await sent(database, who, str(n), kind=named)
    files = {str(n): data for n, (data, *_) in enumerate(KINDS)}
    await worker(Platform(files)).run_until_idle()
    for row, (data, _, kind, media_type) in zip(await rows(database), KINDS, strict=True):
        assert (row.state, row.kind, row.media_type) == ("stored", kind, media_type)
        assert row.sha256_received == digest(data)
        assert (blobs.get(row.sha256) == data) is (kind != "photo")


REFUSALS = [
    ("photo", b"", "empty", "1 ảnh không có nội dung."),
    ("photo", photos.truncated_jpeg(), "truncated", "1 ảnh không mở được"),
    ("photo", photos.bomb_png(), "too_many_pixels", "1 ảnh có khổ quá lớn."),
    ("photo", photos.text_as_jpeg(), "not_a_picture", "1 tệp không phải là ảnh."),
    ("photo", photos.thirty_megabytes(), "too_large", "1 ảnh nặng quá 20 MB,"),
    ("file", b"MZ a program", "unknown_file", "1 tệp thuộc loại Gương Sáng chưa đọc được."),
    ("voice", FileGone(), "not_fetched", "1 tin thoại không tải về được."),
    ("file", FileTooLarge(), "too_large", "1 tệp nặng quá 20 MB,"),
    ("video", FileTooLarge(), "too_large", "1 video nặng quá 20 MB, một tin không chở hết."),
]


async def test_what_cannot_be_taken_is_refused_with_its_sentence_and_harms_nothing(
    database: Database, blobs: Blobs, who: Sender, worker: Make
) -> None:
    files: dict[str, object] = {"good": photos.sample_jpeg(1)}
    for n, (kind, bad, _, _) in enumerate(REFUSALS):
        files[str(n)] = bad
        await sent(database, who, str(n), kind=kind)
    await sent(database, who, "good")
    await worker(Platform(files)).run_until_idle()
    *refused, stored = await rows(database)
    for row, (_, bad, why, _) in zip(refused, REFUSALS, strict=True):
        assert (row.state, row.why, row.sha256) == ("refused", why, None)
        assert row.sha256_received == (digest(bad) if isinstance(bad, bytes) else None)
    assert stored.state == "stored"
    assert set(blobs.keys()) == {stored.sha256, stored.thumbnail}
    (body,) = await said(database)
    first, *others = body.text.split("\n")
    assert first == "Đã nhận 1 ảnh."
    assert len(others) == len(REFUSALS)
    for *_, sentence in REFUSALS:
        assert [line for line in others if line.startswith(sentence)]


async def test_a_photo_of_another_record_is_recognised(
    database: Database, who: Sender, worker: Make
) -> None:
    same, smaller = photos.sample_jpeg(1), photos.encoded(photos.picture(1), "JPEG", quality=30)
    other = photos.sample_jpeg(2)
    await sent(database, who, "same", "same", "other")
    await sent(database, who, "same", "smaller", "another", record_id=who.second)
    files = {"same": same, "smaller": smaller, "other": other, "another": photos.sample_jpeg(3)}
    await worker(Platform(files)).run_until_idle()
    assert [row.reused_from_id for row in await rows(database)] == [None, None, None, 1, 1, None]


async def test_alike_finds_every_hash_up_to_4_bits_away(
    database: Database, who: Sender, worker: Make
) -> None:
    await sent(database, who, "it")
    await worker(Platform({"it": photos.sample_jpeg(1)})).run_until_idle()
    (row,) = await rows(database)
    for n in range(61):
        near = f"{int(row.dhash, 16) ^ (0b1001 << n | 1 << (n * 7 % 64) | 1 << 63 - n):016x}"
        assert hamming(near, row.dhash) <= 4
        found = await database.transact(alike.maybe_alike, 99, who.second, near)
        assert found == [(row.id, row.dhash)]
    opposite = f"{int(row.dhash, 16) ^ 2**64 - 1:016x}"
    assert await database.transact(alike.maybe_alike, 99, who.second, opposite) == []


async def test_a_loose_photo_gets_its_receipt_when_it_is_assigned(
    database: Database, who: Sender, worker: Make
) -> None:
    works = worker(Platform({"1": photos.sample_jpeg(1), "2": photos.sample_jpeg(2)}))
    await sent(database, who, "1", record_id=None)
    await works.run_until_idle()
    assert await said(database) == []
    await database.transact(evidence.link, [1], who.first, "R5/photos")
    await sent(database, who, "2")
    await works.run_until_idle()
    assert [body.text for body in await said(database)] == ["Đã nhận đủ 2 ảnh."]


async def test_a_loose_photo_that_is_refused_is_told_at_once(
    database: Database, who: Sender, worker: Make
) -> None:
    await sent(database, who, "bad", "good", record_id=None)
    files = {"bad": photos.truncated_jpeg(), "good": photos.sample_jpeg(1)}
    await worker(Platform(files)).run_until_idle()
    (body,) = await said(database)
    assert body.text.startswith("1 ảnh không mở được")
    await leave(database)
