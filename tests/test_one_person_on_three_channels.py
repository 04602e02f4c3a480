"""Hòa begins on one channel and goes on by two others: one person, one record, one talk."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage.tables import contacts, evidence, people, records
from tests.three_channels import ThreeChannels, three_channels

STORY = "Trồng 2 ha chè Shan tuyết, giúp 5 hộ cùng làm"


@pytest.fixture
async def hoa(stage_sqlite: Callable[[], str], tmp_path: Path) -> AsyncIterator[ThreeChannels]:
    async with three_channels(stage_sqlite, tmp_path) as opened:
        yield opened


def code_in(said: list[str]) -> str:
    """The code that connects, as it is read from one phone and typed on another."""
    (line,) = [line for text in said for line in text.split("\n") if line.startswith("Mã kết nối")]
    return line.rpartition(": ")[2]


async def begun(hoa: ThreeChannels) -> None:
    """A registration on Zalo OA as far as its photos."""
    await hoa.on_oa("đăng ký")
    await hoa.on_oa("2")
    await hoa.on_oa("Giàng A Tủa")
    await hoa.on_oa(STORY)
    assert (await hoa.photos_on_oa(2))[-1].startswith("Đã nhận đủ 2 ảnh.")


async def connected_on_bot(hoa: ThreeChannels) -> None:
    code = code_in(await hoa.on_oa("kết nối"))
    await hoa.on_bot("xin chào")
    assert "Mã kết nối của Giàng A Hòa" in (await hoa.on_bot(code))[-1]
    await hoa.on_bot("1")


async def connected_on_page(hoa: ThreeChannels) -> None:
    code = code_in(await hoa.on_bot("kết nối"))
    await hoa.on_page("xin chào")
    assert "Mã kết nối của Giàng A Hòa" in (await hoa.on_page(code))[-1]
    await hoa.on_page("1")


async def finished_on_page(hoa: ThreeChannels) -> None:
    assert "Đồng chí xem lại" in (await hoa.on_page("tiếp tục"))[-1]
    assert "Đã gửi hồ sơ YB-0001 Giàng A Tủa." in (await hoa.on_page("1"))[0]


async def whole_way(hoa: ThreeChannels) -> None:
    await begun(hoa)
    await connected_on_bot(hoa)
    assert "Câu 4/5" in (await hoa.on_bot("tiếp tục"))[-1]
    assert "Câu 5/5" in (await hoa.on_bot("x"))[-1]
    await hoa.on_bot("1 2")
    await connected_on_page(hoa)
    await finished_on_page(hoa)


async def only_record(hoa: ThreeChannels) -> tuple[int, str, int]:
    """How many records, how the first stands, and how many photos are linked to it."""
    number, status = select(func.count()).select_from(records), select(records.c.status)
    linked = select(func.count(evidence.c.id)).where(evidence.c.record_id.is_not(None))
    return await hoa.database.transact(
        lambda c: (c.scalar(number) or 0, str(c.scalar(status)), c.scalar(linked) or 0)
    )


async def channels_of_hoa(hoa: ThreeChannels) -> list[str]:
    mine = select(contacts.c.channel).join(people).where(people.c.name == "Giàng A Hòa")
    return await hoa.database.transact(lambda c: sorted(c.scalars(mine)))


async def more_is_asked_for(hoa: ThreeChannels) -> None:
    """The commune sends the record back."""
    await hoa.on_oa("mở 0001", "minh")
    await hoa.on_oa("2", "minh")
    await hoa.on_oa("1", "minh")
    said = await hoa.on_oa("Ghi rõ trồng từ năm nào", "minh")
    assert "Đã đề nghị bổ sung YB-0001" in said[0]


async def test_record_goes_on_from_channel_to_channel(hoa: ThreeChannels) -> None:
    await whole_way(hoa)
    assert await only_record(hoa) == (1, "submitted", 2)
    assert await channels_of_hoa(hoa) == ["web", "zalo_bot", "zalo_oa"]
    assert "Có hồ sơ mới chờ đồng chí: YB-0001" in hoa.oa.person("minh").heard[-1].text


@pytest.mark.parametrize("last", ["oa", "bot", "page"])
async def test_notice_goes_to_the_channel_used_last(hoa: ThreeChannels, last: str) -> None:
    await whole_way(hoa)
    await getattr(hoa, f"on_{last}")("menu")
    before = hoa.all_heard()
    await more_is_asked_for(hoa)
    told = {
        "oa": hoa.all_heard()["oa"][len(before["oa"]) :],
        "bot": hoa.all_heard()["bot"][len(before["bot"]) :],
        "page": await hoa.page(),
    }
    assert [where for where, said in told.items() if said] == [last]
    assert "đề nghị bổ sung hồ sơ YB-0001" in told[last][0]


async def test_code_that_connects_works_once(hoa: ThreeChannels) -> None:
    code = code_in(await hoa.on_oa("kết nối"))
    await hoa.on_bot("xin chào")
    await hoa.on_bot(code)
    await hoa.on_bot("1")
    await hoa.on_page("xin chào")
    assert "Mã kết nối của" not in " ".join(await hoa.on_page(code))
    assert await channels_of_hoa(hoa) == ["zalo_bot", "zalo_oa"]


async def test_what_waits_on_a_closed_channel_is_read_on_the_next(hoa: ThreeChannels) -> None:
    await whole_way(hoa)
    await hoa.on_oa("menu")
    hoa.oa.person("hoa").refuses()
    await more_is_asked_for(hoa)
    assert "đề nghị bổ sung hồ sơ YB-0001" in (await hoa.page())[-1]
