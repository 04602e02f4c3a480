"""The export for people: an Excel workbook, or one table for programs that read CSV.

What people typed stays text: no cell becomes a formula or a link, in Excel or when a CSV is opened
with it. No text is cut: what is too long for one cell goes on in the cells to its right.
"""

from collections.abc import Mapping
from csv import writer
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.reports.said import Cell, answers_of
from bot.reports.tables import LISTED, Data, Sheet, listed, local, sheets

if TYPE_CHECKING:
    from xlsxwriter import Workbook

CELL = 32_767  # UTF-16 units that Excel takes in one cell
PIECE = 16_000  # characters of a piece; even if each takes two units there is room for the note
ROWS = 1_048_576  # of one worksheet
GOES_ON = " … (xem tiếp ô bên phải)"
EXACT = 10**15  # Excel keeps 15 digits of a number
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def xlsx(data: Data, path: Path) -> None:
    """Write the export as a workbook with a sheet for each table. Raises OSError."""
    from xlsxwriter import Workbook

    as_written = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with path.open("wb") as file, Workbook(file, as_written) as book:
        book.set_properties({"title": "Gương Sáng", "created": local(data["as_of"])})
        for sheet in sheets(data):
            _write(book, sheet)


def _write(book: "Workbook", sheet: Sheet) -> None:
    """Write the lines of a table; a full worksheet is followed by another of the same name."""
    looks = {
        "text": book.add_format({"valign": "top"}),
        "day": book.add_format({"valign": "top", "num_format": "dd/mm/yyyy", "align": "left"}),
        "time": book.add_format({"valign": "top", "num_format": "dd/mm/yyyy hh:mm"}),
    }
    page = _page(book, sheet, sheet.name)
    for number, line in enumerate(sheet.lines):
        row, full = number % (ROWS - 1) + 1, number // (ROWS - 1)
        if full and row == 1:
            page = _page(book, sheet, f"{sheet.name} {full + 1}")
        for column, cell in enumerate(_spread(line)):
            _put(page, row, column, cell, looks)


def _page(book: "Workbook", sheet: Sheet, name: str) -> Any:  # noqa: ANN401 - has no types
    page = book.add_worksheet(name)
    page.freeze_panes(1, 2)
    title = book.add_format({"bold": True, "bg_color": "#E8EEF7", "bottom": 1})
    for column, (_, width) in enumerate(sheet.columns):
        page.set_column(column, column, width)
    for column, (words, _) in enumerate(sheet.columns):
        page.write_string(0, column, words, title)
    return page


def _put(page: Any, row: int, column: int, cell: Cell, looks: Mapping[str, Any]) -> None:  # noqa: ANN401
    match cell:
        case None | "":
            return
        case datetime():
            page.write_datetime(row, column, cell, looks["time"])
        case date():
            page.write_datetime(row, column, cell, looks["day"])
        case int() | float() if abs(cell) < EXACT:
            page.write_number(row, column, cell, looks["text"])
        case _:
            page.write_string(row, column, str(cell), looks["text"])


def _spread(line: list[Cell]) -> list[Cell]:
    """The line with texts that no cell can hold going on in further cells to the right."""
    return [
        piece for cell in line for piece in (_pieces(cell) if isinstance(cell, str) else [cell])
    ]


def _pieces(text: str) -> list[str]:
    if len(text.encode("utf-16-le")) // 2 <= CELL:
        return [text]
    pieces = [text[start : start + PIECE] for start in range(0, len(text), PIECE)]
    return [piece + GOES_ON for piece in pieces[:-1]] + pieces[-1:]


def csv(data: Data, path: Path) -> None:
    """Write one line for each record and one column for each question answered. Raises OSError."""
    rows = [
        (line, {a.key: a for a in answers_of(e, data["questions"])}) for e, line in listed(data)
    ]
    asked = {key: a.name for _, given in rows for key, a in given.items()}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = writer(file)
        table.writerow([_safe(n) for n, _ in LISTED] + [_safe(f"{k} {asked[k]}") for k in asked])
        for line, given in rows:
            told = [given[key].value if key in given else None for key in asked]
            table.writerow([_safe(cell) for cell in (*line, *told)])


def _safe(cell: Cell) -> str:
    """A cell as text; an apostrophe keeps what people typed from being read as a formula."""
    match cell:
        case str():
            return f"'{cell}" if cell.startswith(_FORMULA) else cell
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M:%S}"
    return "" if cell is None else str(cell)
