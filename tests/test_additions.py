"""Additions as they are kept: whose they are when units change, counted and exported apart."""

import csv as csv_file
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from bot.exporting import exported
from bot.reports.spreadsheets import csv
from bot.reports.summary_text import as_json
from bot.reports.tables import sheets
from campaign.addition_rules import Objection
from campaign.addition_wishes import (
    AdditionMoved,
    AdditionRefused,
    AdditionStale,
    MakeAddition,
    MoveAddition,
)
from campaign.additions import Act, Kind, State
from campaign.clusters import place_id
from campaign.desk import Effect, Outcome, Refused
from campaign.people import Post, Role
from campaign.plan import AnswerKind
from campaign.workflow import Status
from storage import additions, clusters, export_additions, people, records, summaries, units
from storage.database import Database
from storage.desk import StoredDesk
from storage.doing import Doing
from storage.effects import perform
from storage.tables import additions as table
from storage.tables import answers, contacts
from storage.tables import records as records_table
from storage.tables import units as unit_table
from tests.reforms import FIRST as FIRST_REFORM
from tests.reforms import SECOND as SECOND_REFORM
from tests.reforms import reorganise, undo
from tests.stage import BUILT, KEYRING, Stage
from tests.territory import DAY, FIRST, LONG_AGO, NOW, PLAN, record, unit
from tests.test_conversations import played

LATER = datetime(2025, 7, 2, 1, 0, tzinfo=UTC)
HOUSEHOLD = ("1.2B", "household")
UP = (Status.SUBMITTED, Status.COMMUNE_CONFIRMED)


def put(c: Connection, unit_id: int, role: Role, text: str, **more: object) -> int:
    """An addition that is in force, put there without any conversation."""
    values = {
        "unit_id": unit_id, "role": role, "kind": Kind.CRITERION, "category": "1.2B", "text": text,
        "answer": AnswerKind.YES_PARTLY_NO, "photo": False, "state": State.APPROVED,
        "person_id": 1, "at": LONG_AGO, "began_at": LONG_AGO,
    }  # fmt: skip
    new = insert(table).values(values | more)
    return int(c.execute(new.returning(table.c.id)).scalar_one())


def say(c: Connection, record_id: int, key: str, value: object, at: datetime = LONG_AGO) -> None:
    new = {"record_id": record_id, "key": key, "value": value, "person_id": 1, "at": at}
    c.execute(insert(answers).values(new))
    path = select(unit_table.c.path).where(unit_table.c.id == records_table.c.unit_id)
    c.execute(update(records_table).values(path=path.scalar_subquery()))


# --- units change


async def test_the_heir_speaks_for_a_merged_unit(settled: Database) -> None:
    """Hồng Hà went into another ward in 2024, and that one into a third in 2025."""

    def work(c: Connection) -> None:
        ward, city = unit(c, "04267"), unit(c, "132")
        street = units.add_village(c, ward.id, "Tổ dân phố 1", "tổ dân phố", DAY)
        mine = put(c, ward.id, Role.COMMUNE, "Của phường?")
        citys = put(c, city.id, Role.DISTRICT, "Của thành phố?")
        known = put(c, city.id, Role.DISTRICT, "Cho toàn tỉnh?", state=State.ADOPTED)
        before = [one.id for one in additions.at(c, street.path, DAY)]
        reorganise(c, FIRST_REFORM, LATER)
        reorganise(c, SECOND_REFORM, LATER)

        day = LATER.date()
        moved, heir = units.get(c, street.id), units.by_code(c, "04252", day)
        assert moved is not None
        assert heir is not None
        assert sorted(before) == [mine, citys, known]
        here = additions.at(c, moved.path, day)
        assert [(one.id, one.path[-1], one.unit) for one in here if one.id == mine] == [
            (mine, heir.id, heir.name)
        ]
        assert {one.id for one in here} == {mine, known}  # the city has ended, and with it its own
        ended = additions.with_ids(c, [citys], day)
        assert [one.state for one in ended] == [State.WITHDRAWN]
        post = Post(1, Role.COMMUNE, heir.id, heir.name, heir.path)
        assert [one.id for one in additions.of_post(c, post, day)] == [mine]
        assert here[-1].above is Role.PROVINCE  # who decides from now on

        assert undo(c, SECOND_REFORM, LATER) == ()
        assert undo(c, FIRST_REFORM, LATER) == ()
        again = [one.path[-1] for one in additions.at(c, street.path, DAY) if one.id == mine]
        assert again == [ward.id]

    await settled.transact(work)


# --- counted apart


