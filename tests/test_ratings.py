"""A rating of a year: told in one place, known in both, where it is about the same unit."""

from datetime import datetime

import pytest
from sqlalchemy import Connection, insert, select, update

from campaign.desk import Move, Moved
from campaign.ground import GroundDone, OnGround
from campaign.people import Role, Verb
from campaign.vietnam import ZONE
from campaign.workflow import Status
from campaign.yearly import KeepSheet, Part
from storage import plans, records, yearly
from storage.desk import StoredDesk
from storage.doing import Doing
from storage.effects import perform
from storage.ratings import rating_answered
from storage.records import Answered
from storage.tables import facts, subjects
from storage.tables import records as table
from tests.stage import KEYRING, Stage
from tests.test_rights import actor, record, unit_id

NOW = datetime(2021, 12, 20, 18, 30, tzinfo=ZONE)
COMMITTEE = {"category": "1.4", "kind": "front_work_committee", "name": "Ban CT Mặt trận"}


def do(c: Connection, role: Role, place: str) -> Doing:
    desk = StoredDesk(c, KEYRING, actor(c, role, place), NOW)
    return Doing(c, KEYRING, desk, NOW, {}, lambda _: {})


def committee(c: Connection, code: str = "04474.1", **more: object) -> int:
    """A record about a committee, with its subject."""
    id = record(c, code, Status.SUBMITTED, **(COMMITTEE | more))
    row = records.get(c, id)
    assert row is not None
    subject = insert(subjects).values(
        kind=row.kind, name=row.name, folded=row.name, unit_id=row.unit_id
    )
    made = c.scalar(subject.returning(subjects.c.id))
    c.execute(update(table).where(table.c.id == id).values(subject_id=made))
    return id


def told(c: Connection) -> dict[str, object]:
    return {row.key: row.value for row in c.execute(select(facts))}


def tell(c: Connection, *ratings: str, place: str = "04474.1") -> list[dict[str, object]]:
    """What the facts are after each word of the commune."""
    doing, found = do(c, Role.COMMUNE, "04474"), []
    for rating in ratings:
        sheet = KeepSheet(unit_id(c, place), {Part.RATING: rating})
        assert isinstance(perform(doing, OnGround(sheet)), GroundDone)
        found.append(told(c))
    return found


async def test_a_sheet_answers_the_record_about_the_unit_and_the_last_word_counts(
    on_stage: Stage,
) -> None:
    def play(c: Connection) -> list[dict[str, object]]:
        id = committee(c)
        found = tell(c, "unrated", "good")
        row = records.get(c, id)
        assert row is not None
        assert row.entered_by_id is None  # nobody typed the record in for its author
        return found

    found = await on_stage.database.transact(play)
    assert found == [{"GC6@2021": "unrated"}, {"GC6@2021": "good"}]


@pytest.mark.parametrize(
    "more",
    [
        {"code": "04474.2"},  # another village
        {"kind": "household", "category": "1.2B"},  # of the village, and not the village
        {"kind": "village", "category": "1.3"},  # it is asked for a title, not for a rating
        {"discarded": True},
        {"hidden_at": NOW},
    ],
)
async def test_no_other_record_hears_of_it(more: dict[str, object], on_stage: Stage) -> None:
    def play(c: Connection) -> dict[str, object]:
        committee(c, **more)  # type: ignore[arg-type]
        return tell(c, "good")[0]

    assert await on_stage.database.transact(play) == {}


async def test_a_commune_tells_of_itself_and_not_of_its_villages(on_stage: Stage) -> None:
    def play(c: Connection) -> dict[str, object]:
        committee(c)
        own = committee(c, "04474", kind="front_commune", number=78)
        tell(c, "excellent", place="04474")
        subject = c.scalar(select(table.c.subject_id).where(table.c.id == own))
        return {
            row.key: row.value for row in c.execute(select(facts)) if row.subject_id == subject
        } | {"all": len(told(c))}

    assert await on_stage.database.transact(play) == {"GC6@2021": "excellent", "all": 1}


async def test_a_record_that_is_sent_up_later_knows_what_the_sheet_told(on_stage: Stage) -> None:
    def play(c: Connection) -> dict[str, object]:
        tell(c, "good")
        id = record(c, "04474.1", Status.DRAFT, **COMMITTEE)
        came = perform(do(c, Role.REPORTER, "04474.1"), Move(id, 1, Verb.SUBMIT))
        assert isinstance(came, Moved)
        return told(c)

    assert await on_stage.database.transact(play) == {"GC6@2021": "good"}


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("GC6@2021", "good", {2021: "good"}),
        ("GC6@2022", "unrated", {2022: "unrated"}),
        ("GC6@2021", {"state": "unknown"}, {}),
        ("M4.3", "good", {}),
    ],
)
async def test_what_answers_the_record_stands_in_the_sheet(
    key: str, value: object, kept: dict[int, str], on_stage: Stage
) -> None:
    def play(c: Connection) -> dict[int, str]:
        row = records.get(c, committee(c))
        assert row is not None
        given = [Answered(key, value, fact=True, restricted=False)]  # type: ignore[arg-type]
        rating_answered(c, plans.get(c, row.plan_id), row, given, 1, NOW)
        return yearly.ratings_of(c, row.unit_id)

    assert await on_stage.database.transact(play) == kept


async def test_a_household_answers_nothing_of_its_village(on_stage: Stage) -> None:
    def play(c: Connection) -> dict[int, str]:
        row = records.get(c, record(c, "04474.1", Status.SUBMITTED))
        assert row is not None
        given = [Answered("GC6@2021", "good", fact=True, restricted=False)]
        rating_answered(c, plans.get(c, row.plan_id), row, given, 1, NOW)
        return yearly.ratings_of(c, row.unit_id)

    assert await on_stage.database.transact(play) == {}
