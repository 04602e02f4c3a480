"""Units in time: the two real steps, what goes along, what reads as before, and the way back."""

import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, select, update

from bot.channels.base import Body
from bot.composed import Silent
from bot.composing import compose
from bot.exporting import exported
from bot.reports.summary_text import as_json
from campaign.calendar import Set, terms
from campaign.duties import Done, End
from campaign.people import Role
from campaign.reorganisation_file import COLUMNS, parse
from campaign.units_file import SHIPPED, UnitsError
from campaign.workflow import REGISTERED, Status, steps
from storage import codes, duties, ended, people, records, reorganisations, summaries, units
from storage.database import Database
from storage.desk import StoredDesk
from storage.duties import Place
from storage.people import Contact
from storage.reminders import ABOUT
from storage.tables import audit, contacts, history, invites, lists, metadata, outbox, posts
from storage.tables import records as table
from storage.tables import reorganisations as events
from storage.tables import units as unit_table
from tests.databases import Filled, rewound
from tests.reforms import FIRST, SECOND, load, reorganise, undo
from tests.stage import KEYRING
from tests.territory import DAY, PLAN, move, record, settle, unit
from tests.territory import SECOND as PHASE

BEFORE = datetime(2025, 6, 30, 16, 59, tzinfo=UTC)  # 23:59 in Vietnam
NOW = datetime(2025, 7, 2, 1, 0, tzinfo=UTC)
TODAY = NOW.date()
EARLIER = datetime(2024, 1, 10, 1, 0, tzinfo=UTC)
VILLAGE, RESIDENT = ("1.3", "village"), ("2B", "person_resident")
ENDS = (Status.WITHDRAWN, Status.DECLINED, Status.RETURNED)
HEAD = ",".join(COLUMNS) + ",new_parent_gso\n"


def bearer(c: Connection, code: str, on: date = TODAY) -> Any:  # noqa: ANN401 - a unit
    found = units.by_code(c, code, on)
    assert found is not None, (code, on)
    return found


def peopled(c: Connection, per_commune: int = 1, n: int = 300, seed: int = 1) -> list[int]:
    """Villages everywhere, their heads and officers, and records in every status; their ids."""
    settle(c)
    communes = [u for u in units.subtree(c, unit(c, "15").id, DAY) if u.level == "commune"]
    villages = [
        units.add_village(c, commune.id, f"Thôn {i}", "thôn", DAY)
        for commune in communes
        for i in range(per_commune)
    ]
    districts = units.below(c, unit(c, "15").id, DAY)
    for role, places in (
        (Role.REPORTER, villages), (Role.COMMUNE, communes), (Role.DISTRICT, districts),
        (Role.PROVINCE, (unit(c, "15"),)),
    ):  # fmt: skip
        for place in places:
            who = people.add(c, f"{role} {place.code}", EARLIER)
            people.appoint(c, who, place.id, role, EARLIER)
    chance = random.Random(seed)
    made = [_record(c, chance, villages, communes) for _ in range(n)]
    c.execute(update(table).values(path=_path()))
    return made


def _path() -> Any:  # noqa: ANN401 - SQL
    return select(unit_table.c.path).where(unit_table.c.id == table.c.unit_id).scalar_subquery()


def _record(c: Connection, chance: random.Random, villages: Any, communes: Any) -> int:  # noqa: ANN401
    """A record that was taken some steps at chance, so that every status occurs."""
    place = chance.choice(villages if chance.random() < 0.8 else communes)
    at = EARLIER + timedelta(days=chance.randrange(500))
    id = record(c, place.code, chance.choice((VILLAGE, RESIDENT)), phase=PHASE, at=at)
    status = Status.DRAFT
    for _ in range(chance.randrange(9)):
        onward = [s for s in steps(district=True) if s.source is status is not s.target]
        ways = list(dict.fromkeys(step.target for step in onward))
        if not ways:
            break
        going_on = [way for way in ways if way not in ENDS] or ways
        target = chance.choice(going_on if chance.random() < 0.8 else ways)
        move(c, id, status, target, at)
        status = target
    return id


