"""Units: the list that ships, what is wrong with a bad one, codes in time, search, villages."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection, func, select

from campaign.units import place_in_list
from campaign.units_check import check
from campaign.units_file import COLUMNS, UnitsError, parse
from storage import units as stored
from storage.database import Database
from storage.tables import units
from tests.territory import DAY, PLAN, ROWS, unit

HEAD = ",".join(COLUMNS) + "\n"
START = date(2020, 2, 1)


def test_the_shipped_list_is_the_territory_of_2021() -> None:
    kinds = [row.kind for row in ROWS]
    assert {k: kinds.count(k) for k in ("xã", "phường", "thị trấn")} == {
        "xã": 150, "phường": 13, "thị trấn": 10,
    }  # fmt: skip
    assert [kinds.count(k) for k in ("tỉnh", "thành phố", "thị xã", "huyện")] == [1, 1, 1, 7]
    assert not check(ROWS, (), PLAN)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("1,,xã,15,2020-02-01,", 'line 2, column "name": it is empty.'),
        (",Xã A,xã,15,2020-02-01,", 'line 2, column "gso": it is empty.'),
        ("1,Xã A,xa,15,2020-02-01,", 'line 2, column "kind": "xa" is none of tỉnh, huyện'),
        ("1,Xã A,xã,15,1/2/2020,", 'column "valid_from": "1/2/2020" is not a date'),
        ("1,Xã A,xã,15,,", 'column "valid_from": "" is not a date'),
        ("1,Xã A,xã,15,2020-02-01,2020-02-30", 'column "valid_to": "2020-02-30" is not a date'),
        ("1,Xã A,xã", "line 2: the line does not have one value for each column."),
        ('1,"Xã A,xã,15,2020-02-01,', "after line 1: this is not CSV"),
        ("", "units.csv: the list is empty."),
    ],
)
def test_a_line_that_cannot_be_read(line: str, said: str) -> None:
    with pytest.raises(UnitsError) as raised:
        parse(HEAD + line, "units.csv")
    assert said in str(raised.value)
    assert str(raised.value).startswith("units.csv")


def test_every_unreadable_line_is_reported() -> None:
    with pytest.raises(UnitsError) as raised:
        parse(HEAD + "1,,xã,15,2020-02-01,\n2,Xã B,làng,15,hôm qua,\n", "units.csv")
    assert len(raised.value.problems) == 3


def test_a_missing_column() -> None:
    with pytest.raises(UnitsError, match='line 1: the column "parent_gso" is missing'):
        parse("gso,name,kind,valid_from,valid_to\n", "units.csv")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("9,Xã A,xã,99,2020-02-01,", "no unit bears the code 99 on 2020-02-01."),
        ("9,Xã A,xã,,2020-02-01,", 'column "parent_gso": a xã lies under another unit.'),
        ("9,Xã A,xã,132,2020-02-01,2020-01-01", 'column "valid_to": the unit ends before'),
        ("04249,Xã A,xã,132,2021-01-01,", "Xã A cannot bear the code 04249 from 2021-01-01 on"),
        (
            "9,Xã A,xã,132,2020-02-01,\n9,Xã B,xã,132,2020-02-01,",
            'line 3, column "gso": 9 stands twice',
        ),
        ("9,Xã A,xã,9,2020-02-01,", "Xã A cannot lie under Xã A"),
        ("9,Xã A,xã,8,2020-02-01,\n8,Xã B,xã,9,2020-02-01,", "Xã A cannot lie under Xã B"),
        ("132,Thành phố Yên Bái,thành phố,,2020-02-01,", "a thành phố lies under another unit"),
        ("04249,Phường Yên Thịnh,phường,133,2020-02-01,", "only a reorganisation moves it"),
        ("9,Xã A,xã,132,2019-01-01,", "no unit bears the code 132 on 2019-01-01."),
    ],
)
async def test_a_bad_list_changes_nothing(settled: Database, lines: str, said: str) -> None:
    def load(c: Connection) -> stored.Report:
        before = c.execute(select(func.count()).select_from(units)).scalar_one()
        rows = parse(HEAD + "7,Xã Tốt,xã,132,2020-02-01,\n" + lines, "units.csv")
        report = stored.load(c, rows, PLAN, dry_run=False)
        assert c.execute(select(func.count()).select_from(units)).scalar_one() == before
        return report

    report = await settled.transact(load)
    assert any(said.replace("line 3", "line 4") in p for p in report.problems), report.problems
    assert report.added == 0


def test_a_level_the_plan_does_not_have() -> None:
    flat = replace(PLAN, levels=tuple(x for x in PLAN.levels if x.id != "district"))
    assert any("the plan has no level district" in p for p in check(ROWS, (), flat))


async def test_loading_twice_updates_names_and_a_dry_run_nothing(database: Database) -> None:
    def load(c: Connection) -> None:
        assert stored.load(c, ROWS, PLAN, dry_run=True) == stored.Report((), added=183)
        assert c.execute(select(func.count()).select_from(units)).scalar_one() == 0
        assert stored.load(c, ROWS, PLAN, dry_run=False) == stored.Report((), added=183)
        assert stored.load(c, ROWS, PLAN, dry_run=False) == stored.Report((), same=183)
        id = unit(c, "137").id
        renamed = [replace(r, name="Huyện Mù Cang Chải") if r.gso == "137" else r for r in ROWS]
        report = stored.load(c, renamed, PLAN, dry_run=False)
        assert report == stored.Report((), changed=1, same=182)
        assert unit(c, "137").name == "Huyện Mù Cang Chải"
        assert stored.named(c, "huyen mu cang", "/", DAY)[0].id == id

    await database.transact(load)


async def test_a_code_is_borne_by_different_units_at_different_times(settled: Database) -> None:
    def load(c: Connection) -> None:
        old = unit(c, "04264")
        rows = parse(
            HEAD + "04264,Phường Nguyễn Phúc,phường,132,2020-02-01,2024-12-31\n"
            "04264,Phường Hồng Hà,phường,132,2025-01-01,\n",
            "units.csv",
        )
        assert stored.load(c, rows, PLAN, dry_run=False) == stored.Report((), added=1, changed=1)
        new = stored.by_code(c, "04264", date(2025, 1, 1))
        assert new is not None
        assert new.name == "Phường Hồng Hà"
        assert stored.by_code(c, "04264", date(2024, 12, 31)) == stored.get(c, old.id)
        assert stored.by_code(c, f"id:{old.id}", date(2030, 1, 1)) == stored.get(c, old.id)
        assert stored.by_code(c, "04264", date(2020, 1, 31)) is None
        for nobody in ("id:", "id:x", "id:0", "id:" + "9" * 40, "99999"):
            assert stored.by_code(c, nobody, DAY) is None

    await settled.transact(load)


async def test_the_tree(settled: Database) -> None:
    def look(c: Connection) -> None:
        province, district, commune = unit(c, "15"), unit(c, "132"), unit(c, "04249")
        assert commune.path == (province.id, district.id, commune.id)
        assert [u.code for u in stored.below(c, province.id, DAY)] == [
            "132", "133", "135", "136", "137", "138", "139", "140", "141",
        ]  # fmt: skip
        assert len(stored.below(c, district.id, DAY)) == 15
        assert stored.below(c, province.id, date(2020, 1, 31)) == ()
        assert len(stored.subtree(c, province.id, DAY)) == 183
        assert stored.subtree(c, province.id, DAY)[0] == province
        assert [u.id for u in stored.subtree(c, commune.id, DAY)] == [commune.id]
        assert stored.get(c, 10**6) is None

    await settled.transact(look)


@pytest.mark.parametrize(
    ("said", "within", "first"),
    [
        ("tan thinh", "15", ["Xã Tân Thịnh", "Xã Tân Thịnh"]),
        ("xã Tân Thịnh", "140", ["Xã Tân Thịnh"]),
        ("TRẠM TẤU", "139", ["Huyện Trạm Tấu", "Thị trấn Trạm Tấu", "Xã Trạm Tấu"]),
        ("xa tram tau", "139", ["Xã Trạm Tấu", "Huyện Trạm Tấu"]),
        ("yên b", "132", ["Thành phố Yên Bái"]),
        ("thịnh", "132", ["Phường Yên Thịnh", "Xã Tân Thịnh"]),
        ("%", "15", []),
        ("  ", "15", []),
    ],
)
async def test_search(settled: Database, said: str, within: str, first: list[str]) -> None:
    def find(c: Connection) -> list[str]:
        path = "".join(f"/{id}" for id in unit(c, within).path) + "/"
        return [u.name for u in stored.named(c, said, path, DAY)]

    found = await settled.transact(find)
    assert found[: len(first)] == first
    assert first or not found


async def test_villages_are_numbered_and_keep_their_codes(settled: Database) -> None:
    def found(c: Connection) -> None:
        commune = unit(c, "04249")
        names = [f"Thôn {n}" for n in range(1, 12)]
        made = [stored.add_village(c, commune.id, name, "thôn", DAY) for name in names]
        assert [v.code for v in made] == [f"04249.{n}" for n in range(1, 12)]
        assert made[0].level == "village"
        assert made[0].path == (*commune.path, made[0].id)
        assert [v.name for v in stored.below(c, commune.id, DAY)] == names
        assert stored.below(c, commune.id, START) == ()
        exact = stored.named(c, "bản 1", "/", DAY)[0]
        assert exact == made[0]

    await settled.transact(found)


def test_codes_sort_as_people_count() -> None:
    assert sorted(["1.10", "1.2", "1"], key=place_in_list) == ["1", "1.2", "1.10"]
