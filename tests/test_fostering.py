"""Who follows and helps an exemplar: who may say so, what cannot be, and what stays to be read."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, insert, select

from bot.reports import ground_sheets
from campaign.fostering import Fostering, FosterWork, NoteHelp, SetMentor
from campaign.ground import GroundDone, OnGround
from campaign.people import Role
from campaign.privacy import NAMELESS
from campaign.workflow import Status
from storage import erasing, export_ground
from storage.desk import StoredDesk
from storage.doing import Doing
from storage.effects import perform
from storage.tables import answers, helps, mentors
from tests.stage import KEYRING, Stage
from tests.test_rights import NOW, actor, record

TODAY = NOW.date()
DAY = timedelta(days=1)


def do(c: Connection, role: Role, place: str) -> Doing:
    desk = StoredDesk(c, KEYRING, actor(c, role, place), NOW)
    return Doing(c, KEYRING, desk, NOW, {}, lambda _: {})


@pytest.mark.parametrize(
    ("role", "place", "more", "kept"),
    [
        (Role.REPORTER, "04474.1", {}, True),
        (Role.COMMUNE, "04474", {}, True),
        (Role.DISTRICT, "137", {}, True),
        (Role.PROVINCE, "15", {}, True),
        (Role.REPORTER, "04474.2", {}, False),
        (Role.COMMUNE, "04414", {}, False),
        (Role.VIEWER, "04474", {}, False),
        (Role.ADMIN, "04474", {}, False),
        (Role.COMMUNE, "04474", {"hidden_at": NOW}, False),
        (Role.COMMUNE, "04474", {"status": Status.SUBMITTED}, False),
    ],
)
async def test_help_is_told_by_those_of_the_place_of_what_is_followed(
    role: Role,
    place: str,
    more: dict[str, object],
    kept: bool,  # noqa: FBT001 - a column of the table
    on_stage: Stage,
) -> None:
    def play(c: Connection) -> tuple[list[bool], int]:
        id = record(c, "04474.1", **({"status": Status.RECOGNISED} | more))  # type: ignore[arg-type]
        doing = do(c, role, place)
        wishes = (SetMentor(id, "Hội Nông dân"), NoteHelp(id, TODAY, "Cho vay", "Hội Nông dân"))
        came = [isinstance(perform(doing, OnGround(wish)), GroundDone) for wish in wishes]
        return came, len(c.execute(select(mentors)).all()) + len(c.execute(select(helps)).all())

    assert await on_stage.database.transact(play) == ([kept, kept], 2 * kept)


@pytest.mark.parametrize(
    "work",
    [
        SetMentor(0, "Hội Nông dân"),
        SetMentor(1, " "),
        SetMentor(1, "a" * 121),
        NoteHelp(1, TODAY + DAY, "Cho vay", "Hội"),
        NoteHelp(1, TODAY, "", "Hội"),
        NoteHelp(1, TODAY, "a" * 501, "Hội"),
        NoteHelp(1, TODAY, "Cho vay", ""),
    ],
)
async def test_nothing_is_kept_that_cannot_be(work: FosterWork, on_stage: Stage) -> None:
    def play(c: Connection) -> bool:
        assert record(c, "04474.1", Status.RECOGNISED) == 1
        came = perform(do(c, Role.COMMUNE, "04474"), OnGround(work))
        return isinstance(came, GroundDone)

    assert not await on_stage.database.transact(play)


async def test_whoever_is_named_last_follows_and_the_others_stay_to_be_read(
    on_stage: Stage,
) -> None:
    def play(c: Connection) -> tuple[list[str], list[str], list[object]]:
        id = record(c, "04474.1", Status.RECOGNISED)
        said = {"record_id": id, "key": "R6/mentor", "value": {"text": "Lý Văn Minh"}}
        c.execute(insert(answers).values(**said, person_id=1, at=NOW))
        doing = do(c, Role.COMMUNE, "04474")
        for name in ("Hội Nông dân", "Hội Phụ nữ"):
            came = perform(doing, OnGround(SetMentor(id, name)))
            assert isinstance(came, GroundDone)
            assert isinstance(came.done, Fostering)
        for ago in (2, 9, 5):
            perform(doing, OnGround(NoteHelp(id, TODAY - ago * DAY, f"Việc {ago}", "Hội")))
        found = doing.desk.reviews.ground.fostered(id)
        data = {"ground": export_ground.exported(c, None, None)}
        rows = [*ground_sheets.mentors(data), *ground_sheets.helps(data)]
        return [m.name for m in found.mentors], [h.what for h in found.helps], [r[2] for r in rows]

    named, helped, exported = await on_stage.database.transact(play)
    assert named == ["Hội Phụ nữ", "Hội Nông dân", "Lý Văn Minh"]
    assert helped == ["Việc 2", "Việc 5", "Việc 9"]
    days = [TODAY - ago * DAY for ago in (2, 9, 5)]
    assert exported == ["Hội Nông dân", "Hội Phụ nữ", *days]


async def test_the_numbers_say_how_many_have_somebody(on_stage: Stage) -> None:
    def play(c: Connection) -> list[bool]:
        ids = [record(c, "04474.1", Status.RECOGNISED, number=n) for n in (1, 2, 3)]
        doing = do(c, Role.COMMUNE, "04474")
        perform(doing, OnGround(SetMentor(ids[0], "Hội Nông dân")))
        unknown = {"record_id": ids[1], "key": "R6/mentor", "value": {"state": "unknown"}}
        c.execute(insert(answers).values(**unknown, person_id=1, at=NOW))
        return [one.mentored for one in doing.desk.reviews.ground.followed()]

    assert await on_stage.database.transact(play) == [True, False, False]


async def test_an_officer_who_is_erased_stands_nowhere_as_a_helper(on_stage: Stage) -> None:
    def play(c: Connection) -> set[str]:
        id = record(c, "04474.1", Status.RECOGNISED)
        doing = do(c, Role.COMMUNE, "04474")
        me = doing.desk.me
        assert me is not None
        perform(doing, OnGround(SetMentor(id, me.name)))
        perform(doing, OnGround(NoteHelp(id, TODAY, "Cho vay", me.name)))
        erasing.person(c, me.id, NOW)
        return {*c.scalars(select(mentors.c.name)), *c.scalars(select(helps.c.whose))}

    assert await on_stage.database.transact(play) == {NAMELESS}