def said(c: Connection, at: datetime, code: str = "15") -> Any:  # noqa: ANN401 - JSON
    id = bearer(c, code, at.date()).id
    return as_json(summaries.summary(c, PLAN, id, PHASE, at, NOW))


def counted(c: Connection, at: datetime, of: dict[int, int]) -> Counter[int]:
    """Registered records by the unit that `of` gives for their own, from history alone."""
    last: dict[int, Status] = {}
    for row in c.execute(select(history).where(history.c.at <= at).order_by(history.c.id)):
        last[row.record_id] = Status(row.target)
    kinds = {VILLAGE, RESIDENT}
    return Counter(
        of[r.unit_id]
        for r in c.execute(select(table))
        if last.get(r.id) in REGISTERED and (r.category, r.kind) in kinds
    )


def numbers(summary: Any) -> dict[str, int]:  # noqa: ANN401 - JSON
    """Registered records by the code of each unit one level down, where there are any."""
    found = {
        child["unit"]: sum(q["registered"] for q in child["quotas"])
        for child in summary["children"]
    }
    return {code: n for code, n in found.items() if n}


def dump(c: Connection) -> dict[str, list[Any]]:
    """Every row, but for the event itself and the word that it was."""
    return {
        t.name: [tuple(r) for r in c.execute(select(t).order_by(*t.primary_key))]
        for t in metadata.sorted_tables
        if t not in {audit, events}
    }


def both(c: Connection) -> None:
    reorganise(c, FIRST, NOW)
    reorganise(c, SECOND, NOW)


def _with_records(c: Connection) -> None:
    peopled(c)


@pytest.fixture
async def province(filled_url: Filled) -> AsyncIterator[Database]:
    """What `peopled` makes."""
    async with rewound(filled_url(_with_records)) as opened:
        yield opened


# --- the two steps


async def test_173_communes_become_168_and_then_51_without_districts(settled: Database) -> None:
    def look(c: Connection) -> None:
        first = reorganise(c, FIRST, NOW)
        assert (first.before, first.after) == (
            {"province": 1, "district": 9, "commune": 173},
            {"province": 1, "district": 9, "commune": 168},
        )
        second = reorganise(c, SECOND, NOW)
        assert second.after == {"province": 1, "commune": 51}
        assert (second.new, second.ended, second.planned) == (45, 162 + 9, False)
        (kept,) = c.execute(select(events).where(events.c.day == SECOND)).all()
        assert (kept.by, kept.state, len(kept.sha256)) == ("Đỗ Quang Tính", "done", 64)

    await settled.transact(look)


async def test_codes_mean_other_units_before_and_after(settled: Database) -> None:
    def look(c: Connection) -> None:
        both(c)
        days = (date(2024, 11, 30), date(2024, 12, 1), date(2025, 6, 30))
        names = [bearer(c, "04264", day).name for day in days]
        assert names == ["Phường Nguyễn Phúc", "Phường Hồng Hà", "Phường Hồng Hà"]
        assert units.by_code(c, "04264", SECOND) is None
        old, new = bearer(c, "04252", date(2025, 6, 30)), bearer(c, "04252", SECOND)
        assert (old.name, new.name) == ("Phường Yên Ninh", "Phường Yên Bái")
        assert old.id != new.id
        assert units.by_code(c, f"id:{old.id}", SECOND) == units.get(c, old.id)
        unchanged = {bearer(c, "04474", day).id for day in (DAY, SECOND)}
        assert len(unchanged) == 1

    await settled.transact(look)


