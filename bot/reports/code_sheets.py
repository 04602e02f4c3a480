"""Codes that were given together, as a workbook: a line and a QR for each unit."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from campaign.people_wishes import Given
from conversations.people_words import spaced
from conversations.words import SOURCE, day, words

ROW_HEIGHT, QR_SCALE = 78, 2
PREFERRED = ("zalo_oa", "telegram", "web", "zalo_bot")  # whose link the QR opens


def xlsx(given: Sequence[Given], expires: date) -> bytes:
    """The workbook as bytes. Takes some time: for a thread."""
    from xlsxwriter import Workbook

    out, t = BytesIO(), words(SOURCE)
    with Workbook(out, {"in_memory": True, "strings_to_urls": False}) as book:
        page = book.add_worksheet(t("Mã mời"))
        bold = book.add_format({"bold": True, "valign": "vcenter"})
        middle = book.add_format({"valign": "vcenter", "text_wrap": True})
        page.write_string(0, 0, t("Mỗi mã dùng một lần, đến hết ngày {day}.", day=day(expires)))
        titles = (t("Đơn vị"), t("Mã đơn vị"), t("Mã mời"), t("Đường dẫn"), "QR")
        for column, (title, width) in enumerate(zip(titles, (28, 12, 18, 44, 16), strict=True)):
            page.set_column(column, column, width)
            page.write_string(1, column, title, bold)
        for row, one in enumerate(given, 2):
            link = link_of(one)
            page.set_row(row, ROW_HEIGHT)
            for column, said in enumerate((one.unit, one.unit_code, spaced(one.code), link)):
                page.write_string(row, column, said, bold if column == 2 else middle)  # noqa: PLR2004
            picture = {"image_data": BytesIO(qr(link or one.code)), "object_position": 1}
            page.insert_image(row, 4, f"{one.unit_code}.png", picture)
    return out.getvalue()


def link_of(one: Given) -> str:
    return next((one.links[name] for name in PREFERRED if name in one.links), "")


def qr(content: str) -> bytes:
    """A QR code as PNG."""
    import segno

    out = BytesIO()
    segno.make(content, error="m").save(out, kind="png", scale=QR_SCALE)
    return out.getvalue()
