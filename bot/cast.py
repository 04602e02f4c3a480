"""The demo cast: five invented people who stand for everybody that uses the product.

The extras are as invented. They speak in the demo's records only: nobody can choose to be one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from sqlalchemy import Connection, select

from campaign.people import Role
from storage import people, units
from storage.tables import contacts
from storage.tables import units as units_table
from storage.upsert import insert

Village: TypeAlias = tuple[str, str, str]  # commune code, village name, kind

CAST_UNITS: tuple[Village, ...] = (
    ("04474", "Bản Háng Sung", "bản"),
    ("04474", "Bản Tà Lành", "bản"),
    ("04474", "Bản Trống Khua", "bản"),
    ("04414", "Thôn Khe Dẹt", "thôn"),
)
EXTRA_UNITS: tuple[Village, ...] = (
    ("04483", "Bản Hua Mây", "bản"),
    ("04510", "Thôn Bãi Dâu", "thôn"),
    ("04300", "Bản Nà Vặng", "bản"),
    ("04657", "Thôn Suối Chè", "thôn"),
)
EXTRA = "extra-"


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody to play: `unit` is a code, or the name of one of the villages above."""

    key: str
    name: str
    unit: str
    role: Role
    phone: str

    @property
    def address(self) -> str:
        return f"demo-{self.key}"


CAST = (
    Part("hoa", "Giàng A Hòa", "Bản Háng Sung", Role.REPORTER, "0900000001"),
    Part("minh", "Lý Văn Minh", "04474", Role.COMMUNE, "0900000002"),
    Part("lan", "Hà Thị Lan", "137", Role.DISTRICT, "0900000003"),
    Part("tinh", "Đỗ Quang Tính", "15", Role.PROVINCE, "0900000004"),
    Part("dua", "Bàn Thị Dua", "Thôn Khe Dẹt", Role.REPORTER, "0900000005"),
)
EXTRAS = (
    Part(EXTRA + "sua", "Thào A Sủa", "Bản Tà Lành", Role.REPORTER, "0900000011"),
    Part(EXTRA + "pang", "Mùa Thị Páng", "Bản Trống Khua", Role.REPORTER, "0900000012"),
    Part(EXTRA + "chu", "Cứ A Chu", "Bản Hua Mây", Role.REPORTER, "0900000013"),
    Part(EXTRA + "xuan", "Vũ Thị Xoan", "Thôn Bãi Dâu", Role.REPORTER, "0900000014"),
    Part(EXTRA + "dinh", "Lò Văn Đính", "Bản Nà Vặng", Role.REPORTER, "0900000015"),
    Part(EXTRA + "giang", "Sùng A Giảng", "Thôn Suối Chè", Role.REPORTER, "0900000016"),
    Part(EXTRA + "my", "Lù Thị Mỷ", "04483", Role.COMMUNE, "0900000021"),
    Part(EXTRA + "hung", "Nguyễn Trọng Hưởng", "04510", Role.COMMUNE, "0900000022"),
    Part(EXTRA + "thanh", "Triệu Tài Thành", "04414", Role.COMMUNE, "0900000023"),
    Part(EXTRA + "hoan", "Lường Thị Hoàn", "04300", Role.COMMUNE, "0900000024"),
    Part(EXTRA + "chien", "Hà Quyết Chiến", "04657", Role.COMMUNE, "0900000025"),
    Part(EXTRA + "bao", "Phan Gia Bảo", "138", Role.DISTRICT, "0900000031"),
    Part(EXTRA + "quyen", "Hoàng Lệ Quyên", "136", Role.DISTRICT, "0900000032"),
    Part(EXTRA + "luong", "Cầm Văn Lượng", "133", Role.DISTRICT, "0900000033"),
    Part(EXTRA + "yen", "Trần Hải Yến", "140", Role.DISTRICT, "0900000034"),
)


def add_villages(c: Connection, on: date, wanted: Sequence[Village] = CAST_UNITS) -> None:
    """The villages the cast lives in, below communes that are loaded already."""
    for code, name, kind in wanted:
        commune = units.by_code(c, code, on)
        if commune is not None and _village(c, commune.id, name) is None:
            units.add_village(c, commune.id, name, kind, date(2021, 1, 1))


def _village(c: Connection, commune_id: int, name: str) -> int | None:
    found = select(units_table.c.id).where(
        units_table.c.parent_id == commune_id, units_table.c.name == name
    )
    id: int | None = c.scalar(found)
    return id


def _unit_of(c: Connection, part: Part, on: date) -> int:
    unit = units.by_code(c, part.unit, on)
    if unit is not None:
        return unit.id
    return int(
        c.execute(select(units_table.c.id).where(units_table.c.name == part.unit)).scalar_one()
    )


def join(
    c: Connection, now: datetime, channel: str = "web", parts: Sequence[Part] = CAST
) -> dict[str, str]:
    """Give every part its person, post and contact on `channel`; name to address there."""
    addresses = {}
    for part in parts:
        addresses[part.key] = part.address
        person_id = _person(c, part, now)
        new = insert(c, contacts).values(
            channel=channel, address=part.address, person_id=person_id, created_at=now
        )
        c.execute(new.on_conflict_do_nothing())
    return addresses


def _person(c: Connection, part: Part, now: datetime) -> int:
    known = select(contacts.c.person_id).where(contacts.c.address == part.address)
    found = c.scalar(known.limit(1))
    if found is not None:
        return int(found)
    person_id = people.add(c, part.name, now, phone=part.phone, demo=True)
    people.appoint(c, person_id, _unit_of(c, part, now.date()), part.role, now)
    return person_id


class Strangers(Exception):
    """The database holds real people; the demo does not mix with them."""


def refuse_strangers(c: Connection) -> None:
    """Raise `Strangers` where the database holds people that the demo did not make."""
    if people.any_real(c):
        raise Strangers("DEMO: this database holds real people; the demo needs one of its own.")
