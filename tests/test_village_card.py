"""The card of a village without exemplars: who tells it, when it is wanted, what is summed up."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.reports import ground_sheets
from campaign.ground import GroundDone, OnGround
from campaign.half_year import half_of
from campaign.people import Role
from campaign.village_card import KeepVillageCard, VillageCard, VillageCards
from campaign.workflow import Status
from storage import export_ground, village_cards
from storage.desk import StoredDesk
from storage.doing import Doing
from storage.effects import perform
from tests.stage import KEYRING, Stage
from tests.test_rights import NOW, actor, record, unit_id

TODAY = NOW.date()
HALF = half_of(TODAY)


def do(c: Connection, role: Role, place: str) -> Doing:
    desk = StoredDesk(c, KEYRING, actor(c, role, place), NOW)
    return Doing(c, KEYRING, desk, NOW, {}, lambda _: {})


def tell(doing: Doing, *, fresh: bool = True, stuck: bool = False) -> bool:
    wish = OnGround(KeepVillageCard(VillageCard(fresh, stuck)))
    return isinstance(perform(doing, wish), GroundDone)


@pytest.mark.parametrize(
    ("role", "place", "kept"),
    [
        (Role.REPORTER, "04474.1", True),
        (Role.COMMUNE, "04474", False),  # it has cards of exemplars, and is no village
        (Role.REPORTER, "04474", False),
        (Role.VIEWER, "04474", False),
        (Role.PROVINCE, "15", False),
    ],
)
async def test_a_village_tells_of_itself(
    role: Role,
    place: str,
    kept: bool,  # noqa: FBT001 - a column of the table
    on_stage: Stage,
) -> None:
    def play(c: Connection) -> tuple[bool, int]:
        came = tell(do(c, role, place))
        return came, len(export_ground.exported(c, None, None)["village_cards"])

    assert await on_stage.database.transact(play) == (kept, int(kept))


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        (None, True),
        (Status.SUBMITTED, True),  # nothing to be followed yet
        (Status.COMMUNE_CONFIRMED, False),
        (Status.RECOGNISED, False),
        (Status.WITHDRAWN, True),
    ],
)
async def test_it_is_wanted_where_there_is_no_exemplar_to_be_asked_about(
    status: Status | None,
    wanted: bool,  # noqa: FBT001 - a column of the table
    on_stage: Stage,
) -> None:
    def play(c: Connection) -> bool:
        if status is not None:
            record(c, "04474.1", status)
        return village_cards.is_wanted(c, unit_id(c, "04474.1"), HALF, TODAY)

    assert await on_stage.database.transact(play) is wanted


async def test_it_is_wanted_once_a_half_year_and_never_of_a_commune(on_stage: Stage) -> None:
    def play(c: Connection) -> list[bool]:
        village, commune = unit_id(c, "04474.1"), unit_id(c, "04474")
        tell(do(c, Role.REPORTER, "04474.1"))
        later = TODAY + timedelta(days=180)
        asked = ((village, TODAY), (village, later), (commune, later))
        return [village_cards.is_wanted(c, id, half_of(day), day) for id, day in asked]

    assert await on_stage.database.transact(play) == [False, True, False]


async def test_the_last_word_counts_and_every_level_reads_its_sum(on_stage: Stage) -> None:
    def play(c: Connection) -> tuple[list[VillageCards], list[object]]:
        head = do(c, Role.REPORTER, "04474.1")
        tell(head, fresh=True, stuck=True)
        tell(head, fresh=False, stuck=True)
        tell(do(c, Role.REPORTER, "04474.2"), fresh=True)
        posts = ((Role.COMMUNE, "04474"), (Role.COMMUNE, "04414"), (Role.PROVINCE, "15"))
        found = [do(c, *post).desk.reviews.ground.village_cards() for post in posts]
        data = {"ground": export_ground.exported(c, None, None)}
        return found, [row[2:4] for row in ground_sheets.villages(data)]

    found, rows = await on_stage.database.transact(play)
    assert found == [VillageCards(2, 1, 1), VillageCards(), VillageCards(2, 1, 1)]
    assert rows == [["không", "có"], ["có", "không"]]
