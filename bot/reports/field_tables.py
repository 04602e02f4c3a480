"""The tables of an export about the field: quotas with both totals, and checks on the spot."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias

from bot.reports.said import Cell

Data: TypeAlias = Mapping[str, Any]

QUOTAS = (
    ("Giai đoạn", 20), ("Đơn vị", 24), ("Chỉ tiêu", 10), ("Loại điển hình", 14), ("Tối thiểu", 10),
    ("Phấn đấu", 10), ("Đã khai (đăng ký)", 16), ("Đã kiểm tra tại chỗ", 18), ("Được chọn", 10),
    ("Được công nhận", 14), ("Tính là đạt", 12),
)  # fmt: skip
CHECKS = (
    ("Số", 8), ("Tên", 32), ("Nội dung", 32), ("Kết quả", 12), ("Ngày", 12), ("Người", 24),
    ("Ghi chú", 70), ("Hẹn kiểm tra lại", 16),
)  # fmt: skip
_FOUND = {"right": "đúng", "wrong": "chưa đúng"}


def quotas(data: Data) -> Iterator[list[Cell]]:
    """One line for each phase, unit and quota."""
    units = {u["unit_id"]: u["name"] for u in data["units"]}
    phases = data["names"].get("phases", {})
    for q in data["quotas"]:
        phase = phases.get(q["phase"])
        yield [
            phase["vi"] if phase else q["phase"], units.get(q["unit_id"]), q["id"], q["category"],
            q["min"], q["target"], q["declared"], q["verified"], q["selected"], q["recognised"],
            q["counts_as_done"],
        ]  # fmt: skip


def checks(data: Data) -> Iterator[list[Cell]]:
    """Everything that was seen on the spot, also what a later check has overtaken."""
    for e in data["exemplars"]:
        for check in e["checks"]:
            question = data["questions"].get(check["question"], {})
            what = question["name"]["vi"] if "name" in question else check["question"]
            yield [
                e["number"], e["subject"]["name"], what or "Cả hồ sơ", _FOUND[check["verdict"]],
                date.fromisoformat(check["date"]), check["by"], check["note"],
                _day(check["next_visit"]),
            ]  # fmt: skip


def _day(said: str | None) -> Cell:
    return date.fromisoformat(said) if said else None
