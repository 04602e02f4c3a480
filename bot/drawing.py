"""A picture of good news: words on a card that a phone shows well, 1080 by 1080.

The letters come from Be Vietnam Pro, a font made for Vietnamese; it is installed with the product,
because no machine can be trusted to have one with every letter.
"""

from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

from conversations.result_words import ResultCard

if TYPE_CHECKING:  # Pillow costs a tenth of a second at start; only the worker needs it.
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

SIDE, MARGIN = 1080, 90
BAND = 250  # height of the red band on top
RED, GOLD, CREAM, INK, QUIET = "#B5121B", "#F2C230", "#FFF9EC", "#3A1A12", "#7A5A4C"
NAME_SIZES = (92, 80, 68, 56, 46, 38, 30)  # the largest in which a name fits
NAME_LINES = 3
MIN_SIZE = 14
LOWEST = SIDE - 140  # what would reach below is left out


def draw(card: ResultCard) -> bytes:
    """The card as a JPEG. Takes some time: for a thread."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (SIDE, SIDE), CREAM)
    pen = ImageDraw.Draw(image)
    _frame(pen)
    _line(pen, card.head, lettering("Bold", 96), GOLD, BAND // 2)
    y = _block(pen, *_fitted(pen, card.who), RED, BAND + 80)
    what = lettering("SemiBold", 52)
    y = _block(pen, _wrapped(pen, card.what, what), what, INK, y + 24)
    told = lettering("Regular", 40)
    for text in card.lines:
        lines = _wrapped(pen, text, told)
        if y + 22 + told.size * 1.25 * len(lines) > LOWEST:
            break
        y = _block(pen, lines, told, INK, y + 22)
    _line(
        pen, card.foot, fitting(pen, card.foot, "Regular", 32, SIDE - 2 * MARGIN), QUIET, SIDE - 80
    )
    out = BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


def _frame(pen: "ImageDraw") -> None:
    pen.rectangle((0, 0, SIDE, BAND), fill=RED)
    pen.rectangle((0, BAND, SIDE, BAND + 10), fill=GOLD)
    pen.rectangle((MARGIN, SIDE - 130, SIDE - MARGIN, SIDE - 127), fill=GOLD)


def _fitted(pen: "ImageDraw", text: str) -> tuple[list[str], "FreeTypeFont"]:
    """The lines of a name in the largest letters in which there are few enough."""
    for size in NAME_SIZES:
        font = lettering("Bold", size)
        lines = _wrapped(pen, text, font)
        if len(lines) <= NAME_LINES:
            return lines, font
    return lines[:NAME_LINES], font


def fitting(pen: "ImageDraw", text: str, weight: str, size: int, wide: int) -> "FreeTypeFont":
    """The largest letters, of `size` at most, in which a text fits on one line."""
    sizes = range(size, MIN_SIZE, -2)
    fonts = (lettering(weight, one) for one in sizes)
    smallest = lettering(weight, MIN_SIZE)
    return next((f for f in fonts if pen.textlength(text, font=f) <= wide), smallest)


def _wrapped(pen: "ImageDraw", text: str, font: "FreeTypeFont") -> list[str]:
    """The words in lines that fit between the margins; a word that does not is cut."""
    return [line for part in text.split("\n") for line in _lines(pen, part, font)]


def _lines(pen: "ImageDraw", text: str, font: "FreeTypeFont") -> list[str]:
    wide, lines = SIDE - 2 * MARGIN, [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if pen.textlength(longer, font=font) <= wide:
            lines[-1] = longer
            continue
        kept = word
        while pen.textlength(kept, font=font) > wide:
            kept = kept[:-1]
        lines.append(kept)
    return [line for line in lines if line]


def _block(
    pen: "ImageDraw", lines: list[str], font: "FreeTypeFont", colour: str, y: float
) -> float:
    """Draw lines from `y` on; where they end."""
    step = font.size * 1.25
    for n, text in enumerate(lines):
        _line(pen, text, font, colour, y + step * (n + 0.5))
    return y + step * len(lines)


def _line(pen: "ImageDraw", text: str, font: "FreeTypeFont", colour: str, y: float) -> None:
    pen.text((SIDE / 2, y), text, font=font, fill=colour, anchor="mm")


@cache
def lettering(weight: str, size: int) -> "FreeTypeFont":
    """The font in a weight (Regular, SemiBold, Bold) and a size in pixels."""
    from PIL import ImageFont

    data = (files("fontpkg_be_vietnam_pro") / "files" / f"BeVietnamPro-{weight}.ttf").read_bytes()
    return ImageFont.truetype(BytesIO(data), size)