async def test_people_drafts_records_and_totals_arrive(province: Database) -> None:
    def look(c: Connection) -> None:
        village = unit(c, "04264.1")
        both(c)
        new = bearer(c, "04252")
        moved = units.get(c, village.id)
        assert moved is not None
        assert (moved.code, moved.parent_id) == ("04264.1", new.id)
        held = c.execute(select(posts).where(posts.c.unit_id == new.id)).all()
        assert len(held) == 6  # of five wards and of one that had joined one of them before
        assert {(p.role, p.until) for p in held} == {(Role.COMMUNE, None)}
        for row in c.execute(select(table.c.id, table.c.path, unit_table.c.path.label("unit"))
                             .join(unit_table, unit_table.c.id == table.c.unit_id)):  # fmt: skip
            assert row.path == row.unit
        assert c.scalar(select(func.count()).select_from(table)) == 300
        assert {Status(s) for s in c.execute(select(table.c.status)).scalars()} == set(Status)
        top = {u.id: u.path[1] if len(u.path) > 1 else u.id for u in _all(c)}
        codes = {u.id: u.code for u in _all(c)}
        wanted = {codes[id]: n for id, n in counted(c, NOW, top).items()}
        assert sum(wanted.values()) > 50
        assert numbers(said(c, NOW)) == wanted
        province = bearer(c, "15").id
        now = as_json(summaries.summary(c, PLAN, province, PHASE, None, NOW))
        assert numbers(now) == wanted

    await province.transact(look)


def _all(c: Connection) -> Any:  # noqa: ANN401 - units
    return units.listed(c, unit_table.c.id.is_not(None))


async def test_as_of_the_day_before_everything_reads_as_before(province: Database) -> None:
    def look(c: Connection) -> None:
        reorganise(c, FIRST, NOW)
        places = {u.id: u.path[1] if len(u.path) > 1 else u.id for u in _all(c)}
        codes = {u.id: u.code for u in _all(c)}
        independent = {codes[id]: n for id, n in counted(c, BEFORE, places).items()}

        def read() -> list[Any]:
            where = [said(c, BEFORE, code) for code in ("15", "132", "04264", "04252", "04252.1")]
            district = bearer(c, "138", BEFORE.date()).id
            whole = [
                exported(c, KEYRING, unit_id=id, phase=None, as_of=BEFORE, now=NOW)
                for id in (None, district)
            ]
            return [*where, *whole]

        before = read()
        reorganise(c, SECOND, NOW)
        assert read() == before
        assert numbers(said(c, BEFORE)) == independent
        assert len(independent) > 5

    await province.transact(look)


def _writes_on_the_page(c: Connection, code: str) -> int:
    """The contact of whoever holds the post of a unit."""
    held = select(posts.c.person_id).where(posts.c.unit_id == unit(c, code).id)
    new = insert(contacts).values(
        channel="web", address=code, person_id=c.execute(held).scalar_one(), created_at=EARLIER
    )
    return int(c.execute(new.returning(contacts.c.id)).scalar_one())


async def test_who_held_a_post_hears_of_it_in_the_morning(province: Database) -> None:
    def look(c: Connection) -> None:
        whose = {_writes_on_the_page(c, code): code for code in ("04264", "132", "04264.1")}
        reorganise(c, FIRST, EARLIER)
        reorganise(c, SECOND, EARLIER)
        midnight = datetime(2025, 6, 30, 17, 0, 30, tzinfo=UTC)
        assert reorganisations.do_due(c, midnight) == 2
        rows = c.execute(select(outbox).order_by(outbox.c.id)).all()
        assert {row.not_before for row in rows} == {datetime(2025, 7, 1, 0, 0, tzinfo=UTC)}

        def said() -> list[tuple[str, Any]]:
            return [
                (whose[r.contact_id], compose(c, r.contact_id, r.body[ABOUT], NOW)) for r in rows
            ]

        heard = {code: body.text for code, body in said() if isinstance(body, Body)}
        assert heard.keys() == {"04264", "132"}  # a village goes on
        assert "Phường Hồng Hà sắp xếp thành Phường Yên Bái" in heard["04264"]
        assert "Thành phố Yên Bái kết thúc hoạt động" in heard["132"]
        assert undo(c, SECOND, NOW) == ()
        assert {body for code, body in said() if code == "132"} == {Silent("undone")}

    await province.transact(look)


