"""Work on the ground as tables of the export."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias

from bot.reports.said import Cell, answers_of
from campaign.contributions import FIELDS
from campaign.people import Role
from campaign.vietnam import ZONE
from campaign.yearly import Part
from conversations.half_words import half_name
from conversations.problem_words import desk_name
from conversations.words import SOURCE, words
from conversations.yearly_words import rating_names

Data: TypeAlias = Mapping[str, Any]
Columns: TypeAlias = tuple[tuple[str, int], ...]

YEARLY: Columns = (
    ("Đơn vị", 28), ("Năm", 7), ("Nội dung", 24), ("Số hộ", 9), ("Tổng số hộ", 11),
    ("Xếp loại", 20), ("Người ghi", 24), ("Lúc", 17),
)  # fmt: skip
_PARTS = {
    Part.COMMITTED: "ký cam kết", Part.RATING: "xếp loại", Part.FAMILIES: "Gia đình văn hóa",
}  # fmt: skip


def yearly(data: Data) -> Iterator[list[Cell]]:
    """One line for each thing that a unit told of a year."""
    names = rating_names(words(SOURCE))
    for one in data["ground"]["yearly"]:
        value = one["value"]
        share = value if isinstance(value, dict) else {}
        yield [
            one["unit"], one["year"], _PARTS[Part(one["part"])], share.get("num"),
            share.get("den"), "" if share else names[value], one["by"], _local(one["at"]),
        ]  # fmt: skip


PROBLEMS: Columns = (
    ("Đơn vị", 28), ("Người nêu", 24), ("Lúc", 17), ("Cấp trả lời", 12), ("Trả lời lúc", 17),
    ("Nội dung", 60), ("Trả lời", 60),
)  # fmt: skip


def problems(data: Data) -> Iterator[list[Cell]]:
    """One line for each difficulty or proposal that a unit raised."""
    t = words(SOURCE)
    for one in data["ground"]["problems"]:
        answered = one["answered_at"]
        yield [
            one["unit"], one["by"], _local(one["at"]), desk_name(t, Role(one["role"])),
            answered and _local(answered), one["text"], one["answer"],
        ]  # fmt: skip


CARDS: Columns = (
    ("Số", 8), ("Tên", 32), ("Kỳ", 22), ("Người ghi", 24), ("Lúc", 17), ("Nội dung", 24),
    ("Trả lời", 60),
)  # fmt: skip


def cards(data: Data) -> Iterator[list[Cell]]:
    """One line for each answer of each card of six months."""
    t = words(SOURCE)
    for one in data["ground"]["cards"]:
        told = {"registration": {}, "answers": one["answers"]}
        for answer in answers_of(told, data["questions"]):
            yield [
                one["number"], one["name"], half_name(t, one["half"]), one["by"],
                _local(one["at"]), answer.name, answer.value,
            ]  # fmt: skip


GIVEN: Columns = (
    ("Đơn vị", 28), ("Cho điển hình", 32), ("Lượt người", 11), ("Đất (m²)", 11),
    ("Tiền (triệu đồng)", 16), ("Ngày công", 11), ("Người ghi", 24), ("Lúc", 17),
)  # fmt: skip


def given(data: Data) -> Iterator[list[Cell]]:
    """One line for each note of what people gave."""
    for one in data["ground"]["contributions"]:
        figures = (one[field] for field in FIELDS)
        yield [one["unit"], one["name"], *figures, one["by"], _local(one["at"])]


VILLAGES: Columns = (
    ("Đơn vị", 28), ("Kỳ", 22), ("Có nhân tố mới", 16), ("Có vướng", 12), ("Người ghi", 24),
    ("Lúc", 17),
)  # fmt: skip


def villages(data: Data) -> Iterator[list[Cell]]:
    """One line for each card of a village that has no exemplar."""
    t, said = words(SOURCE), {True: "có", False: "không"}
    for one in data["ground"]["village_cards"]:
        yield [
            one["unit"], half_name(t, one["half"]), said[one["fresh"]], said[one["stuck"]],
            one["by"], _local(one["at"]),
        ]  # fmt: skip


MENTORS: Columns = (
    ("Số", 8), ("Tên", 32), ("Người theo dõi, giúp đỡ", 32), ("Người ghi", 24), ("Lúc", 17),
)  # fmt: skip


def mentors(data: Data) -> Iterator[list[Cell]]:
    """One line for each time somebody was named who follows an exemplar; the last one counts."""
    for one in data["ground"]["mentors"]:
        yield [one["number"], one["name"], one["mentor"], one["by"], _local(one["at"])]


HELPS: Columns = (
    ("Số", 8), ("Tên", 32), ("Ngày", 12), ("Việc đã giúp", 60), ("Ai giúp", 32),
    ("Người ghi", 24), ("Lúc", 17),
)  # fmt: skip


def helps(data: Data) -> Iterator[list[Cell]]:
    """One line for each help that an exemplar was given."""
    for one in data["ground"]["helps"]:
        yield [
            one["number"], one["name"], date.fromisoformat(one["date"]), one["what"],
            one["whose"], one["by"], _local(one["at"]),
        ]  # fmt: skip


def _local(instant: str) -> datetime:
    return datetime.fromisoformat(instant).astimezone(ZONE).replace(tzinfo=None)
