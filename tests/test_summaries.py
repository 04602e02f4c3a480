"""Summaries: the same numbers from counters and from history, and said in the chat."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, select

from bot.reports.summary_text import as_json
from campaign.summary import QuotaLine, Summary
from campaign.workflow import STEPS, Status
from storage import counters, units
from storage import summaries as stored
from storage.database import Database
from storage.tables import counters as counters_table
from storage.tables import records
from tests.territory import DAY, FIRST, LONG_AGO, NOW, PLAN, SECOND, move, record, unit

_S = Status
UP = (_S.SUBMITTED, _S.COMMUNE_CONFIRMED, _S.SELECTED, _S.REGISTERED, _S.BUILDING, _S.ASSESSED,
      _S.RECOGNISED)  # fmt: skip
VILLAGE, RESIDENT = ("1.3", "village"), ("2B", "person_resident")


def summed(c: Connection, code: str, phase: str = FIRST, weeks_ago: int | None = None) -> Summary:
    as_of = None if weeks_ago is None else NOW - timedelta(weeks=weeks_ago)
    return stored.summary(c, PLAN, unit(c, code).id, phase, as_of, NOW)


def line(summary: Summary, id: str = "Q-1.3") -> QuotaLine:
    return next(x for x in summary.quotas if x.id == id)


def child(summary: Summary, code: str) -> Summary:
    return next(x for x in summary.children if x.unit.code == code)


async def test_sums_climb_the_tree(settled: Database) -> None:
    def look(c: Connection) -> None:
        village = units.add_village(c, unit(c, "04249").id, "Tổ 1", "tổ dân phố", DAY)
        record(c, village.code, VILLAGE, *UP)
        record(c, "04249", VILLAGE, *UP[:2])
        record(c, "04252", VILLAGE, *UP[:3])
        record(c, "132", ("2A", "person_front"), *UP[:2])
        record(c, "135", RESIDENT, *UP[:1])
        province = summed(c, "15")
        assert (line(province).registered, line(province).selected) == (3, 2)
        assert (line(province).recognised, line(province).min) == (1, 346)
        assert [x.unit.code for x in province.children][:3] == ["132", "133", "135"]
        assert len(province.children) == 9
        assert province.waiting == {"submitted": 1, "commune_confirmed": 2, "selected": 1}
        city = summed(c, "132")
        assert child(province, "132").quotas[0] == city.quotas[0]
        assert line(city, "Q-2").registered == 1
        assert line(child(city, "04249")).registered == 2
        assert line(child(city, "04249")).min == 2
        assert child(province, "135").waiting == {"submitted": 1}
        tiny = summed(c, village.code)
        assert (line(tiny).recognised, line(tiny).min, tiny.children) == (1, 0, ())
        assert child(summed(c, "04249"), village.code).quotas == tiny.quotas

    await settled.transact(look)


async def test_who_is_missing_and_what_changed_in_a_week(settled: Database) -> None:
    def look(c: Connection) -> None:
        record(c, "04249", VILLAGE, *UP[:2])
        record(c, "04252", VILLAGE, *UP[:2], at=NOW - timedelta(days=3))
        left = record(c, "04255", VILLAGE, *UP[:2])
        move(c, left, UP[1], _S.WITHDRAWN, NOW - timedelta(days=2))
        record(c, "04258", RESIDENT, *UP[:1])
        city = summed(c, "132")
        assert len(line(city).missing) == 13
        assert "Phường Minh Tân" in line(city).missing
        assert "Phường Yên Thịnh" not in line(city).missing
        assert line(city, "Q-2").missing == ()
        province = summed(c, "15")
        assert len(line(province).missing) == 171
        assert line(child(province, "132")).missing == line(city).missing
        assert line(summed(c, "04255")).missing == ()
        assert (line(city).registered, city.last_week["Q-1.3"]) == (2, 2)
        assert (line(child(city, "04252")).registered, child(city, "04252").last_week["Q-1.3"]) == (
            1, 0,
        )  # fmt: skip
        assert line(summed(c, "132", SECOND)).missing == ()

    await settled.transact(look)


async def test_phases_and_others_are_kept_apart(settled: Database) -> None:
    def look(c: Connection) -> None:
        record(c, "04249", VILLAGE, *UP[:2])
        record(c, "04249", VILLAGE, *UP, phase=SECOND)
        record(c, "132", ("1.1", "party_org"), *UP[:2])
        first, second = summed(c, "15"), summed(c, "15", SECOND)
        assert (line(first).registered, line(first).recognised) == (1, 0)
        assert (line(second).registered, line(second).recognised, line(second).min) == (1, 1, 0)
        assert (first.others, second.others) == ({"1.1": 1}, {})

    await settled.transact(look)


async def test_an_earlier_day_is_read_from_the_history(settled: Database) -> None:
    def look(c: Connection) -> None:
        id = record(c, "04249", VILLAGE, *UP[:2], at=NOW - timedelta(weeks=5))
        move(c, id, UP[1], UP[2], NOW - timedelta(weeks=3))
        move(c, id, UP[2], _S.WITHDRAWN, NOW - timedelta(weeks=1))
        found = {w: summed(c, "132", weeks_ago=w) for w in (6, 4, 2, 0)}
        assert [line(s).registered for s in found.values()] == [0, 1, 1, 0]
        assert [line(s).selected for s in found.values()] == [0, 0, 1, 0]
        assert found[2].as_of == NOW - timedelta(weeks=2)
        assert found[4].waiting == {"commune_confirmed": 1}
        assert [s.last_week["Q-1.3"] for s in found.values()] == [0, 1, 1, 0]
        assert summed(c, "132", weeks_ago=5).last_week["Q-1.3"] == 0

    await settled.transact(look)


async def test_a_unit_nobody_knows(settled: Database) -> None:
    def look(c: Connection) -> None:
        with pytest.raises(LookupError, match="no unit 99999"):
            stored.summary(c, PLAN, 99999, FIRST, None, NOW)

    await settled.transact(look)


async def test_the_json_that_scripts_read(settled: Database) -> None:
    def look(c: Connection) -> None:
        record(c, "04249", VILLAGE, *UP[:2])
        said = as_json(summed(c, "132"))
        assert list(said) == [
            "as_of",
            "unit",
            "phase",
            "quotas",
            "children",
            "waiting",
            "replication",
            "praises",
            "contributions",
        ]
        assert (said["unit"], said["phase"]) == ("132", FIRST)
        assert said["as_of"] == NOW.isoformat()
        assert said["quotas"][2] == {
            "id": "Q-1.3", "category": "1.3", "holder": "district", "counted": "commune",
            "min": 30, "target": 45, "registered": 1, "selected": 0, "recognised": 0,
            "counts_as_done": 0, "declared": 1, "verified": 0,
        }  # fmt: skip
        assert said["waiting"] == {"commune_confirmed": 1}
        assert said["children"][0]["unit"] == "04249"
        assert said["children"][0]["children"] == []

    await settled.transact(look)


def recounted(c: Connection) -> dict[tuple[int, str, str, str, str], int]:
    r = records.c
    key = (r.unit_id, r.category, r.kind, r.phase, r.status)
    asked = select(*key, func.count()).where(r.status != Status.DRAFT).group_by(*key)
    return {(a, b, d, e, f): n for a, b, d, e, f, n in c.execute(asked)}


def kept(c: Connection) -> dict[tuple[int, str, str, str, str], int]:
    found = {}
    for row in c.execute(select(counters_table)):
        for status in Status:
            n = getattr(row, status, 0)
            if n:
                found[row.unit_id, row.category, row.kind, row.phase, status.value] = n
    return found


@pytest.mark.parametrize("seed", range(6))
async def test_counters_equal_a_recount_after_any_moves(settled: Database, seed: int) -> None:
    """Whatever happens to records, counters, history and the records themselves say the same."""
    chance = random.Random(seed)
    steps = {s: [x.target for x in STEPS if x.source is s] for s in Status}

    def live(c: Connection) -> None:
        status: dict[int, Status] = {}
        for minute in range(150):
            at = LONG_AGO + timedelta(hours=minute * 32)
            if not status or chance.random() < 0.3:
                code = chance.choice(("15", "132", "04249", "04252", "135"))
                what = chance.choice((VILLAGE, RESIDENT, ("1.2B", "household")))
                new = record(c, code, what, phase=chance.choice((FIRST, SECOND)), at=at)
                status[new] = Status.DRAFT
            id = chance.choice(list(status))
            if steps[status[id]]:
                target = chance.choice(steps[status[id]])
                move(c, id, status[id], target, at)
                status[id] = target
        assert kept(c) == recounted(c)
        for code in ("15", "132", "04249"):
            today, again = summed(c, code), summed(c, code, weeks_ago=0)
            assert today == again

    await settled.transact(live)


async def test_counters_add_up(settled: Database) -> None:
    def look(c: Connection) -> None:
        id = unit(c, "04249").id
        key, other = counters.Key(id, "1.3", "village", FIRST), counters.Key(id, "", "", "")
        counters.add(c, {(key, _S.SELECTED): 2, (key, _S.BUILDING): 0})
        counters.add(c, {(key, _S.BUILDING): 5, (key, _S.SELECTED): -1, (other, _S.WITHDRAWN): 1})
        counters.add(c, {})
        expected = {(*key, "selected"): 1, (*key, "building"): 5, (*other, "withdrawn"): 1}
        assert kept(c) == expected
        counters.moved(
            c, unit_id=id, category="1.3", kind="village", phase=FIRST, source=_S.RECOGNISED,
            target=_S.RECOGNISED, on=DAY,
        )  # fmt: skip
        assert kept(c) == expected

    await settled.transact(look)
