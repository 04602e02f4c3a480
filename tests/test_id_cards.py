"""Numbers and photos of identity cards are known, and not kept; amounts and phones are let by."""

from typing import Any

import pytest
from sqlalchemy import Connection, select

from campaign.id_cards import holds_number, says_card
from campaign.privacy import PRESS, Agree, Children, FlagChildren, may_publish, may_show
from storage import people
from storage.desk import StoredDesk
from storage.tables import contacts, evidence
from tests.stage import KEYRING, Stage, address_of
from tests.test_consents import wish
from tests.test_withdrawal import sent


@pytest.mark.parametrize(
    "text",
    [
        "015085001234", "số 015 085 001 234", "0150 8500 1234.", "015-085-001-234",
        "CMND 060123456", "060 123 456", "số 261234567, cấp 2010", "(060123456)",
    ],
)  # fmt: skip
def test_a_number_of_a_card(text: str) -> None:
    assert holds_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "0912345678", "0912 345 678", "+84 321 456 789", "+84321456789", "0216 3852 123",
        "150 000 000 đồng", "150.000.000", "150000000 đồng", "thu 120,000,000", "912345678",
        "ngày 01-02-2021 5 hộ", "01/02/2021", "2021-2025", "2021 0001 0001", "202100010001",
        "1234567890123", "0", "",
    ],
)  # fmt: skip
def test_what_is_no_number_of_a_card(text: str) -> None:
    assert not holds_number(text)


@pytest.mark.parametrize(
    "text", ["CCCD", "ảnh cccd mặt trước", "Căn cước", "chứng minh nhân dân", "060123456"]
)
def test_words_that_say_it(text: str) -> None:
    assert says_card(text)


@pytest.mark.parametrize("text", ["", "nhà văn hóa", "chứng nhận Gia đình văn hóa", "cân được"])
def test_words_that_do_not(text: str) -> None:
    assert not says_card(text)


async def states(stage: Stage) -> list[tuple[str, str, str]]:
    def read(c: Connection) -> list[Any]:
        wanted = (evidence.c.state, evidence.c.why, evidence.c.caption)
        return [tuple(r) for r in c.execute(select(*wanted).order_by(evidence.c.id))]

    return await stage.database.transact(read)


async def test_a_photo_out_of_the_blue_is_thrown_away_with_its_words(on_stage: Stage) -> None:
    heard = await on_stage.photo("hoa", caption="CCCD 060123456 của ông Tủa")
    assert "giấy tờ tùy thân" in heard[0].body.text
    assert await states(on_stage) == [("refused", "id_card", "")]
    assert list(on_stage.blobs.keys()) == []


async def test_a_photo_named_too_late_leaves_the_photo_store(on_stage: Stage) -> None:
    for said in ("đăng ký", "2", "Giàng A Tủa", "Trồng chè"):
        await on_stage.say("hoa", said)
    await on_stage.photo("hoa")
    assert len(list(on_stage.blobs.keys())) > 0
    await on_stage.say("hoa", "đó là CMND")
    await on_stage.idle()
    assert await states(on_stage) == [("refused", "id_card", "")]
    assert list(on_stage.blobs.keys()) == []


async def test_words_without_a_photo_throw_nothing_away(on_stage: Stage) -> None:
    for said in ("đăng ký", "2", "Giàng A Tủa", "Trồng chè", "cccd"):
        await on_stage.say("hoa", said)
    assert await states(on_stage) == []


async def test_a_photo_of_a_card_is_no_answer(on_stage: Stage) -> None:
    for said in ("đăng ký", "2", "Giàng A Tủa"):
        await on_stage.say("hoa", said)
    await on_stage.photo("hoa", caption="căn cước")
    heard = await on_stage.say("hoa", "menu")
    assert "1 hồ sơ" in heard[0].body.text
    heard = await on_stage.say("hoa", "tiếp tục")
    assert "Gia đình đã làm" in heard[-1].body.text


# --- children


async def seen(stage: Stage) -> tuple[bool, bool]:
    """Whether the record may be shown, and published."""

    def read(c: Connection) -> tuple[bool, bool]:
        id = c.scalar(select(contacts.c.id).where(contacts.c.address == address_of("minh")))
        record = StoredDesk(c, KEYRING, people.find(c, id or 0), stage.now).record(1)
        assert record is not None
        return may_show(record), may_publish(record)

    return await stage.database.transact(read)


async def test_nothing_is_published_before_it_is_known_whether_children_are_in_it(
    on_stage: Stage,
) -> None:
    await sent(on_stage)
    await wish(on_stage, "hoa", Agree(1, {PRESS: "x"}, "1"))
    assert await seen(on_stage) == (True, False)
    for children, shown in (
        (Children.UNASKED, (False, False)), (Children.GUARDIAN, (True, True)),
        (Children.NONE, (True, True)),
    ):  # fmt: skip
        await wish(on_stage, "minh", FlagChildren(1, children))
        assert await seen(on_stage) == shown
