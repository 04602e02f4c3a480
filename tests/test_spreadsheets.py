"""Spreadsheets say everything in words, lose nothing and run nothing."""

import csv as csv_file
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from bot.reports.spreadsheets import CELL, GOES_ON, csv, xlsx
from storage.database import Database
from tests.registrations import T, exported, fill


@pytest.fixture
async def filled(database: Database) -> Database:
    await database.transact(fill)
    return database


def _workbook(path: Path) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(path)
    for sheet in book:
        assert sheet.freeze_panes == "C2"
        assert not any(cell.hyperlink or cell.data_type == "f" for row in sheet for cell in row)
    return {
        sheet.title: [[_read(cell.value) for cell in row] for row in sheet.iter_rows(min_row=2)]
        for sheet in book
    }


def _read(value: Any) -> Any:  # noqa: ANN401 - whatever a cell holds
    """Excel reads `_x000D_` as the character; openpyxl leaves that to its caller."""
    return unescape(value) if isinstance(value, str) else value


async def test_a_workbook_says_everything_in_words(filled: Database, tmp_path: Path) -> None:
    xlsx(await exported(filled), tmp_path / "gương.xlsx")
    book = _workbook(tmp_path / "gương.xlsx")
    assert list(book) == [
        "Danh sách",
        "Câu trả lời",
        "Minh chứng",
        "Lịch sử",
        "Chỉ tiêu",
        "Nhân rộng",
        "Khen ngoài đăng ký",
        "Kiểm tra tại chỗ",
        "Sổ hằng năm",
        "Thẻ 6 tháng",
        "Thẻ thôn, bản",
        "Đóng góp",
        "Người giúp đỡ",
        "Việc đã giúp",
        "Khó khăn, đề nghị",
        "Gợi ý của nhân dân",
        "Danh sách khảo sát",
    ]
    first = book["Danh sách"][0]
    assert first[:2] == [412, "Thôn Khe Bín"]
    assert first[4:9] == [
        "4303.1", "Khe Bín", "Tân Phượng, Lục Yên, Yên Bái", "Giai đoạn 2021–2023",
        "đã thu hồi công nhận",
    ]  # fmt: skip
    assert datetime(2021, 4, 10, 8) in first  # noqa: DTZ001 - Vietnam's time, as Excel keeps it
    assert "Ghi tên, Gửi ảnh" in first
    assert len(book["Danh sách"]) == 4
    told = {(line[0], line[2], line[4], line[5]): line[6] for line in book["Câu trả lời"]}
    assert told[412, "GC1", 2021, None] == "Làm một phần"
    assert told[412, "GC1", 2021, "meetings"] == 4
    assert told[412, "R6", None, "mentor"] == "để sau"
    assert told[412, "M3.0", None, None] == "3/4"
    assert (
        told[413, "P2.4", None, None] == "Hiến đất: 300 m²; Tiền: 2.5 triệu đồng; Ngày công: 0 công"
    )
    assert told[None, "R5", None, None] == "tin thoại (minh chứng 9)"
    assert [line[2] for line in book["Minh chứng"]] == [1, 9, 10]
    assert book["Lịch sử"][3][-1] == "=1+1 sai sự thật\n7/QĐ"


async def test_a_csv_is_one_line_a_record(filled: Database, tmp_path: Path) -> None:
    path = tmp_path / "gương.csv"
    csv(await exported(filled), path)
    assert path.read_bytes().startswith("\ufeffSố,Tên,".encode())
    with path.open(encoding="utf-8-sig", newline="") as file:
        title, *lines = csv_file.reader(file)
    assert [line[0] for line in lines] == ["412", "413", "", ""]
    assert {len(line) for line in lines} == {len(title)}
    column = title.index("GC1/meetings@2021 Học tập Chỉ thị 05")
    assert [line[column] for line in lines] == ["4", "", "", ""]


def _with_text(text: str) -> dict[str, Any]:
    """The least export that holds `text` as an answer, a name and a note."""
    by = {"name": text, "role": "reporter", "unit": "1", "channel": "web"}
    step = {"at": T.isoformat(), "by": text, "verb": "submit", "from": "draft",
            "to": "submitted", "note": text, "question": None, "fields": None}  # fmt: skip
    one = {
        "number": 1, "subject": {"name": "A", "kind": "household"}, "category": None, "unit": "1",
        "unit_id": 1, "phase": None, "status": "submitted", "registered_by": by,
        "entered_by": None, "created_at": T.isoformat(), "evidence": [], "consent": [],
        "decisions": [], "registration": {"R5": {"text": text}}, "answers": {}, "history": [step],
        "checks": [], "local": {"model": None, "answers": {}},
    }  # fmt: skip
    return {"as_of": T.isoformat(), "names": {}, "units": [], "questions": {}, "exemplars": [one],
            "drafts": [], "unassigned_evidence": [], "quotas": [], "additions": [], "praises": [],
            "suggestions": [], "candidates": [],
            "ground": {"yearly": [], "problems": [], "cards": [], "contributions": [],
                       "mentors": [], "helps": [], "village_cards": []}}  # fmt: skip


typed = st.text(st.characters(exclude_categories=["Cs"]))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed)
@example("\r\n\t\x0b\ufffe")
@example("=1+1")
@example("-5")
@example("@SUM(A1)")
@example("+84912345678")
@example("{=1}")
@example("https://example.org/")
@example("mailto:a@b")
@example("00123")
@example("  hai đầu  ")
@example("_x0041_")
def test_what_people_type_stays_text(tmp_path: Path, text: str) -> None:
    data = _with_text(text)
    xlsx(data, tmp_path / "a.xlsx")
    book = _workbook(tmp_path / "a.xlsx")
    shown = [book["Câu trả lời"][0][6], book["Danh sách"][0][9], book["Lịch sử"][0][3]]
    assert shown == [text or None] * 3
    csv(data, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        cell = list(csv_file.reader(file))[1][-1]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize("letter", ["ữ", "🌾"])
@pytest.mark.parametrize("length", [16_384, CELL, CELL + 1, 100_000])
def test_no_text_is_cut(tmp_path: Path, letter: str, length: int) -> None:
    text = (letter * length)[:-1] + "."
    xlsx(_with_text(text), tmp_path / "a.xlsx")
    pieces = [p for p in _workbook(tmp_path / "a.xlsx")["Câu trả lời"][0][6:] if p]
    assert all(len(p.encode("utf-16-le")) // 2 <= CELL for p in pieces)
    assert "".join(p.removesuffix(GOES_ON) for p in pieces) == text
    assert (len(pieces) == 1) == (len(text.encode("utf-16-le")) // 2 <= CELL)
    assert all(p.endswith(GOES_ON) for p in pieces[:-1])


def test_a_full_worksheet_goes_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.reports.spreadsheets.ROWS", 3)
    data = _with_text("x")
    data["exemplars"] = [data["exemplars"][0] | {"number": n} for n in range(5)]
    xlsx(data, tmp_path / "a.xlsx")
    book = _workbook(tmp_path / "a.xlsx")
    pages = [[line[0] for line in book[f"Danh sách{n}"]] for n in ("", " 2", " 3")]
    assert pages == [[0, 1], [2, 3], [4]]
