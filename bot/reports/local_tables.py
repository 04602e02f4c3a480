"""What places add beside the plan, in spreadsheets: apart from everything the plan asks."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.reports.said import Cell, said
from campaign.plan import AnswerKind
from campaign.plan_criteria import YES_PARTLY_NO

COLUMNS = (
    ("Loại", 16), ("Nội dung", 50), ("Đơn vị đặt", 24), ("Tình trạng", 22), ("Trả lời", 50),
)  # fmt: skip
_KINDS = {"criterion": "Tiêu chí riêng", "model": "Mô hình riêng"}
_STATES = {
    "draft": "bản nháp", "proposed": "chờ duyệt", "approved": "đang áp dụng",
    "raised": "đang áp dụng", "adopted": "áp dụng toàn tỉnh", "declined": "chưa được đồng ý",
    "withdrawn": "đã ngừng",
}  # fmt: skip
_OPTIONS = {o.id: {"vi": o.name.vi} for o in YES_PARTLY_NO}


def lines_of(data: Mapping[str, Any], exemplar: Mapping[str, Any]) -> Iterator[list[Cell]]:
    """Under `COLUMNS`: the model of a record, and what was answered beside the plan."""
    for one, value in _given(data, exemplar):
        yield [
            _KINDS[one["kind"]], one["text"], one["unit_name"], _STATES[one["state"]], value
        ]  # fmt: skip


def cells_of(data: Mapping[str, Any], exemplar: Mapping[str, Any]) -> dict[str, Cell]:
    """The same in columns: each has the title of one criterion or model."""
    return {f"{_KINDS[one['kind']]} {one['id']} {one['text']}": value
            for one, value in _given(data, exemplar)}  # fmt: skip


def _given(
    data: Mapping[str, Any], exemplar: Mapping[str, Any]
) -> Iterator[tuple[Mapping[str, Any], Cell]]:
    """Each addition a record has something about, and what that is in words."""
    local = exemplar["local"]
    for one in data["additions"]:
        value = local["answers"].get(str(one["id"]))
        if one["kind"] == "model" and local["model"] == one["id"]:
            yield one, "x"
        elif value is not None:
            yield one, _said(value)


def _said(value: Any) -> Cell:  # noqa: ANN401 - an answer of any form
    """The answer; how many photos were sent along is with the evidence."""
    whole = isinstance(value, dict) and "" in value
    part = {"kind": AnswerKind.YES_PARTLY_NO, "options": _OPTIONS}
    return said(value[""] if whole else value, part)
