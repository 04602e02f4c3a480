"""Candidates as tables of the export."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from bot.reports.said import Cell
from campaign.survey import State
from campaign.vietnam import ZONE

Data: TypeAlias = Mapping[str, Any]

CANDIDATES = (
    ("Số", 8), ("Tên", 32), ("Đơn vị", 28), ("Có thể là", 20), ("Tình trạng", 24),
    ("Hồ sơ", 10), ("Người ghi, gợi ý", 28), ("Lúc", 17), ("Lý do không đưa vào", 40),
    ("Đã biết", 70),
)  # fmt: skip
_STATES = {
    State.NEW: "chờ xem", State.LISTED: "trong danh sách", State.ASIDE: "không đưa vào",
    State.REGISTERED: "đã lập hồ sơ", State.ERASED: "đã xóa",
}  # fmt: skip


def lines(data: Data, section: str) -> Iterator[list[Cell]]:
    """One line for each of `suggestions` or `candidates`."""
    options = data["questions"].get("R1", {}).get("options", {})
    for one in data[section]:
        guess = options[one["guess"]]["vi"] if one["guess"] in options else one["guess"]
        known = "\n".join(note["text"] for note in one["notes"] if note["text"])
        yield [
            one["id"], one["name"], one["unit"], guess, _STATES[State(one["state"])],
            one["record"], one["by"] or one["signed"], _local(one["at"]), one["why"], known,
        ]  # fmt: skip


def _local(instant: str) -> datetime:
    return datetime.fromisoformat(instant).astimezone(ZONE).replace(tzinfo=None)
