"""Who is put forward, by whom and with which consent: up to a seed, everything else to the people.

Names are invented, and no one of them is a part of another, so that they can be looked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random

from tests.soak.lives_land import Land
from tests.soak.lives_model import FIRST, Life

_FAMILIES = (
    "Giàng", "Thào", "Lò", "Sùng", "Vàng", "Mùa", "Cứ", "Triệu", "Bàn", "Đặng", "Nông", "Phùng",
    "Tráng", "Chảo", "Hảng", "Khang", "Sìn", "Hoàng", "Cầm", "Lường",
)  # fmt: skip
_MIDDLES = ("Văn", "Thị", "Quang", "Seo")
_GIVEN = (
    "Tủa", "Páo", "Dê", "Sáng", "Lử", "Mỷ", "Pàng", "Chứ", "Khua", "Vinh", "Hồng", "Thắm", "Đoàn",
    "Quý", "Sơn", "Tâm", "Yến", "Phước", "Ngọc", "Bình",
)  # fmt: skip
OWN: dict[str, Sequence[tuple[str, str]]] = {  # by role, what it puts forward
    "reporter": (
        ("2B", "person_resident"), ("2A", "person_front"), ("1.2B", "household"),
        ("1.2B", "cooperative"), ("1.2B", "coop_group"), ("1.3", "village"),
        ("1.3", "front_work_committee"), ("1.4", "front_work_committee"), ("local", "household"),
    ),
    "commune": (
        ("1.2A", "front_commune"), ("1.3", "front_commune"), ("1.4", "front_commune"),
        ("1.2B", "household"), ("2B", "person_resident"), ("1.3", "village"),
    ),
    "district": (("1.1", "party_org"), ("1.4", "front_district"), ("2A", "person_front")),
    "province": (("1.4", "front_province"),),
}  # fmt: skip
_PREFIXES = {
    "person_front": "", "person_resident": "", "household": "", "cooperative": "Hợp tác xã ",
    "coop_group": "Tổ chăn nuôi ", "village": "Đường hoa ", "front_work_committee": "Ban công tác ",
    "front_commune": "Mặt trận ", "front_district": "Mặt trận ", "front_province": "Cơ quan ",
    "party_org": "Chi bộ ",
}  # fmt: skip
_AGREED = (
    (("name", "photo", "press"), 9), (("name", "photo"), 5), (("name",), 3), (("none",), 3),
)  # fmt: skip
_STORIES = (
    "Trồng 2 ha chè Shan tuyết, giúp 5 hộ cùng làm", "Hiến 300 m² đất làm đường liên thôn",
    "Nuôi 40 con dê, bán giống rẻ cho hộ nghèo", "Mỗi tuần dọn vệ sinh một buổi, trồng hoa",
    "Mở lớp dạy thêu cho 20 chị em", "Hòa giải ba vụ tranh chấp, giữ bản yên",
)  # fmt: skip
_ROLES = ("reporter",) * 15 + ("commune",) * 4 + ("district",) * 2 + ("province",)


@dataclass
class Names:
    """Each is given once."""

    chance: Random

    def __post_init__(self) -> None:
        every = [" ".join(one) for one in product(_FAMILIES, _MIDDLES, _GIVEN)]
        self.chance.shuffle(every)
        self._left: Iterator[str] = iter(every)

    def one(self, kind: str) -> str:
        return _PREFIXES[kind] + next(self._left)


def imagined(land: Land, chance: Random, n: int, names: Names, phase: str = FIRST) -> list[Life]:
    """So many exemplars; every category and kind is among them where there are enough."""
    homes = {role: found for role in OWN if (found := _homes(land, role))}
    asked = [(role, what) for role in homes for what in OWN[role]][:n]
    roles = [role for role in _ROLES if role in homes]
    while len(asked) < n:
        role = chance.choice(roles)
        asked.append((role, chance.choice(OWN[role])))
    return [
        _life(land, chance, names, phase, role, what, chance.choice(homes[role]))
        for role, what in asked
    ]


def _level(role: str) -> str:
    return "village" if role == "reporter" else role


def _life(  # noqa: PLR0913, PLR0917 - where, for when, by whom and what
    land: Land, chance: Random, names: Names, phase: str, role: str, what: tuple[str, str],
    home: int,
) -> Life:  # fmt: skip
    category, kind = what
    unit = _unit(land, chance, role, kind, home)
    above = land.at(home, "commune")
    helped = role == "reporter" and chance.random() < 0.15
    agreed = chance.choices([a for a, _ in _AGREED], [w for _, w in _AGREED])[0]
    return Life(
        name=names.one(kind), category=category, kind=kind, unit=unit,
        author=land.officers[home][0], role=role, phase=phase,
        consent=agreed if role == "reporter" else agreed[:3] if agreed != ("none",) else ("name",),
        photos=chance.choice((0, 1, 1, 2)), story=chance.choice(_STORIES),
        helper=land.officers[above.id][0] if helped and above else "",
    )  # fmt: skip


def _homes(land: Land, role: str) -> list[int]:
    """Units of the author's level all of whose superiors are there, and that have some below."""
    above = {place.above for place in land.places.values()}
    return [
        place.id
        for place in land.held(_level(role))
        if role in {"reporter", "province"} or place.id in above
        if all(one.id in land.officers for one in land.up(place.id))
    ]


def _unit(land: Land, chance: Random, role: str, kind: str, home: int) -> int:
    """Where the subject lies; an office lies at itself, all else one level below the author."""
    own = {"front_commune": "commune", "front_district": "district", "front_province": "province"}
    if role == "reporter" or own.get(kind) == land.places[home].level:
        return home
    return chance.choice(sorted(place.id for place in land.below(home)))