async def test_no_number_of_the_plan_knows_of_it(settled: Database) -> None:
    def summed(c: Connection, at: datetime | None = None, code: str = "04249") -> Any:  # noqa: ANN401
        return as_json(summaries.summary(c, PLAN, unit(c, code).id, FIRST, at, NOW))

    def work(c: Connection) -> None:
        commune = unit(c, "04249")
        first = record(c, "04249", HOUSEHOLD, *UP)
        second = record(c, "04249", HOUSEHOLD, *UP)
        draft = record(c, "04249", HOUSEHOLD)
        plain = summed(c)
        one = put(c, commune.id, Role.COMMUNE, "Có dệt lanh không?")
        model = put(c, commune.id, Role.COMMUNE, "Tổ dệt lanh", kind=Kind.MODEL)
        for id, value in ((first, "yes"), (second, "no"), (draft, "yes")):
            say(c, id, f"local:{one}", value)
        say(c, first, "local:model", f"m{model}")
        say(c, second, "local:model", "none")
        later = record(c, "04249", HOUSEHOLD, *UP)
        say(c, later, f"local:{one}", {"state": "later"})

        with_local = summed(c)
        counted = with_local.pop("local")
        assert [(line["registered"], line["yes"]) for line in counted] == [(2, 1), (1, None)]
        others = [q["registered"] for q in plain["quotas"]]
        assert [q["registered"] for q in with_local["quotas"]] == [
            n + (q["category"] == "1.2B") for n, q in zip(others, plain["quotas"], strict=True)
        ]  # the one that was registered meanwhile, and nothing else
        assert summed(c, code="132")["local"][0]["registered"] == 2  # seen from above
        assert "local" not in summed(c, code="04252")
        for others, n in ((["04252"], 0), (["04249", "04252"], 2)):
            ids = [unit(c, code).id for code in others]
            id = clusters.keep(c, unit(c, "15").id, f"Cụm {n}", ids, NOW)
            found = summaries.summary(c, PLAN, place_id(id), FIRST, None, NOW).local
            assert sum(line.count for line in found if line.yes is not None) == n

    await settled.transact(work)


async def test_an_earlier_day_is_read_as_it_was(settled: Database) -> None:
    def lines(c: Connection, at: datetime | None) -> list[tuple[int, bool]]:
        found = summaries.summary(c, PLAN, unit(c, "04249").id, FIRST, at, NOW)
        return [(line.count, line.in_force) for line in found.local]

    def work(c: Connection) -> None:
        begun, ended = NOW - timedelta(days=100), NOW - timedelta(days=10)
        one = put(c, unit(c, "04249").id, Role.COMMUNE, "Có dệt lanh không?", began_at=begun)
        say(c, record(c, "04249", HOUSEHOLD, *UP), f"local:{one}", "yes", NOW - timedelta(days=50))
        c.execute(
            update(table).values(state=State.WITHDRAWN, ended_at=ended, settled_at=ended, note="đủ")
        )
        assert lines(c, NOW - timedelta(days=150)) == []
        assert lines(c, NOW - timedelta(days=80)) == [(0, True)]
        assert lines(c, NOW - timedelta(days=40)) == [(1, True)]
        assert lines(c, NOW - timedelta(days=1)) == [(1, False)]
        assert lines(c, None) == [(1, False)]
        told = []
        for days in (150, 40, 1):
            [then] = export_additions.exported(c, None, NOW - timedelta(days=days))
            told.append((then["state"], then["note"]))
        assert told == [("proposed", ""), ("approved", ""), ("withdrawn", "đủ")]

    await settled.transact(work)


# --- rights at the row


def does(c: Connection, role: Role, code: str, wish: Effect) -> Outcome:
    """What comes of a wish of somebody who holds that post."""
    person = people.add(c, f"{role} {code}", NOW)
    place = units.by_code(c, code, BUILT.date())
    assert place is not None
    people.appoint(c, person, place.id, role, BUILT)
    new = insert(contacts).values(
        channel="web", address=f"{person}", person_id=person, created_at=BUILT
    )
    contact = people.find(c, int(c.execute(new.returning(contacts.c.id)).scalar_one()))
    return perform(Doing(c, KEYRING, StoredDesk(c, KEYRING, contact, NOW), NOW, {}, _none), wish)


def _none(_: str) -> dict[str, str]:
    return {}


def wish(text: str = "Có dệt lanh không?", category: str = "1.2B") -> MakeAddition:
    return MakeAddition(
        Kind.CRITERION, category, text, AnswerKind.YES_PARTLY_NO, photo=False, propose=True
    )


