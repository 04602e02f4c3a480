"""The sheet of the workbook that tells who learned from whom."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from bot.reports.said import Cell
from campaign.replication import LinkState
from campaign.vietnam import ZONE
from campaign.workflow import REGISTERED, Status
from conversations.record_words import status_words
from conversations.replication_words import state_words
from conversations.words import SOURCE, words

Data: TypeAlias = Mapping[str, Any]

COLUMNS = (
    ("Số gốc", 8), ("Mô hình gốc", 32), ("Đơn vị gốc", 26), ("Số", 8), ("Học theo", 32),
    ("Đơn vị", 26), ("Năm", 7), ("Trạng thái", 26), ("Xác nhận", 16),
)  # fmt: skip


def lines(data: Data) -> Iterator[list[Cell]]:
    """One line for each exemplar that counts and was learned from another one. An origin outside
    of the exported unit has its id only.
    """
    copies = [e for e in data["exemplars"] if _is_copy(e)]
    origins = {e["derived_from"] for e in copies}
    known = {e["id"]: e for e in data["exemplars"] if origins and e["id"] in origins}
    t, units = words(SOURCE), {u["unit_id"]: u["name"] for u in data["units"]}
    for e in copies:
        origin = known.get(e["derived_from"])
        head = _head(origin, units) if origin else [None, f"id:{e['derived_from']}", None]
        year = datetime.fromisoformat(e["created_at"]).astimezone(ZONE).year
        yield [
            *head, *_head(e, units), year, status_words(t, Status(e["status"])),
            state_words(t, LinkState(e["derivation"]["state"])),
        ]  # fmt: skip


def _is_copy(e: Data) -> bool:
    return e.get("derived_from") is not None and Status(e["status"]) in REGISTERED


def _head(e: Data, units: Mapping[int, str]) -> list[Cell]:
    return [e["number"], e["subject"]["name"], units.get(e["unit_id"])]