async def test_undoing_brings_everything_back(province: Database) -> None:
    def look(c: Connection) -> None:
        codes.invite(c, KEYRING, unit(c, "04252").id, Role.COMMUNE, "", NOW)
        first_invite = c.scalar(select(func.max(invites.c.id)))
        codes.invite(c, KEYRING, unit(c, "132").id, Role.DISTRICT, "", NOW)
        first = dump(c)
        reorganise(c, FIRST, NOW)
        second = dump(c)
        reorganise(c, SECOND, NOW)
        assert bearer(c, "04252").id == c.scalar(
            select(invites.c.unit_id).where(invites.c.id == first_invite)
        )
        assert undo(c, FIRST, NOW) == (f"The last reorganisation that is kept is not of {FIRST}.",)
        assert undo(c, SECOND, NOW) == ()
        assert dump(c) == second
        assert undo(c, FIRST, NOW) == ()
        assert dump(c) == first
        both(c)

    await province.transact(look)


async def test_what_was_written_on_new_units_stands_in_the_way(province: Database) -> None:
    def look(c: Connection) -> None:
        id = c.scalar(select(func.min(table.c.id)))
        both(c)
        savepoint = c.begin_nested()
        people.appoint(c, 1, bearer(c, "04252").id, Role.VIEWER, NOW)
        assert undo(c, SECOND, NOW) == (
            "It cannot be undone: 1 rows of posts belong to its new units.",
        )
        savepoint.rollback()
        c.execute(insert(history).values(
            record_id=id, at=NOW, verb="confirm", source="submitted", target="commune_confirmed"
        ))  # fmt: skip
        assert undo(c, SECOND, NOW) == (
            "It cannot be undone: 1 steps were taken with records there since.",
        )
        assert bearer(c, "04252").name == "Phường Yên Bái"

    await province.transact(look)


# --- ahead of the day


async def test_planned_ahead_it_is_done_on_its_day(province: Database) -> None:
    early = datetime(2024, 5, 5, 1, 0, tzinfo=UTC)

    def look(c: Connection) -> None:
        begun = dump(c)
        assert reorganise(c, FIRST, early).planned
        assert reorganise(c, SECOND, early).planned
        assert bearer(c, "04252", SECOND).name == "Phường Yên Bái"
        assert units.get(c, unit(c, "04252.1").id) == unit(c, "04252.1")
        assert reorganisations.do_due(c, early) == 0
        savepoint = c.begin_nested()
        assert (undo(c, SECOND, early), undo(c, FIRST, early)) == ((), ())
        assert dump(c) == begun
        savepoint.rollback()
        late = units.add_village(c, unit(c, "04264").id, "Tổ mới", "tổ dân phố", date(2024, 6, 1))
        assert reorganisations.do_due(c, datetime(2024, 11, 30, 17, 0, tzinfo=UTC)) == 1
        assert bearer(c, late.code, FIRST).parent_id == bearer(c, "04264", FIRST).id
        assert reorganisations.do_due(c, NOW) == 1
        assert bearer(c, late.code).path[1] == bearer(c, "04252").id
        assert reorganisations.do_due(c, NOW) == 0

    await province.transact(look)


# --- duties, drafts and quotas


async def test_duties_follow_the_tree_of_the_day(province: Database) -> None:
    def look(c: Connection) -> None:
        old = next(t for t in terms(PLAN, Set({}, {})) if t.key == "D1")
        for district in units.below(c, unit(c, "15").id, DAY):
            c.execute(insert(lists).values(
                unit_id=district.id, term=old.id, number=1, state="received", body={},
                person_id=1, at=EARLIER,
            ))  # fmt: skip
        both(c)
        top = bearer(c, "15")
        place = Place(top.id, top.name, top.level, top.path)
        level = duties.level_under(c, PLAN, place, SECOND)
        assert level is not None
        assert level.id == "commune"
        assert duties.level_under(c, PLAN, place, DAY).id == "district"  # type: ignore[union-attr]
        done = ended.ended(c, PLAN, old, "province", f"/{top.id}/", SECOND)
        assert done.keys() == {top.id}
        unchanged = {"04423", "04462", "04474", "04489", "04603", "04693"}
        late = {x.unit_id for x in duties.late(c, PLAN, old, place, SECOND)}
        assert late <= {bearer(c, code).id for code in unchanged}

    await province.transact(look)