async def test_a_wish_is_weighed_again_where_it_is_carried_out(on_stage: Stage) -> None:
    def work(c: Connection) -> None:
        for role in (Role.REPORTER, Role.VIEWER, Role.ADMIN):
            assert isinstance(does(c, role, "04474", wish()), Refused)
        came = does(c, Role.COMMUNE, "04474", wish("Bỏ tiêu chí thu nhập"))
        assert came == AdditionRefused(Objection.WEAKENS)
        assert isinstance(does(c, Role.COMMUNE, "04474", wish(category="1.1")), Refused)
        assert isinstance(does(c, Role.COMMUNE, "04474", wish(category="9")), Refused)
        draft = does(c, Role.COMMUNE, "04474", replace(wish("Có nuôi ong không?"), propose=False))
        assert isinstance(draft, AdditionMoved)
        peek = MoveAddition(draft.addition.id, 1, Act.APPROVE)
        assert isinstance(does(c, Role.DISTRICT, "137", peek), Refused)
        made = does(c, Role.COMMUNE, "04474", wish())
        assert isinstance(made, AdditionMoved)
        id = made.addition.id
        yes = MoveAddition(id, 1, Act.APPROVE)
        for role, code in (
            (Role.COMMUNE, "04474"), (Role.COMMUNE, "04414"), (Role.DISTRICT, "138"),
            (Role.PROVINCE, "15"), (Role.VIEWER, "137"), (Role.REPORTER, "04474.1"),
        ):  # fmt: skip
            assert isinstance(does(c, role, code, yes), Refused), (role, code)
        silent = MoveAddition(id, 1, Act.DECLINE, " ")
        assert isinstance(does(c, Role.DISTRICT, "137", silent), Refused)
        assert isinstance(does(c, Role.DISTRICT, "137", yes), AdditionMoved)
        assert does(c, Role.DISTRICT, "137", yes) == AdditionStale(id)
        assert c.scalar(select(table.c.state).where(table.c.id == id)) == State.APPROVED

    await on_stage.database.transact(work)


# --- old records, and what is exported


async def test_an_answer_to_what_nobody_knows_breaks_no_record(on_stage: Stage) -> None:
    await played(on_stage, "register/household")

    def stray(c: Connection) -> None:
        say(c, 1, "local:999", "yes")
        say(c, 1, "local:999/photos", 2)
        say(c, 1, "local:model", "m998")
        row = records.get(c, 1)
        assert row is not None
        given = [records.Answered("local:997", "yes", fact=False, restricted=False)]
        records.answer(c, KEYRING, row, given, 2, NOW)

    before = await on_stage.say("minh", "mở 0001")
    await on_stage.database.transact(stray)
    for name in ("minh", "lan", "hoa"):
        heard = await on_stage.say(name, "mở 0001")
        assert "YB-0001" in heard[-1].body.text
    shown = (await on_stage.say("minh", "mở 0001"))[-1].body.text
    for line in before[-1].body.text.splitlines():
        assert line in shown or "Người giới thiệu" in line
    await on_stage.tap("minh", "Xác nhận")


async def test_an_export_keeps_it_apart(settled: Database, tmp_path: Path) -> None:
    def work(c: Connection) -> dict[str, Any]:
        commune = unit(c, "04249")
        one = put(c, commune.id, Role.COMMUNE, "Có dệt lanh không?", photo=True)
        model = put(c, commune.id, Role.COMMUNE, "Tổ dệt lanh", kind=Kind.MODEL)
        id = record(c, "04249", HOUSEHOLD, *UP)
        for key, value in (
            ("M2B.7", "yes"), (f"local:{one}", "yes"), (f"local:{one}/photos", 1),
            ("local:model", f"m{model}"),
        ):  # fmt: skip
            say(c, id, key, value)
        record(c, "04252", HOUSEHOLD, *UP)
        return exported(c, KEYRING, unit_id=None, phase=None, as_of=None, now=NOW)

    data = await settled.transact(work)
    first, second = data["exemplars"]
    assert [(a["kind"], a["state"], a["unit"]) for a in data["additions"]] == [
        ("criterion", "approved", "04249"), ("model", "approved", "04249"),
    ]  # fmt: skip
    assert set(first["answers"]) == {"M2B.7"}
    assert first["local"] == {"model": 2, "answers": {"1": {"": "yes", "photos": 1}}}
    assert second["local"] == {"model": None, "answers": {}}
    (sheet,) = (one for one in sheets(data) if one.name == "Tiêu chí riêng")
    lines = [list(line) for line in sheet.lines]
    assert [line[2:] for line in lines] == [
        ["Tiêu chí riêng", "Có dệt lanh không?", "Phường Yên Thịnh", "đang áp dụng", "Có"],
        ["Mô hình riêng", "Tổ dệt lanh", "Phường Yên Thịnh", "đang áp dụng", "x"],
    ]
    csv(data, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        title, *rows = csv_file.reader(file)
    assert title[-2:] == ["Tiêu chí riêng 1 Có dệt lanh không?", "Mô hình riêng 2 Tổ dệt lanh"]
    assert [row[-2:] for row in rows] == [["Có", "x"], ["", ""]]


@pytest.mark.parametrize("word", ["tiêu chí riêng", "/mohinhrieng", "tieu chi rieng"])
async def test_the_words_that_open_it(on_stage: Stage, word: str) -> None:
    heard = await on_stage.say("lan", word)
    assert "Tiêu chí riêng, mô hình riêng của Huyện Mù Căng Chải" in heard[0].body.text
