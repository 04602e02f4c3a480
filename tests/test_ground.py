"""Work on the ground: who may tell what of which place, and what no sheet takes."""

from datetime import date

import pytest
from sqlalchemy import Connection, select

from campaign.desk import Refused
from campaign.ground import GroundDone, OnGround
from campaign.people import Role
from campaign.yearly import KeepSheet, Part, Told, year_of
from storage import export_ground, units
from storage.desk import StoredDesk
from storage.doing import Doing
from storage.effects import perform
from storage.tables import yearly
from tests.stage import BUILT, KEYRING, Stage
from tests.test_rights import HOME, NOW, PLACES, REACHED, actor

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
