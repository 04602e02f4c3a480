"""Excel files as people send them, read as rows of texts.

A workbook is a zip: what it claims to unpack to is looked at before any of it is unpacked.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from campaign.text import clean

UNPACKED = 40 * 2**20  # bytes
ROWS = 5000


class NoWorkbook(ValueError):
    """It cannot be read as an Excel file."""


def rows(data: bytes) -> list[list[str]]:
    """The first worksheet, without empty rows at its end. Blocks. Raises `NoWorkbook`."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with ZipFile(BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED:
                raise NoWorkbook("the file unpacks to too much")
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        return list(_texts(sheet.iter_rows(max_row=ROWS, values_only=True)))
    except (BadZipFile, InvalidFileException, KeyError, IndexError, OSError, SyntaxError,
            TypeError, ValueError) as error:  # fmt: skip
        raise NoWorkbook(str(error) or type(error).__name__) from error


def _texts(found: Iterator[Sequence[object]]) -> Iterator[list[str]]:
    for row in found:
        yield [_text(cell) for cell in row]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else clean(str(cell))


def names(data: bytes) -> list[str]:
    """A list of names in a workbook: of each row the first cell that is no number."""
    found = (next((c for c in row if c and not c.isdigit()), "") for row in rows(data))
    return [name for name in found if name]
