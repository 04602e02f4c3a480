"""What a digest says of the ground: visits that are planned, what is asked for in its season, what
waits for an answer. Villages are invited; nobody is late.
"""

from collections.abc import Sequence
from datetime import date

from campaign.digest import Digest
from campaign.field import Visit
from campaign.half_year import half_of
from campaign.text import shorten
from campaign.yearly import Part, year_of
from conversations.address import OPEN, Address
from conversations.half_words import half_name
from conversations.showing import Button
from conversations.words import Translate, day

VISITED = 5  # visits that are named
NAME = 40  # characters of the name of a record
Tap = tuple[str, Button]


def lines(t: Translate, digest: Digest) -> list[str]:
    found, today = digest.ground, digest.today
    said = _visits(t, digest.visits, today)
    if found.raised:
        waited = (today - found.raised[0]).days
        said.append(t("Khó khăn, đề nghị chờ đồng chí trả lời: {n}, lâu nhất {days} ngày.",
                      n=len(found.raised), days=waited))  # fmt: skip
    if found.cards:
        said.append(t("Kính mời đồng chí ghi thẻ theo dõi {half}: còn {n} gương.",
                      half=half_name(t, half_of(today)), n=found.cards))  # fmt: skip
    if found.village:
        said.append(t("Kính mời đồng chí ghi thẻ {half} của thôn, bản: 2 câu hỏi.",
                      half=half_name(t, half_of(today))))  # fmt: skip
    if found.parts:
        said.append(t("Kính mời đồng chí ghi sổ hằng năm: còn {left}.",
                      left=_parts(t, found.parts, today)))  # fmt: skip
    return said


def _parts(t: Translate, parts: Sequence[Part], today: date) -> str:
    """`ký cam kết 2022, xếp loại 2021`."""
    names = {
        Part.COMMITTED: t("ký cam kết"), Part.RATING: t("xếp loại"),
        Part.FAMILIES: t("Gia đình văn hóa"),
    }  # fmt: skip
    return ", ".join(f"{names[part]} {year_of(part, today)}" for part in parts)


def _visits(t: Translate, planned: Sequence[Visit], today: date) -> list[str]:
    """What somebody of the post means to look at again."""
    said = [t("Đến hẹn kiểm tra tại chỗ:")] if planned else []
    said += [_visit(t, one, today) for one in planned[:VISITED]]
    rest = len(planned) - VISITED
    return [*said, t("… và {n} hồ sơ nữa", n=rest)] if rest > 0 else said


def _visit(t: Translate, one: Visit, today: date) -> str:
    """`• 0001 Giàng A Tủa (Bản Háng Sung): ngày 8/5/2021, đã qua 3 ngày`."""
    said = t("• {code} {name} ({unit}): ngày {day}", code=f"{one.number:04d}",
             name=shorten(one.name, NAME), unit=one.unit, day=day(one.day))  # fmt: skip
    past = (today - one.day).days
    return said + t(", đã qua {n} ngày", n=past) if past > 0 else said


def taps(t: Translate, digest: Digest) -> tuple[Tap, ...]:
    """Each with the word that opens the same."""
    found = digest.ground
    offered = (
        (digest.visits, "danh sách", t("Danh sách"), "s"),
        (found.raised, "khó khăn", t("Trả lời khó khăn"), "η"),
        (found.cards or found.village, "theo dõi", t("Ghi thẻ theo dõi"), "ι"),
        (found.parts, "hằng năm", t("Ghi sổ hằng năm"), "ζ"),
    )
    return tuple(
        (word, Button(label, str(Address(code, 0, "open", OPEN))))
        for there, word, label, code in offered
        if there
    )