async def test_a_new_commune_has_closed_what_all_its_old_ones_had(province: Database) -> None:
    def look(c: Connection) -> None:
        reorganise(c, FIRST, NOW)
        term = next(t for t in terms(PLAN, Set({}, {})) if t.key == "D1")
        parts = [u for u in _all(c) if u.level == "commune" and u.stands_on(BEFORE.date())]
        reorganise(c, SECOND, NOW)
        new = bearer(c, "04252")
        old = [u for u in parts if units.get(c, u.id).parent_id == new.id]  # type: ignore[union-attr]
        assert len(old) == 5
        top = f"/{bearer(c, '15').id}/"
        for n, commune in enumerate(old):
            assert new.id not in ended.ended(c, PLAN, term, "commune", top, TODAY), n
            c.execute(insert(lists).values(
                unit_id=commune.id, term=term.id, number=1, state="sent", body={}, person_id=1,
                at=EARLIER,
            ))  # fmt: skip
        done = ended.ended(c, PLAN, term, "commune", top, TODAY)
        assert done.keys() == {new.id, *(u.id for u in old)}
        assert done[new.id] == Done(End.LIST)

    await province.transact(look)


async def test_the_heir_goes_on_with_the_drafts_of_its_old_units(province: Database) -> None:
    def look(c: Connection) -> None:
        old = unit(c, "04264")
        id = record(c, "04264", RESIDENT, phase=PHASE)
        mine = update(table).where(table.c.id == id)
        c.execute(mine.values(author_role=Role.COMMUNE, path=_path()))
        both(c)
        who = c.execute(select(posts.c.person_id).where(posts.c.unit_id == old.id)).scalar_one()
        c.execute(insert(contacts).values(
            channel="web", address="officer", person_id=who, created_at=NOW
        ))  # fmt: skip
        contact = people.at(c, "web", "officer")
        assert isinstance(contact, Contact)
        assert contact.person is not None
        assert contact.person.post.unit == "Phường Yên Bái"
        assert [r.id for r in records.by_author(c, contact.person.post, 10)] == [id]
        assert StoredDesk(c, KEYRING, contact, NOW).record(id) is not None

    await province.transact(look)


async def test_quotas_of_districts_are_frozen(settled: Database) -> None:
    def look(c: Connection) -> None:
        before = summaries.summary(c, PLAN, unit(c, "15").id, "2021-2023", None, EARLIER)
        both(c)
        after = summaries.summary(c, PLAN, unit(c, "15").id, "2021-2023", None, NOW)
        figures = {q.id: (q.min, q.frozen, q.missing) for q in after.quotas}
        assert figures["Q-1.3"] == (2 * 168, date(2025, 6, 30), ())
        assert figures["Q-2"] == (2 * 9, date(2025, 6, 30), ())
        assert {q.frozen for q in before.quotas} == {None}

    await settled.transact(look)


