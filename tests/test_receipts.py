"""Receipts are true: they say what is stored, and every refusal once."""

import asyncio

import pytest
from sqlalchemy import Connection

from bot.pictures import Refusal
from bot.receipts import receipt
from conversations.receipts import Why, receipt_text
from conversations.showing import Button
from conversations.words import words
from storage import intake, people
from storage.database import Database
from storage.intake import Kept
from tests.sending import KEY, NOW, Sender, leave, rows, said, send, sender

t = words("vi")
DONE = (("x", Button("Xong", "r1.R5/photos.!done")),)


@pytest.mark.parametrize(
    ("stored", "waiting", "text"),
    [
        ({}, {}, ""),
        ({}, {"photo": 2}, "Đang tải 2 ảnh."),
        ({"photo": 3}, {"photo": 2}, "Đã nhận 3/5 ảnh, 2 ảnh đang tải."),
        ({"photo": 5}, {}, "Đã nhận đủ 5 ảnh."),
        ({"photo": 1}, {}, "Đã nhận 1 ảnh."),
        ({}, {"voice": 1}, "Đang tải tin thoại."),
        ({"voice": 1}, {}, "Đã nhận tin thoại."),
        ({"voice": 2}, {}, "Đã nhận 2 tin thoại."),
        ({}, {"file": 1}, "Đang tải 1 tệp."),
        ({"file": 1}, {"file": 1}, "Đã nhận 1/2 tệp, 1 tệp đang tải."),
        ({"file": 1, "photo": 2}, {}, "Đã nhận đủ 2 ảnh.\nĐã nhận 1 tệp."),
        ({}, {"video": 1}, "Đang tải 1 video."),
        ({"video": 1}, {"video": 1}, "Đã nhận 1/2 video, 1 video đang tải."),
        ({"location": 1}, {}, "Đã nhận vị trí."),
        ({"location": 2}, {"video": 1}, "Đang tải 1 video.\nĐã nhận 2 vị trí."),
    ],
)
def test_what_is_stored_and_what_is_on_its_way(
    stored: dict[str, int], waiting: dict[str, int], text: str
) -> None:
    assert receipt_text(t, stored, waiting, {}) == text


def test_every_cause_has_one_sentence_of_its_own() -> None:
    texts = {receipt_text(t, {}, {}, {("photo", why): 2}) for why in Why}
    assert len(texts) == len(Why)
    for text in texts:
        assert text.startswith("2 ")
        assert "Đồng chí" in text
        assert "\n" not in text


def test_too_large_says_what_a_message_carries_and_what_to_do() -> None:
    kinds = ("photo", "video", "voice", "file")
    texts = [receipt_text(t, {}, {}, {(kind, Why.TOO_LARGE): 1}) for kind in kinds]
    assert [text.partition(" nặng quá 20 MB, một tin không chở hết. ")[0::2] for text in texts] == [
        ("1 ảnh", "Đồng chí gửi dạng ảnh thường, đừng gửi dạng tệp, là nhẹ ngay."),
        ("1 video", "Đồng chí cắt ngắn video, hoặc gửi vài tấm ảnh thay cũng tốt."),
        ("1 tin thoại", "Đồng chí chia làm vài tin ngắn hơn nhé."),
        ("1 tệp", "Đồng chí gửi bản nhẹ hơn; ảnh thì gửi dạng ảnh thường, video thì cắt ngắn nhé."),
    ]


def test_every_refusal_of_a_picture_has_a_sentence() -> None:
    assert {Why(refusal.value) for refusal in Refusal} < set(Why)


def test_refusals_of_one_cause_are_counted_together() -> None:
    refused = {("photo", Why.TRUNCATED): 2, ("voice", Why.NOT_FETCHED): 1}
    assert receipt_text(t, {"photo": 3}, {}, refused).split("\n") == [
        "Đã nhận đủ 3 ảnh.",
        "2 ảnh không mở được (tệp bị hỏng khi gửi). Đồng chí chụp hoặc gửi lại ảnh đó nhé.",
        "1 tin thoại không tải về được. Đồng chí gửi lại giúp nhé.",
    ]


# --- against the rows


@pytest.fixture
async def who(database: Database) -> Sender:
    return await database.transact(sender)


