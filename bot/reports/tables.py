"""The export as tables: records, answers, evidence, history, quotas and checks on the spot.

The column that may hold a long text is the last of its table.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from bot.reports import (
    field_tables,
    ground_sheets,
    praise_sheet,
    replication_sheet,
    survey_sheets,
)
from bot.reports.local_tables import COLUMNS, lines_of
from bot.reports.said import Cell, answers_of
from campaign.people import Verb
from campaign.vietnam import ZONE
from campaign.workflow import Status
from conversations.record_words import status_words
from conversations.words import words

Data: TypeAlias = Mapping[str, Any]
Lines: TypeAlias = Iterator[list[Cell]]

_KINDS = {"photo": "ảnh", "voice": "tin thoại", "file": "tệp", "location": "vị trí"}
_STATES = {"stored": "đã lưu", "waiting": "đang nhận", "refused": "không nhận được"}
_VERBS = {
    Verb.SUBMIT: "gửi hồ sơ", Verb.CONFIRM: "xác nhận", Verb.RETURN: "đề nghị bổ sung",
    Verb.DECLINE: "không đưa vào danh sách", Verb.SELECT: "lựa chọn", Verb.RECEIVE: "tiếp nhận",
    Verb.BUILD: "bắt đầu xây dựng", Verb.ASSESS: "đánh giá",
    Verb.RECOGNISE: "ghi quyết định công nhận", Verb.COMMEND: "ghi quyết định khen thưởng",
    Verb.SUSPEND: "tạm dừng", Verb.RESUME: "tiếp tục", Verb.REVOKE: "thu hồi công nhận",
    Verb.CLOSE: "kết thúc", Verb.WITHDRAW: "rút hồ sơ", Verb.INQUIRE: "hỏi thêm",
    Verb.REPLY: "trả lời", Verb.CORRECT: "sửa quyết định đã ghi",
    Verb.UNDO: "bỏ quyết định ghi nhầm", Verb.AMEND: "xin điều chỉnh nội dung đăng ký",
    Verb.ACCEPT: "đồng ý điều chỉnh", Verb.REFUSE: "chưa đồng ý điều chỉnh",
}  # fmt: skip
_DECISIONS = {"recognition": "công nhận", "commendation": "khen thưởng"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, its columns (title and width in characters), its lines."""

    name: str
    columns: tuple[tuple[str, int], ...]
    lines: Lines


def sheets(data: Data) -> tuple[Sheet, ...]:
    """The tables of an export, in the order in which they stand in the workbook."""
    head = (("Số", 8), ("Tên", 32))
    return (
        Sheet("Danh sách", LISTED, (line for _, line in listed(data))),
        Sheet(
            "Câu trả lời",
            (*head, ("Mã", 9), ("Nội dung", 32), ("Năm", 7), ("Phần", 12), ("Trả lời", 70)),
            _answers(data),
        ),
        Sheet(
            "Minh chứng",
            (
                *head, ("Mã", 8), ("Câu hỏi", 12), ("Loại", 10), ("Tình trạng", 14),
                ("Nhận lúc", 17), ("Người gửi", 24), ("Kiểu tệp", 14), ("Số byte", 11),
                ("SHA-256 khi nhận", 20), ("SHA-256 bản lưu", 20), ("Chú thích", 50),
            ),
            _evidence(data),
        ),
        Sheet(
            "Lịch sử",
            (
                *head, ("Lúc", 17), ("Người", 24), ("Việc", 24), ("Từ", 24), ("Đến", 24),
                ("Câu hỏi", 12), ("Ý kiến", 70),
            ),
            _history(data),
        ),
        Sheet("Chỉ tiêu", field_tables.QUOTAS, field_tables.quotas(data)),
        Sheet("Nhân rộng", replication_sheet.COLUMNS, replication_sheet.lines(data)),
        Sheet("Khen ngoài đăng ký", praise_sheet.COLUMNS, praise_sheet.lines(data)),
        Sheet("Kiểm tra tại chỗ", field_tables.CHECKS, field_tables.checks(data)),
        *([Sheet("Tiêu chí riêng", (*head, *COLUMNS), _local(data))] if data["additions"] else []),
        Sheet("Sổ hằng năm", ground_sheets.YEARLY, ground_sheets.yearly(data)),
        Sheet("Thẻ 6 tháng", ground_sheets.CARDS, ground_sheets.cards(data)),
        Sheet("Thẻ thôn, bản", ground_sheets.VILLAGES, ground_sheets.villages(data)),
        Sheet("Đóng góp", ground_sheets.GIVEN, ground_sheets.given(data)),
        Sheet("Người giúp đỡ", ground_sheets.MENTORS, ground_sheets.mentors(data)),
        Sheet("Việc đã giúp", ground_sheets.HELPS, ground_sheets.helps(data)),
        Sheet("Khó khăn, đề nghị", ground_sheets.PROBLEMS, ground_sheets.problems(data)),
        Sheet("Gợi ý của nhân dân", survey_sheets.CANDIDATES,
              survey_sheets.lines(data, "suggestions")),
        Sheet("Danh sách khảo sát", survey_sheets.CANDIDATES,
              survey_sheets.lines(data, "candidates")),
    )  # fmt: skip


