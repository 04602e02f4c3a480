"""Pictures and files on their way to an Official Account: in a size and kind Zalo takes."""

from random import Random

from PIL import Image
from sqlalchemy import Connection, update

from bot.channels.base import Body
from conversations.showing import Button
from storage import evidence
from storage.tables import evidence as table
from tests.photos import encoded
from tests.sending import WORD
from tests.stage import PAPER, START, jpeg
from tests.zalo_oa import CS
from tests.zalo_oa_looks import contact, heard, later, on_sqlite, queue, there, told
from tests.zalo_oa_stage import ZaloOAStage

__all__ = ["there"]
pytestmark = on_sqlite

SHEET = b"PK\x03\x04....[Content_Types].xml....xl/workbook.xml"
UPLOAD = "/upload/image"
NEXT = (Button("Có", "r.R1.yes"),)


async def kept_photo(there: ZaloOAStage, data: bytes) -> int:
    """A photo of the store; the id of its evidence."""
    to, key = (await contact(there, "hoa")).id, there.blobs.put(data)

    def keep(c: Connection) -> int:
        id = evidence.received(c, START, contact_id=to, person_id=None, kind="photo", ref={})
        stored = update(table).where(table.c.id == id).values(sha256=key, state="stored")
        c.execute(stored)
        return id

    return await there.database.transact(keep)


def noise() -> bytes:
    """A photo that no JPEG makes small."""
    pixels = Random(1).randbytes(1600 * 1200 * 3)
    return encoded(Image.frombytes("RGB", (1600, 1200), pixels), "JPEG", quality=90)


async def test_pictures_stand_before_the_words(there: ZaloOAStage) -> None:
    ids = tuple([await kept_photo(there, jpeg(n)) for n in (1, 2)])
    await told(there, "hoa", Body("một", NEXT, pictures=ids))
    await there.sender.drain()
    said = there.person("hoa").heard
    assert [m.images for m in said] == [(jpeg(1),), (jpeg(2),), ()]
    assert (said[-1].text, said[-1].labels) == ("một", ["Có"])


async def test_picture_without_words_is_all_that_leaves(there: ZaloOAStage) -> None:
    await told(there, "hoa", Body("", pictures=(await kept_photo(there, jpeg(1)),)))
    await there.sender.drain()
    assert [m.images for m in there.person("hoa").heard] == [(jpeg(1),)]
    assert await queue(there.database) == [("sent", "")]


async def test_picture_of_more_than_a_megabyte_leaves_smaller(there: ZaloOAStage) -> None:
    data = noise()
    await told(there, "hoa", Body("một", pictures=(await kept_photo(there, data),)))
    await there.sender.drain()
    (small,) = there.person("hoa").heard[0].images
    assert isinstance(small, bytes)
    assert len(small) <= 1_000_000 < len(data)
    assert small.startswith(b"\xff\xd8\xff")


async def test_picture_that_is_gone_holds_up_nothing(there: ZaloOAStage) -> None:
    await told(there, "hoa", Body("một", pictures=(99_999,)))
    await there.sender.drain()
    assert heard(there, "hoa") == ["một"]


async def test_expired_upload_is_uploaded_again_once(there: ZaloOAStage) -> None:
    there.api.faults.next(CS, error=-100)
    await told(there, "hoa", Body("một", pictures=(await kept_photo(there, jpeg(1)),)))
    await there.sender.drain()
    assert [m.images for m in there.person("hoa").heard] == [(jpeg(1),), ()]
    assert len(there.api.calls_of(UPLOAD)) == 2
    there.api.faults.next(CS, times=2, error=-100)
    await told(there, "hoa", Body("hai", pictures=(await kept_photo(there, jpeg(2)),)))
    await there.sender.drain()
    assert len(there.api.calls_of(UPLOAD)) == 4
    assert [state for state, _ in await queue(there.database)] == ["sent", "failed"]


async def test_picture_that_left_is_not_sent_again_with_the_rest(there: ZaloOAStage) -> None:
    there.api.faults.next(CS)  # the picture passes
    there.api.faults.next(CS, error=-32)
    await told(there, "hoa", Body("một", pictures=(await kept_photo(there, jpeg(1)),)))
    await there.sender.drain()
    await later(there.database)
    await there.sender.drain()
    assert [m.images for m in there.person("hoa").heard] == [(jpeg(1),), ()]


async def test_papers_leave_as_files_below_their_words(there: ZaloOAStage) -> None:
    for data in (PAPER, WORD):
        await told(there, "hoa", Body("một", NEXT, file=there.blobs.put(data)))
        await there.sender.drain()
    assert [m.files for m in there.person("hoa").heard] == [(), (PAPER,), (), (WORD,)]


async def test_sheet_leaves_as_a_link(there: ZaloOAStage) -> None:
    there.more = {"PUBLIC_URL": "https://example.test"}
    await there.restart()
    await told(there, "hoa", Body("một", NEXT, file=there.blobs.put(SHEET)))
    await there.sender.drain()
    (said,) = there.person("hoa").heard
    assert said.text.startswith("một\nhttps://example.test/f/")
    assert (said.files, said.labels) == ((), ["Có"])