def settle(c: Connection, why: str = "") -> None:
    """The oldest photo is stored, or refused."""
    item = intake.claim(c)
    assert item is not None
    if why:
        assert intake.refuse(c, item, why, None)
    else:
        assert intake.keep(c, item, Kept("photo", "a", "b", "c", "image/jpeg", 1, "0" * 16), None)


async def test_a_video_is_called_so_from_the_first_and_is_a_file_in_the_record(
    database: Database, who: Sender
) -> None:
    film = Kept("file", "a", "a", None, "video/mp4", 1, None)

    def keep(c: Connection) -> None:
        item = intake.claim(c)
        assert item is not None
        assert intake.keep(c, item, film, None)

    await database.transact(send, who, {}, kind="video", record_id=who.first)
    await tell(database, who)
    assert (await said(database))[0].text == "Đang tải 1 video."
    assert [row.kind for row in await rows(database)] == ["file"]
    await database.transact(keep)
    await tell(database, who)
    assert (await said(database))[0].text == "Đã nhận 1 video."


async def tell(database: Database, who: Sender, *, controls: bool = False) -> None:
    def put(c: Connection) -> None:
        contact = people.find(c, who.contact_id)
        receipt(c, NOW, contact, who.first, KEY, controls=DONE if controls else ())

    await database.transact(put)


async def test_an_album_has_one_receipt_that_follows_the_rows(
    database: Database, who: Sender
) -> None:
    for _ in range(5):
        await database.transact(send, who, {}, record_id=who.first)
    for n in range(6):
        await tell(database, who)
        (body,) = await said(database)
        expected = ["Đang tải 5 ảnh.", *(f"Đã nhận {n}/5 ảnh, {5 - n} ảnh đang tải." for n in
                    range(1, 5)), "Đã nhận đủ 5 ảnh."]  # fmt: skip
        assert body.text == expected[n]
        if n < 5:
            await database.transact(settle)


async def test_a_refusal_is_told_until_its_receipt_has_left_and_not_again(
    database: Database, who: Sender
) -> None:
    for _ in range(3):
        await database.transact(send, who, {}, record_id=who.first)
    await database.transact(settle, "truncated")
    await tell(database, who)
    await database.transact(settle)
    await tell(database, who)
    (body,) = await said(database)
    assert body.text.startswith("Đã nhận 1/2 ảnh, 1 ảnh đang tải.\n1 ảnh không mở được")
    await leave(database)
    await database.transact(settle)
    await tell(database, who)
    assert (await said(database))[1].text == "Đã nhận đủ 2 ảnh."


async def test_the_button_of_a_replaced_receipt_stays(database: Database, who: Sender) -> None:
    await database.transact(send, who, {}, record_id=who.first)
    await tell(database, who, controls=True)
    await database.transact(settle)
    await tell(database, who)
    (body,) = await said(database)
    assert (body.text, body.controls) == ("Đã nhận 1 ảnh.", DONE)


async def test_nothing_sent_gives_no_receipt(database: Database, who: Sender) -> None:
    await database.transact(send, who, {}, record_id=who.second)
    await tell(database, who)
    assert await said(database) == []


async def test_only_what_the_contact_sent_is_counted(database: Database, who: Sender) -> None:
    def other(c: Connection) -> Sender:
        return Sender(people.take(c, "web", "2", NOW).id, who.first, who.second)

    stranger = await database.transact(other)
    await database.transact(send, who, {}, record_id=who.first)
    await database.transact(send, stranger, {}, record_id=who.first)
    await database.transact(settle)
    await tell(database, who)
    await tell(database, stranger)
    assert [body.text for body in await said(database)] == ["Đã nhận 1 ảnh.", "Đang tải 1 ảnh."]


async def test_photos_settled_at_the_same_moment_are_all_counted(
    database: Database, who: Sender
) -> None:
    """Without the lock of the record each would count itself only, and the last would be told."""

    def end(c: Connection, item: intake.Item) -> None:
        intake.lock_record(c, item.id)
        assert intake.refuse(c, item, Why.EMPTY, None)
        receipt(c, NOW, people.find(c, who.contact_id), who.first, KEY)

    for _ in range(6):
        await database.transact(send, who, {}, record_id=who.first)
    items = [await database.transact(intake.claim) for _ in range(6)]
    await asyncio.gather(*(database.transact(end, item) for item in items if item))
    assert (await said(database))[0].text.startswith("6 ảnh không có nội dung.")
