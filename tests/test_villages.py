"""Villages as officers paste them."""

from io import BytesIO

import pytest
from xlsxwriter import Workbook

from bot.workbooks import NoWorkbook, names
from campaign.villages import Listing, read
from tests.stage import Stage
from tests.typed import table

KNOWN = ("Bản Háng Sung",)


@pytest.mark.parametrize(
    ("line", "name"),
    table(
        ("Bản Hua Khắt|1. Bản Hua Khắt|- bản Hua Khắt|12) BẢN Hua Khắt", "Bản Hua Khắt"),
        ("  bản   Hua Khắt.", "Bản Hua Khắt"),
        ("thôn 3|Thôn 3|3. Thôn 3", "Thôn 3"),
        ("TDP số 5|tổ dân phố số 5|To dan pho số 5", "Tổ dân phố Số 5"),
        ("KP 2|khu phố 2", "Khu phố 2"),
        ("hua khắt", "Thôn Hua khắt"),
    ),
)  # fmt: skip
def test_a_line_is_a_kind_and_a_name(line: str, name: str) -> None:
    assert [whole for _, whole in read([line], (), "xã").new] == [name]


@pytest.mark.parametrize(
    ("others", "commune", "kind"),
    [([], "xã", "Thôn"), ([], "phường", "Tổ dân phố"), ([], "thị trấn", "Tổ dân phố"),
     (["Bản A", "Bản B", "Thôn C"], "xã", "Bản")],
)  # fmt: skip
def test_a_name_without_a_kind_is_of_the_usual_one(
    others: list[str], commune: str, kind: str
) -> None:
    assert read([*others, "Lồng Khua"], (), commune).new[-1][1] == f"{kind} Lồng Khua"


def test_what_is_left_out_is_said() -> None:
    found = read(["Bản Háng Sung", "Bản Mới", "ban moi", "", "...", "Bản"], KNOWN, "xã")
    assert found == Listing((("bản", "Bản Mới"),), ("Bản Moi",), ("Bản Háng Sung",), ("bản",))


def workbook(*rows: tuple[object, ...]) -> bytes:
    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
    return out.getvalue()


def test_names_of_a_workbook_are_its_first_words() -> None:
    data = workbook((1, "Bản Hua Khắt", "x"), (2, "Bản Hú Trù Lìn"), (), ("Lồng Khua",))
    assert names(data) == ["Bản Hua Khắt", "Bản Hú Trù Lìn", "Lồng Khua"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 rubbish", b"\0" * 400])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(NoWorkbook):
        names(data)


async def test_a_commune_sends_its_villages_as_a_file(on_stage: Stage) -> None:
    await on_stage.say("minh", "mời")
    await on_stage.tap("minh", "Khai tên thôn, bản")
    data = workbook((1, "Bản Hua Khắt"), (2, "Bản Háng Sung"), (3, "Lồng Khua"))
    await on_stage.send("minh", "file", data)
    await on_stage.tap("minh", "Xem danh sách")
    text = on_stage.last["minh"].text
    assert "Sẽ ghi 2 đơn vị: Bản Hua Khắt, Bản Lồng Khua" in text
    assert "Đã có rồi: Bản Háng Sung" in text
    heard = await on_stage.tap("minh", "Ghi cả 2")
    assert heard[0].body.text == "Đã ghi 2 thôn, bản."