LISTED = (
    ("Số", 8), ("Tên", 32), ("Loại điển hình", 22), ("Đối tượng", 20), ("Mã đơn vị", 12),
    ("Đơn vị", 22), ("Trực thuộc", 34), ("Giai đoạn", 14), ("Trạng thái", 26),
    ("Người giới thiệu", 24), ("Kênh", 10), ("Nhập giúp", 20), ("Ngày lập", 17),
    ("Minh chứng đã lưu", 10), ("Đồng ý", 24), ("Quyết định", 50),
)  # fmt: skip


def everyone(data: Data) -> Iterator[Data]:
    """Every record, drafts last."""
    yield from data["exemplars"]
    yield from data["drafts"]


def listed(data: Data) -> Iterator[tuple[Data, list[Cell]]]:
    """Every record with its line under the titles of `LISTED`."""
    units = {u["unit_id"]: u for u in data["units"]}
    for e in everyone(data):
        yield e, _listed(data, units, e)


def _listed(data: Data, units: Mapping[int, Data], e: Data) -> list[Cell]:
    names, helper = data["names"], e["entered_by"]
    return [
        e["number"], e["subject"]["name"], _name(names, "categories", e["category"]),
        _name(names, "kinds", e["subject"]["kind"]), e["unit"],
        *_place(units, e["unit_id"]), _name(names, "phases", e["phase"]), _status(e["status"]),
        e["registered_by"]["name"], e["registered_by"]["channel"], helper and helper["name"],
        local(e["created_at"]), sum(p["stored"] for p in e["evidence"]), _consent(data, e),
        "; ".join(_decision(d) for d in e["decisions"]),
    ]  # fmt: skip


def local(instant: str) -> datetime:
    """An exported instant as the time in Vietnam, without a zone as spreadsheets want it."""
    return datetime.fromisoformat(instant).astimezone(ZONE).replace(tzinfo=None)


def _name(names: Data, noun: str, id: str | None) -> str | None:
    found = names.get(noun, {}).get(id)
    return found["vi"] if found else id


def _status(id: str) -> str:
    return status_words(words("vi"), Status(id))


def _place(units: Mapping[int, Data], unit_id: int) -> tuple[str, str]:
    """The unit's name, and the names of those above it, nearest first."""
    above, unit = [], units.get(unit_id)
    while unit is not None:
        above.append(unit["name"])
        unit = units.get(unit["parent"])
    return above[0] if above else "", ", ".join(above[1:])


def _consent(data: Data, e: Data) -> str:
    options = data["questions"].get("R10", {}).get("options", {})
    given = dict.fromkeys(c["purpose"] for c in e["consent"] if c["state"] == "given")
    return ", ".join(options[p]["vi"] if p in options else p for p in given)


def _decision(d: Data) -> str:
    day = datetime.fromisoformat(d["date"])
    text = f"{_DECISIONS.get(d['kind'], d['kind'])} số {d['number']} ngày {day:%d/%m/%Y}"
    return f"{text}, {d['authority']}" + (" (đã thu hồi)" if d["revoked"] else "")


def _answers(data: Data) -> Lines:
    for e in everyone(data):
        for a in answers_of(e, data["questions"]):
            year = int(a.year) if a.year.isdigit() else a.year
            yield [*_head(e), a.id, a.name, year, a.part, a.value]


def _evidence(data: Data) -> Lines:
    for e in everyone(data):
        for photo in e["evidence"]:
            yield [*_head(e), *_photo(photo)]
    for photo in data["unassigned_evidence"]:
        yield [None, "(chưa gắn vào hồ sơ)", *_photo(photo)]


def _photo(p: Data) -> list[Cell]:
    return [
        p["id"], p["question"], _KINDS.get(p["kind"], p["kind"]), _STATES.get(p["state"]),
        local(p["received_at"]), p["by"], p["media_type"], p["bytes"], p["sha256_received"],
        p["sha256"], p["caption"],
    ]  # fmt: skip


def _local(data: Data) -> Lines:
    for e in everyone(data):
        for line in lines_of(data, e):
            yield [*_head(e), *line]


def _history(data: Data) -> Lines:
    for e in everyone(data):
        for step in e["history"]:
            verb = _VERBS.get(step["verb"], step["verb"])
            fields = "; ".join(str(v) for v in (step["fields"] or {}).values() if v)
            note = "\n".join(text for text in (step["note"], fields) if text)
            yield [
                *_head(e), local(step["at"]), step["by"], verb, _status(step["from"]),
                _status(step["to"]), step["question"], note,
            ]  # fmt: skip


def _head(e: Data) -> list[Cell]:
    return [e["number"], e["subject"]["name"]]