# --- what cannot be


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("04252,Phường Minh Tân,132,,04252,Phường A,renamed,",
         'line 2, column "old_unit": 04252 is Phường Yên Ninh'),
        ("99999,Xã A,,,04252,Phường A,merged_whole,", 'column "old_gso": no unit bears the code'),
        ("04252,Phường Yên Ninh,133,,04252,Phường A,renamed,132",
         'column "old_district_gso": Phường Yên Ninh lies under 132'),
        ("04252,Phường Yên Ninh,132,,04255,Phường A,merged_whole,132",
         'column "new_gso": Phường Minh Tân bears the code 04255'),
        ("04252,Phường Yên Ninh,132,,04252,Yên Ninh,merged_whole,132",
         'column "new_unit": "Yên Ninh" does not begin with a word for a commune'),
        ("04252,Phường Yên Ninh,132,,04252,Phường Yên Ninh,moved,777",
         'column "new_parent_gso": no unit bears the code 777'),
        (("04252,Phường Yên Ninh,132,,04252,Phường A,merged_whole,132\n"
         "04255,Phường Minh Tân,132,,04252,Phường B,merged_whole,132"),
         'line 3, column "new_unit": 04252 is called Phường A above'),
        (("04252,Phường Yên Ninh,132,,04252,Phường A,renamed,132\n"
         "04252,Phường Yên Ninh,132,,04252,Phường A,renamed,132"),
         'line 3, column "old_gso": 04252 stands twice'),
        ("04252,Phường Yên Ninh,132,,,,abolished,",
         'column "kind": Tổ 1 (04252.1) needs its own line'),
    ],
)  # fmt: skip
async def test_a_bad_file_names_row_and_column(settled: Database, lines: str, said: str) -> None:
    def look(c: Connection) -> None:
        units.add_village(c, unit(c, "04252").id, "Tổ 1", "tổ dân phố", DAY)
        before = dump(c)
        report = load(c, FIRST, NOW, HEAD + lines)
        assert any(said in p for p in report.problems), report.problems
        assert dump(c) == before

    await settled.transact(look)


async def test_the_second_step_needs_the_first(settled: Database) -> None:
    def look(c: Connection) -> None:
        problems = load(c, SECOND, NOW).problems
        assert "04264 is Phường Nguyễn Phúc on 2025-06-30." in problems[0]

    await settled.transact(look)


async def test_split_rename_move_and_abolish(settled: Database) -> None:
    lines = (
        "04252,Phường Yên Ninh,132,,90001,Phường Ninh Một,split,132\n"
        "04252,Phường Yên Ninh,132,,90002,Phường Ninh Hai,split,132\n"
        "04252.1,Tổ 1,04252,,04252.1,Tổ 1,moved,90002\n"
        "04255,Phường Minh Tân,132,,04255,Phường Minh Mới,renamed,132\n"
        "04270,Xã Minh Bảo,132,,04270,Xã Minh Bảo,moved,133\n"
        "04276,Xã Tuy Lộc,132,,,,abolished,\n"
    )

    def look(c: Connection) -> None:
        tiny = units.add_village(c, unit(c, "04252").id, "Tổ 1", "tổ dân phố", DAY)
        old, moved, gone = (unit(c, code) for code in ("04252", "04270", "04276"))
        reorganise(c, FIRST, NOW, HEAD + lines)
        assert bearer(c, tiny.code).parent_id == bearer(c, "90002").id
        assert units.get(c, old.id).parent_id == bearer(c, "90001").id  # type: ignore[union-attr]
        assert (bearer(c, "04255").name, unit(c, "04255").name) == (
            "Phường Minh Mới", "Phường Minh Tân",
        )  # fmt: skip
        assert bearer(c, "04270").path == (1, bearer(c, "133").id, moved.id)
        assert units.by_code(c, gone.code, FIRST) is None

    await settled.transact(look)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("old_gso,old_unit\n1,2\n", 'line 1, column "old_district_gso"'),
        (HEAD + "1,Xã A,,,1,Xã A,melted,", 'line 2, column "kind": "melted" is none of'),
        (HEAD + "1,Xã A,,,,,merged_whole,", 'line 2, column "new_gso": it is empty'),
        (HEAD, "the list is empty"),
    ],
)
def test_a_file_that_cannot_be_read(text: str, said: str) -> None:
    with pytest.raises(UnitsError) as raised:
        parse(text, "x.csv")
    assert said.replace(', column "old_district_gso"', "") in raised.value.problems[0]


def test_the_shipped_files_can_be_read() -> None:
    for name, n in (("yenbai-2024-12-01.csv", 10), ("yenbai-2025-07-01.csv", 168)):
        assert len(parse((SHIPPED / name).read_text("utf-8"), name)) == n
