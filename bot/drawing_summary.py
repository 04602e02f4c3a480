"""A summary as a picture: a bar for each quota, and both totals beside it."""

from io import BytesIO
from typing import TYPE_CHECKING

from bot.drawing import CREAM, GOLD, INK, MARGIN, QUIET, RED, fitting
from conversations.summary_card import Row, SummaryCard

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

WIDTH, HEAD, EACH, FOOT = 1080, 260, 170, 110  # pixels; as high as there are rows
INSIDE = WIDTH - 2 * MARGIN
PALE, UNDER_WAY, DONE = "#EADFC8", "#D99A1C", "#2E7D4F"


def draw(card: SummaryCard) -> bytes:
    """The picture as a JPEG. Takes some time: for a thread."""
    from PIL import Image, ImageDraw

    height = HEAD + EACH * max(1, len(card.rows)) + FOOT
    image = Image.new("RGB", (WIDTH, height), CREAM)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, HEAD - 40), fill=RED)
    pen.rectangle((0, HEAD - 40, WIDTH, HEAD - 32), fill=GOLD)
    _text(pen, MARGIN, 90, card.title, "Bold", 64, GOLD)
    _text(pen, MARGIN, 165, card.under, "Regular", 34, CREAM)
    for place, row in enumerate(card.rows):
        _row(pen, row, HEAD + EACH * place)
    _text(pen, MARGIN, height - 60, card.foot, "Regular", 28, QUIET)
    out = BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


def _row(pen: "ImageDraw", row: Row, top: int) -> None:
    """The label, a bar that is full when all that is owed is done, and the numbers."""
    _text(pen, MARGIN, top + 24, row.label, "SemiBold", 36, INK)
    bar = (MARGIN, top + 54, WIDTH - MARGIN, top + 84)
    pen.rounded_rectangle(bar, radius=15, fill=PALE)
    full = min(1.0, row.done / row.owed) if row.owed else 0.0
    if full:
        end = MARGIN + max(30, round(INSIDE * full))
        pen.rounded_rectangle((MARGIN, top + 54, end, top + 84), radius=15,
                              fill=DONE if row.done >= row.owed else UNDER_WAY)  # fmt: skip
    done = f"{row.done}/{row.owed}" if row.owed else str(row.done)
    _text(pen, MARGIN, top + 112, f"{done} · {row.said}", "Regular", 32, INK)


def _text(  # noqa: PLR0913, PLR0917 - where, what and how
    pen: "ImageDraw", x: int, y: int, text: str, weight: str, size: int, colour: str
) -> None:
    font = fitting(pen, text, weight, size, INSIDE)
    pen.text((x, y), text, font=font, fill=colour, anchor="lm")
