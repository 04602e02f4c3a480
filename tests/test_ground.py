"""Work on the ground: who may tell what of which place, and what no sheet takes."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, select

from campaign.contributions import Contribute, Given
from campaign.desk import Refused
from campaign.exemplar import Value
from campaign.ground import GroundDone, OnGround
from campaign.half_year import KeepCard, half_of, owner
from campaign.people import Role
from campaign.problems import (
    Answer,
    Answered,
    PassUp,
    Raise,
    Raised,
    Settled,
    desks_above,
    owned_by,
)
from campaign.workflow import Status
from campaign.yearly import KeepSheet, Part, Told, year_of
from storage import contributions, export_ground, units
from storage.desk import StoredDesk
from storage.doing import Doing
from storage.effects import perform
from storage.tables import yearly
from tests.stage import BUILT, KEYRING, Stage
from tests.test_rights import HOME, NOW, PLACES, REACHED, actor, record

GOOD: Told = {Part.COMMITTED: {"num": 45, "den": 50}}
TELLS = {Role.REPORTER, Role.COMMUNE, Role.DISTRICT, Role.PROVINCE}


def do(c: Connection, role: Role, place: str) -> Doing:
    desk = StoredDesk(c, KEYRING, actor(c, role, place), NOW)
    return Doing(c, KEYRING, desk, NOW, {}, lambda _: {})


def unit_id(c: Connection, code: str) -> int:
    unit = units.by_code(c, code, BUILT.date())
    assert unit is not None
    return unit.id


def kept(c: Connection) -> int:
    return len(c.execute(select(yearly)).all())


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.CLUSTER])
async def test_a_sheet_is_told_by_those_of_the_place_and_above(role: Role, on_stage: Stage) -> None:
    def play(c: Connection) -> dict[str, bool]:
        doing, found = do(c, role, HOME[role]), {}
        for where, code in PLACES[HOME[role]].items():
            id = unit_id(c, code)
            village = len(units.get(c, id).path) == 4  # type: ignore[union-attr]
            came = perform(doing, OnGround(KeepSheet(id, GOOD)))
            found[where] = isinstance(came, GroundDone)
            assert found[where] or isinstance(came, Refused)
            assert not found[where] or village
        return found

    found = await on_stage.database.transact(play)
    villages = {w for w, code in PLACES[HOME[role]].items() if "." in code}
    assert {w for w, ok in found.items() if ok} == (villages & REACHED if role in TELLS else set())


@pytest.mark.parametrize(
    "told",
    [
        {},
        {Part.COMMITTED: {"num": 51, "den": 50}},
        {Part.COMMITTED: {"num": -1, "den": 50}},
        {Part.COMMITTED: {"num": 1, "den": 3001}},
        {Part.COMMITTED: {"num": "1", "den": "2"}},
        {Part.COMMITTED: "excellent"},
        {Part.RATING: "excellent"},  # of a year before the plan
    ],
)
async def test_a_sheet_takes_nothing_that_cannot_be(told: Told, on_stage: Stage) -> None:
    def play(c: Connection) -> int:
        doing = do(c, Role.REPORTER, "04474.1")
        came = perform(doing, OnGround(KeepSheet(unit_id(c, "04474.1"), told)))
        assert isinstance(came, Refused)
        return kept(c)

    assert await on_stage.database.transact(play) == 0


async def test_what_is_told_again_takes_the_place_of_what_was_told(on_stage: Stage) -> None:
    def play(c: Connection) -> list[object]:
        doing = do(c, Role.REPORTER, "04474.1")
        for num in (40, 41):
            told: Told = {Part.COMMITTED: {"num": num, "den": 50}}
            perform(doing, OnGround(KeepSheet(unit_id(c, "04474.1"), told)))
        path = doing.desk.me.post.path  # type: ignore[union-attr]
        found = export_ground.exported(c, "/" + "".join(f"{id}/" for id in path), None)
        return [one["value"] for one in found["yearly"]]

    assert await on_stage.database.transact(play) == [{"num": 41, "den": 50}]


def test_each_part_knows_its_year() -> None:
    before, after = date(2021, 12, 14), date(2021, 12, 15)
    assert [year_of(part, before) for part in Part] == [2021, 2020, 2020]
    assert [year_of(part, after) for part in Part] == [2021, 2021, 2021]


# --- difficulties


def raised(c: Connection, role: Role = Role.COMMUNE) -> int:
    came = perform(do(c, Role.REPORTER, "04474.1"), OnGround(Raise("Đường sạt", role)))
    assert isinstance(came, GroundDone)
    assert isinstance(came.done, Raised)
    return came.done.problem.id


@pytest.mark.parametrize(
    ("role", "place", "owes"),
    [
        (Role.COMMUNE, "04474", True),
        (Role.COMMUNE, "04414", False),  # another commune
        (Role.DISTRICT, "137", False),  # it was not asked
        (Role.REPORTER, "04474.2", False),
        (Role.VIEWER, "04474", False),
    ],
)
async def test_only_the_desk_that_was_asked_answers(
    role: Role,
    place: str,
    owes: bool,  # noqa: FBT001 - a column of the table
    on_stage: Stage,
) -> None:
    def play(c: Connection) -> list[object]:
        id, doing = raised(c), do(c, role, place)
        listed = id in {one.id for one in doing.desk.reviews.ground.to_answer()}
        assert listed is owes
        return [perform(doing, OnGround(work)) for work in (PassUp(id + 1), Answer(id, "Đã san"))]

    unknown, came = await on_stage.database.transact(play)
    assert isinstance(unknown, Refused)
    assert isinstance(came, GroundDone if owes else Refused)


async def test_the_second_answer_is_told_that_there_is_one(on_stage: Stage) -> None:
    def play(c: Connection) -> list[object]:
        id, doing = raised(c), do(c, Role.COMMUNE, "04474")
        return [perform(doing, OnGround(Answer(id, text))) for text in ("Đã san", "Chưa san")]

    first, second = await on_stage.database.transact(play)
    assert isinstance(first, GroundDone)
    assert isinstance(first.done, Answered)
    assert isinstance(second, GroundDone)
    assert isinstance(second.done, Settled)
    assert second.done.problem.answer == "Đã san"


@pytest.mark.parametrize(
    "work", [Raise("", Role.COMMUNE), Raise("a" * 1001, Role.COMMUNE), Raise("a", Role.REPORTER)]
)
async def test_nothing_is_raised_without_words_or_to_nobody_above(
    work: Raise, on_stage: Stage
) -> None:
    def play(c: Connection) -> object:
        return perform(do(c, Role.REPORTER, "04474.1"), OnGround(work))

    assert isinstance(await on_stage.database.transact(play), Refused)


def test_what_a_district_left_open_is_the_provinces() -> None:
    assert list(desks_above(Role.COMMUNE, district=False)) == [Role.PROVINCE]
    assert list(owned_by(Role.PROVINCE, district=False)) == [Role.PROVINCE, Role.DISTRICT]
    assert list(owned_by(Role.PROVINCE, district=True)) == [Role.PROVINCE]


# --- cards of six months

TOLD: dict[str, Value] = {
    "K1": "well",
    "K2": ["money"],
    "K3": "commune",
    "K3/what": {"text": "Xin vay vốn"},
}


@pytest.mark.parametrize(
    ("role", "place", "status", "values", "kept"),
    [
        (Role.REPORTER, "04474.1", Status.RECOGNISED, TOLD, True),
        (Role.COMMUNE, "04474", Status.BUILDING, TOLD, True),
        (Role.REPORTER, "04474.2", Status.RECOGNISED, TOLD, False),
        (Role.COMMUNE, "04414", Status.RECOGNISED, TOLD, False),
        (Role.VIEWER, "04474", Status.RECOGNISED, TOLD, False),
        (Role.REPORTER, "04474.1", Status.SUBMITTED, TOLD, False),
        (Role.REPORTER, "04474.1", Status.RECOGNISED, {"R5": "strange"}, False),
    ],
)
async def test_a_card_is_kept_for_what_is_followed_by_those_of_the_place(  # noqa: PLR0913, PLR0917
    role: Role, place: str, status: Status, values: dict[str, Value], kept: bool,  # noqa: FBT001
    on_stage: Stage,
) -> None:  # fmt: skip
    def play(c: Connection) -> tuple[object, int]:
        id = record(c, "04474.1", status)
        came = perform(do(c, role, place), OnGround(KeepCard(id, values)))
        return came, len(export_ground.exported(c, None, None)["cards"])

    came, cards = await on_stage.database.transact(play)
    assert isinstance(came, GroundDone if kept else Refused)
    assert cards == kept


async def test_help_that_was_asked_for_is_not_asked_for_twice(on_stage: Stage) -> None:
    def play(c: Connection) -> list[str]:
        id, doing = record(c, "04474.1", Status.RECOGNISED), do(c, Role.REPORTER, "04474.1")
        other: dict[str, Value] = {**TOLD, "K3/what": {"text": "Xin giống chè"}}
        for values in (TOLD, TOLD, other):
            assert isinstance(perform(doing, OnGround(KeepCard(id, values))), GroundDone)
        return [one["text"] for one in export_ground.exported(c, None, None)["problems"]]

    texts = await on_stage.database.transact(play)
    assert texts == ["Giàng A Tủa: Xin vay vốn", "Giàng A Tủa: Xin giống chè"]


def test_june_ends_the_first_half() -> None:
    assert [half_of(date(2022, 6, 30)), half_of(date(2022, 7, 1))] == ["2022-1", "2022-2"]


def test_help_is_asked_of_the_nearest_where_the_named_desk_is_not_above() -> None:
    above = [Role.DISTRICT, Role.PROVINCE]
    assert owner("province", above) is Role.PROVINCE
    assert owner("agency", above) is Role.DISTRICT
    assert owner("commune", []) is None


# --- what people give

GAVE: dict[str, Value] = {"people": 3, "land": 120.5, "money": 2, "days": 0}


@pytest.mark.parametrize(
    "figures",
    [
        {},
        dict.fromkeys(GAVE, 0),
        GAVE | {"people": 2.5},
        GAVE | {"people": 20_001},
        GAVE | {"land": -1},
        GAVE | {"money": "2"},
        GAVE | {"days": float("nan")},
    ],
)
async def test_no_note_is_taken_that_cannot_be(figures: dict[str, Value], on_stage: Stage) -> None:
    def play(c: Connection) -> object:
        return perform(do(c, Role.REPORTER, "04474.1"), OnGround(Contribute(0, figures)))

    assert isinstance(await on_stage.database.transact(play), Refused)


@pytest.mark.parametrize(
    ("role", "place", "kept"),
    [(Role.REPORTER, "04474.1", 1), (Role.COMMUNE, "04474", 1), (Role.REPORTER, "04474.2", 0),
     (Role.COMMUNE, "04414", 0), (Role.VIEWER, "04474", 0)],
)  # fmt: skip
async def test_a_note_for_an_exemplar_lies_at_its_place(
    role: Role, place: str, kept: int, on_stage: Stage
) -> None:
    def play(c: Connection) -> tuple[object, list[object]]:
        id = record(c, "04474.1", Status.RECOGNISED)
        came = perform(do(c, role, place), OnGround(Contribute(id, GAVE)))
        told = export_ground.exported(c, None, None)["contributions"]
        return came, [(one["unit"], one["record"] == id, one["land"]) for one in told]

    came, told = await on_stage.database.transact(play)
    assert isinstance(came, GroundDone if kept else Refused)
    assert told == [("Bản Háng Sung", True, 120.5)] * kept


async def test_the_card_of_an_exemplar_sums_up_what_was_given_for_it(on_stage: Stage) -> None:
    def play(c: Connection) -> list[Given]:
        id, other = (record(c, "04474.1", Status.RECOGNISED, number=n) for n in (77, 78))
        village = do(c, Role.REPORTER, "04474.1")
        for one in (id, id, 0):
            perform(village, OnGround(Contribute(one, GAVE)))
        far = do(c, Role.COMMUNE, "04414")
        found = [(village, id), (village, other), (far, id)]
        return [who.desk.reviews.ground.given(one) for who, one in found]

    mine, other, unseen = await on_stage.database.transact(play)
    assert mine == Given(people=6, land=241, money=4, days=0, notes=2)
    assert other == unseen == Given()


async def test_a_year_sums_up_what_was_given_in_it(on_stage: Stage) -> None:
    def play(c: Connection) -> list[float]:
        doing = do(c, Role.REPORTER, "04474.1")
        for _ in range(2):
            perform(doing, OnGround(Contribute(0, GAVE)))
        unit = units.get(c, unit_id(c, "04474"))
        assert unit is not None
        moments = (NOW - timedelta(minutes=1), NOW, NOW + timedelta(days=365))
        return [contributions.giving(c, unit, (), when).total.land for when in moments]

    assert await on_stage.database.transact(play) == [0, 241, 0]
