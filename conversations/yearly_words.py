"""How the sheet of a year is asked, said back and summed up."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from campaign.exemplar import Value
from campaign.text import shorten
from campaign.units import Unit
from campaign.yearly import COMMUNE, SHARES, VILLAGE, Part, Share, Sheet, Totals, year_of
from conversations.showing import figure
from conversations.words import Translate

NAMES = 500  # characters of names in one list
LONGEST = 1900  # of the whole message


def rating_names(t: Translate) -> Mapping[str, str]:
    return {
        "excellent": t("Xuất sắc"), "good": t("Tốt"), "done": t("Hoàn thành"),
        "failed": t("Không hoàn thành"), "unrated": t("Chưa xếp loại"),
    }  # fmt: skip


def asked(t: Translate, unit: Unit, part: Part, year: int) -> str:
    """The question of a part, in a year, to a unit."""
    if part is Part.COMMITTED:
        said = t("Năm {year}, {unit} có bao nhiêu hộ đã ký cam kết, trên tổng số hộ?",
                 year=year, unit=unit.name)  # fmt: skip
    elif part is Part.FAMILIES:
        said = t("Năm {year}, {unit} có bao nhiêu hộ đạt Gia đình văn hóa, trên tổng số hộ?",
                 year=year, unit=unit.name)  # fmt: skip
    elif unit.level == VILLAGE:
        said = t("Năm {year}, Ban Công tác Mặt trận {unit} được xếp loại gì?",
                 year=year, unit=unit.name)  # fmt: skip
    else:
        said = t("Năm {year}, Mặt trận {unit} được xếp loại gì?", year=year, unit=unit.name)
    return said


def label(t: Translate, part: Part, year: int) -> str:
    return {
        Part.COMMITTED: t("Ký cam kết {year}", year=year),
        Part.RATING: t("Xếp loại {year}", year=year),
        Part.FAMILIES: t("Gia đình văn hóa {year}", year=year),
    }[part]


def said(t: Translate, value: Value) -> str:
    """One value as a person says it."""
    match value:
        case {"num": num, "den": den}:
            return t("{num}/{den} hộ", num=num, den=den)
        case str():
            return rating_names(t)[value]
        case _:
            return t("chưa có số")


def said_before(t: Translate, year: int, value: Value) -> str:
    """What was told of the year before: a button for figures, a line for a rating."""
    if value is None:
        return ""
    short = f"{value['num']}/{value['den']}" if isinstance(value, dict) else said(t, value)
    return t("Như {year}: {said}", year=year, said=short)


def told_totals(t: Translate, totals: Totals, sheet: Sheet, today: date) -> str:
    """The sums of a unit, who has told nothing, and each unit one level down."""
    lines = [t("SỔ HẰNG NĂM – {unit}", unit=totals.unit.name)]
    lines += [_own(t, sheet, today)] if Part.RATING in sheet.now else []
    lines += [_share(t, part, totals, today) for part in SHARES if part in totals.asked]
    lines += [_ratings(t, totals, today)] if Part.RATING in totals.asked else []
    lines += _offices(t, totals, today)
    if totals.silent and totals.unit.level == COMMUNE:
        names = shorten(", ".join(totals.silent), NAMES)
        lines.append(t("Chưa trả lời ({n}): {names}", n=len(totals.silent), names=names))
    elif totals.silent:
        lines.append(t("Chưa trả lời: {n} thôn, bản", n=len(totals.silent)))
    lines += _children(t, totals)
    return shorten("\n".join(lines), LONGEST)


def _own(t: Translate, sheet: Sheet, today: date) -> str:
    part = Part.RATING
    return t("Mặt trận xã {year}: {said}", year=year_of(part, today), said=said(t, sheet.now[part]))


def _share(t: Translate, part: Part, totals: Totals, today: date) -> str:
    share: Share = totals.shares[part]
    return t(
        "{label}: {num}/{den} hộ ({told}/{all} thôn, bản đã ghi)",
        label=label(t, part, year_of(part, today)), num=figure(share.num), den=figure(share.den),
        told=share.units, all=totals.villages,
    )  # fmt: skip


def _ratings(t: Translate, totals: Totals, today: date) -> str:
    told = sum(totals.ratings.values())
    each = _each(t, totals.ratings)
    head = label(t, Part.RATING, year_of(Part.RATING, today))
    tail = t("{told}/{all} thôn, bản đã ghi", told=told, all=totals.villages)
    return f"{head}: {each} ({tail})" if each else f"{head}: {tail}"


def _offices(t: Translate, totals: Totals, today: date) -> list[str]:
    """The ratings of the communes themselves, where there are communes below."""
    told = Counter(str(r.told[Part.RATING]) for r in totals.offices if Part.RATING in r.told)
    if not told:
        return []
    return [
        t("Mặt trận cấp xã {year}: {each} ({told}/{all})", year=year_of(Part.RATING, today),
          each=_each(t, told), told=told.total(), all=len(totals.offices))
    ]  # fmt: skip


def _each(t: Translate, told: Mapping[str, int]) -> str:
    names = rating_names(t)
    return ", ".join(f"{names[id].lower()} {told[id]}" for id in names if told.get(id))


def _children(t: Translate, totals: Totals) -> list[str]:
    if totals.unit.level == COMMUNE:
        return []
    return [
        t("• {unit}: {told}/{all} thôn, bản ghi đủ", unit=b.unit.name, told=b.told, all=b.villages)
        for b in totals.below
        if b.villages
    ]
