"""The sheet of the workbook that tells who was commended without being registered."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias

from bot.reports.said import Cell
from campaign.praise import Form, Naming, Who, code_of
from conversations.praise_words import forms, namings, titles, whos
from conversations.words import SOURCE, words

Data: TypeAlias = Mapping[str, Any]

COLUMNS = (
    ("Số", 10), ("Tên", 32), ("Đối tượng", 18), ("Đơn vị", 26), ("Hình thức", 18),
    ("Cơ quan ký", 20), ("Số quyết định", 20), ("Ngày ký", 12), ("Giai đoạn", 14),
    ("Nêu tên", 18), ("Người ghi", 24), ("Tình trạng", 24), ("Thành tích", 70),
)  # fmt: skip


def lines(data: Data) -> Iterator[list[Cell]]:
    """One line for each, what counts no more among them."""
    t = words(SOURCE)
    for one in data["praises"]:
        whom = one["recipient"]
        called = titles(t).get(whom["title"], "") if whom["name"] and not one["erased"] else ""
        yield [
            code_of(one["id"]), f"{called} {whom['name']}".strip(), whos(t)[Who(whom["kind"])],
            one["unit"], forms(t)[Form(one["form"])], one["authority"], one["number"],
            date.fromisoformat(one["date"]), one["phase"], namings(t)[Naming(one["naming"])],
            one["recorded_by"]["name"], _state(one), one["why"],
        ]  # fmt: skip


def _state(one: Data) -> str:
    if one["exemplar"] is not None:
        return "tính ở hồ sơ đăng ký"
    if one["mistaken"]:
        return "ghi nhầm, đã bỏ"
    return "đã thu hồi" if one["revoked"] else ""
