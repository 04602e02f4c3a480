"""What places add, in a summary: on lines of its own, after everything the plan counts."""

from collections.abc import Sequence

from campaign.addition_wishes import LocalLine
from campaign.additions import Kind
from campaign.text import shorten
from conversations.words import Translate

SHOWN = 6  # lines; of more only the number is said
NAMED = 60


def lines(t: Translate, local: Sequence[LocalLine]) -> list[str]:
    """Each that is in force in the whole unit, and those of the units below in two numbers."""
    here = [line for line in local if line.here]
    said = [_line(t, line) for line in here[:SHOWN]]
    more = len(here) - SHOWN
    said += [t("… và {n} tiêu chí, mô hình riêng nữa", n=more)] if more > 0 else []
    below = [line for line in local if not line.here]
    return said + _below(t, below)


def _line(t: Translate, line: LocalLine) -> str:
    text = shorten(line.text, NAMED)
    if line.kind is Kind.MODEL:
        said = t("Mô hình riêng của {unit} “{text}”: {n} gương (đã tính trong loại {category})",
                 unit=line.unit, text=text, n=line.count, category=line.category)  # fmt: skip
    elif line.yes is None:
        said = t("Tiêu chí riêng của {unit} “{text}”: {n} gương trả lời", unit=line.unit, text=text,
                 n=line.count)  # fmt: skip
    else:
        said = t("Tiêu chí riêng của {unit} “{text}”: {n} gương trả lời, {yes} có", unit=line.unit,
                 text=text, n=line.count, yes=line.yes)  # fmt: skip
    return said if line.in_force else said + " " + t("(đã ngừng)")


def _below(t: Translate, below: Sequence[LocalLine]) -> list[str]:
    models = sum(line.count for line in below if line.kind is Kind.MODEL)
    answers = sum(line.count for line in below if line.kind is Kind.CRITERION)
    said = []
    if models:
        said.append(
            t("Mô hình riêng của các đơn vị bên dưới: {n} gương (đã tính ở trên)", n=models)
        )
    if answers:
        said.append(t("Tiêu chí riêng của các đơn vị bên dưới: {n} câu trả lời", n=answers))
    return said
