"""How what people gave is said: in a note, in the sums and in the summary."""

from collections.abc import Mapping

from campaign.contributions import FIELDS, Contributed, Given, Giving
from campaign.exemplar import Value
from conversations.showing import figure
from conversations.words import Translate


def said(t: Translate, figures: Mapping[str, Value]) -> str:
    told = {field: n for field in FIELDS if isinstance(n := figures.get(field), int | float)}
    return amounts(t, Given(int(told["people"]), told["land"], told["money"], told["days"]))


def amounts(t: Translate, given: Given) -> str:
    """What was given, without what was not."""
    parts = [
        (given.land, t("m² đất")), (given.money, t("triệu đồng")), (given.days, t("ngày công")),
        (given.people, t("lượt người")),
    ]  # fmt: skip
    return ", ".join(f"{figure(_short(n))} {name}" for n, name in parts if n)


def _short(n: float) -> float:
    """Without the dust that adding up leaves."""
    rounded = round(n, 2)
    return int(rounded) if rounded == int(rounded) else rounded


def overview(t: Translate, giving: Giving) -> str:
    if not giving.total.is_any:
        return t("{unit}: năm {year} chưa ghi đóng góp nào.", unit=giving.unit, year=giving.year)
    lines = [line(t, giving)]
    lines += [f"• {unit}: {amounts(t, given)}" for unit, given in giving.below if given.is_any]
    return "\n".join(lines)


def line(t: Translate, giving: Giving) -> str:
    return t("{unit}, bà con đóng góp năm {year}: {amounts}", unit=giving.unit, year=giving.year,
             amounts=amounts(t, giving.total))  # fmt: skip


def card_lines(t: Translate, given: Given) -> list[str]:
    """What people gave for an exemplar, on its card."""
    return [t("Bà con đóng góp: {amounts}", amounts=amounts(t, given))] if given.is_any else []


def kept(t: Translate, done: Contributed) -> str:
    return t(
        "Đã ghi đóng góp cho {name}. Cả năm {year} đơn vị đã có: {amounts}.", name=done.name,
        year=done.year, amounts=amounts(t, done.total),
    )  # fmt: skip
