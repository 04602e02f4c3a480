"""A roster of people to invite: judged as a whole, and nobody is invited twice."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from bot.workbooks import rows
from campaign.people import Role
from campaign.roster import Entry, RosterError, read
from storage import rosters
from storage.rosters import Loaded
from storage.tables import invites
from tests.stage import KEYRING, START, Stage
from tests.terminal import Operator, Terminal

HEAD = ["unit", "role", "name", "phone", "title"]
GOOD = [
    ["04474.2", "reporter", "Thào Thị Dợ", "0912 345 678", "bà"],
    ["04474.3", "thôn", "Mùa Thị Páng", "912345679", ""],
    ["138", "district", "Phan Gia Bảo", "", "đồng chí"],
]


def test_columns_have_either_name_and_stand_in_any_order() -> None:
    (entry,) = read([["Họ và tên", "SĐT", "Mã đơn vị", "Vai trò"],
                     ["Thào Thị Dợ", "912345678", "04474.2", "Thôn"]])  # fmt: skip
    assert entry == Entry(2, "04474.2", Role.REPORTER, "Thào Thị Dợ", "0912345678", "")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (["", "reporter", "A", "", ""], 'row 2, column "unit": it is empty.'),
        (["1", "boss", "A", "", ""], 'row 2, column "role": "boss" is none of'),
        (["1", "reporter", "", "", ""], 'row 2, column "name": it is empty.'),
        (["1", "reporter", "A", "12", ""], 'row 2, column "phone": "12" is not a phone number.'),
        (["1", "reporter", "A", "", "sếp"], 'row 2, column "title": "sếp" is none of'),
    ],
)
def test_a_mistake_names_its_row_and_column(line: list[str], why: str) -> None:
    with pytest.raises(RosterError) as refused:
        read([HEAD, line])
    assert refused.value.problems[0].startswith(why)


def test_every_mistake_is_named_at_once() -> None:
    with pytest.raises(RosterError) as refused:
        read([HEAD, ["", "x", "", "", ""], *GOOD, GOOD[0]])
    assert len(refused.value.problems) == 4
    assert refused.value.problems[-1] == 'row 6, column "name": the same as row 3.'


@pytest.mark.parametrize("table", [[], [HEAD], [["x", "y"]], [["unit", "role"]]])
def test_what_is_no_roster_is_refused(table: list[list[str]]) -> None:
    with pytest.raises(RosterError):
        read(table)


def load(c: Connection, table: list[list[str]], *, dry_run: bool = False) -> Loaded:
    return rosters.load(c, KEYRING, read([HEAD, *table]), START, dry_run=dry_run)


def open_codes(c: Connection) -> int:
    return c.scalar(select(func.count()).where(invites.c.ended_at.is_(None))) or 0


async def test_a_roster_is_loaded_once(on_stage: Stage) -> None:
    transact = on_stage.database.transact
    dry = await transact(lambda c: load(c, GOOD, dry_run=True))
    assert (dry.wanted, dry.given, await transact(open_codes)) == (3, (), 0)
    loaded = await transact(lambda c: load(c, GOOD))
    assert len(loaded.given) == 3
    code = loaded.given[0][1].code
    await on_stage.say("dợ", code)
    assert "Chào bà Thào Thị Dợ" in (await on_stage.say("dợ", "1"))[1].body.text
    again = await transact(lambda c: load(c, GOOD))
    assert (again.wanted, again.joined, again.invited) == (0, 1, 2)


async def test_one_bad_unit_and_nobody_is_invited(on_stage: Stage) -> None:
    bad = [*GOOD, ["99999", "commune", "Ai", "", ""], ["04474", "district", "Kia", "", ""]]
    loaded = await on_stage.database.transact(lambda c: load(c, bad))
    assert loaded.problems == (
        'row 5, column "unit": no unit bears the code 99999.',
        'row 6, column "role": 04474 is a commune, it has no district post.',
    )
    assert await on_stage.database.transact(open_codes) == 0


def test_the_command_exports_codes_and_refuses_plainly(tmp_path: Path, terminal: Terminal) -> None:
    operator = Operator(tmp_path, terminal)
    file, out = tmp_path / "roster.csv", tmp_path / "codes.xlsx"
    file.write_text("unit,role,name\n138,district,Phan Gia Bảo\n04474,commune,Lý Văn Minh\n")
    dry = operator.run("people", "load", str(file), "--dry-run")
    assert (dry.returncode, dry.stdout) == (0, "")
    assert "2 codes would be made" in dry.stderr
    done = operator.run("people", "load", str(file), "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert [row[1] for row in rows(out.read_bytes())[2:]] == ["138", "04474"]
    file.write_text("unit,role,name\n138,boss,\n")
    refused = operator.run("people", "load", str(file))
    assert refused.returncode == 2
    assert 'roster.csv, row 2, column "role"' in refused.stderr
    assert "Traceback" not in refused.stderr
    none = operator.run("people", "hand-over", "--unit", "138", "--role", "district", "--name", "X")
    assert none.returncode == 2
    assert "held by nobody" in none.stderr
