"""Whom each narrowing of a message to many names, on both engines."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeAlias

import pytest
from sqlalchemy import Connection, select, update

from campaign.broadcasts import Doing, Segment
from campaign.people import Role
from campaign.workflow import Status
from storage import people, plans, segments
from storage.tables import contacts, posts, records
from storage.tables import people as people_table
from tests.many import DISTRICT, contact_of, head, person, unit
from tests.stage import START, Stage
from tests.territory import SECOND, record

PROVINCE, COMMUNE, VILLAGE, ELSEWHERE = "15", "04474", "04474.1", "04474.2"
DRAFTS, MENDS, SENT, OTHER_PHASE = "Mùa A Dê", "Thào Thị Ly", "Sùng A Tủa", "Giàng Thị Mo"
AWAY = "Vàng A Pó"  # on no channel
HOA, MINH, LAN, DUA = "Giàng A Hòa", "Lý Văn Minh", "Hà Thị Lan", "Bàn Thị Dua"
TINH = "Đỗ Quang Tính"
Narrowed: TypeAlias = Mapping[str, Any]
HEADS = {HOA, DUA, DRAFTS, MENDS, SENT, OTHER_PHASE, AWAY}
VILLAGES = {DRAFTS: "04474.2", MENDS: "04474.3", SENT: "04414.1", OTHER_PHASE: "04474.1"}


def settle(c: Connection) -> None:
    """One more head for each thing a head can have done."""
    for name, code in VILLAGES.items():
        head(c, name, "web", code=code)
    head(c, AWAY)
    record(c, "04474.2", ("1.3", "village"))
    record(c, "04474.3", ("1.3", "village"), Status.SUBMITTED, Status.RETURNED)
    number(c, record(c, "04414.1", ("1.2B", "household"), Status.SUBMITTED))
    number(c, record(c, "04474.1", ("1.2B", "household"), Status.SUBMITTED, phase=SECOND))
    c.execute(update(contacts).values(seen_at=START - timedelta(days=3)))
    mine = contacts.c.id == contact_of(c, HOA)
    c.execute(update(contacts).where(mine).values(seen_at=START - timedelta(days=10)))


def number(c: Connection, id: int) -> None:
    c.execute(update(records).where(records.c.id == id).values(number=id))


def named(c: Connection, code: str, narrowed: Narrowed, but: str = TINH) -> set[str]:
    return _names(c, Segment(unit(c, code), **narrowed), "", but)


def _names(c: Connection, segment: Segment, term: str, but: str) -> set[str]:
    plan = plans.current(c)
    assert plan is not None
    found = segments.chosen(segment, plan, term, START, person(c, but)).subquery()
    rows = select(people_table.c.name).join(found, found.c.person_id == people_table.c.id)
    return set(c.scalars(rows))


@pytest.mark.parametrize(
    ("unit_code", "narrowed", "wanted"),
    [
        (PROVINCE, {}, HEADS | {MINH, LAN}),
        (DISTRICT, {}, HEADS - {DUA, SENT} | {MINH, LAN}),
        (VILLAGE, {}, {HOA, OTHER_PHASE, AWAY}),
        (PROVINCE, {"level": "village"}, HEADS),
        (PROVINCE, {"level": "commune"}, {MINH}),
        (PROVINCE, {"level": "district"}, {LAN}),
        (DISTRICT, {"role": Role.COMMUNE}, {MINH}),
        (PROVINCE, {"role": Role.VIEWER}, set()),
        (PROVINCE, {"doing": Doing.DRAFT}, {DRAFTS}),
        (PROVINCE, {"doing": Doing.MEND}, {MENDS}),
        (PROVINCE, {"level": "village", "doing": Doing.UNREGISTERED},
         HEADS - {DUA, SENT}),
        (PROVINCE, {"doing": Doing.SILENT, "days": 7}, {HOA, AWAY}),
        (PROVINCE, {"doing": Doing.SILENT, "days": 2}, HEADS | {MINH, LAN}),
        (PROVINCE, {"category": "1.3"}, {DRAFTS, MENDS}),
        (COMMUNE, {"category": "1.2B"}, {HOA, OTHER_PHASE, AWAY}),
        (PROVINCE, {"category": "1.4"}, set()),
    ],
)  # fmt: skip
async def test_each_narrowing(
    on_stage: Stage, unit_code: str, narrowed: Narrowed, wanted: set[str]
) -> None:
    await on_stage.database.transact(settle)
    found = await on_stage.database.transact(named, unit_code, narrowed)
    assert found == wanted


async def test_of_a_deadline_only_the_levels_that_owe_something(on_stage: Stage) -> None:
    def reached(c: Connection) -> tuple[set[str], set[str]]:
        segment = Segment(unit(c, PROVINCE))
        lists, report = (_names(c, segment, term, TINH) for term in ("D1", "D2"))
        return lists, report

    assert await on_stage.database.transact(reached) == ({HOA, DUA, MINH, LAN}, {LAN})


async def test_who_writes_it_who_looks_on_and_who_has_left_are_not_among_them(
    on_stage: Stage,
) -> None:
    def change(c: Connection) -> None:
        people.appoint(c, people.add(c, "Người xem", START), unit(c, DISTRICT), Role.VIEWER, START)
        gone = posts.c.person_id == person(c, HOA)
        c.execute(update(posts).where(gone).values(until=START))

    await on_stage.database.transact(change)
    assert await on_stage.database.transact(named, DISTRICT, {}, LAN) == {MINH}


async def test_how_many_by_channel(on_stage: Stage) -> None:
    def counted(c: Connection) -> dict[str | None, int]:
        head(c, AWAY)
        head(c, DRAFTS, "zalo_bot", "web")
        plan = plans.current(c)
        assert plan is not None
        segment = Segment(unit(c, DISTRICT))
        wanted = segments.chosen(segment, plan, "", START, person(c, LAN))
        return segments.by_channel(c, wanted)

    assert await on_stage.database.transact(counted) == {"web": 2, "zalo_bot": 1, None: 1}
