"""What lies on a desk beyond its time: whose it is, when they hear of it, and who above them."""

from datetime import date, datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from campaign.additions import State
from campaign.people import Role
from campaign.plan_file import load_shipped
from campaign.trays import Lying, Patience
from campaign.vietnam import ZONE
from campaign.workflow import Status
from storage import overdue
from storage.tables import additions, amendments, units
from storage.tables import records as table
from tests.stage import Stage
from tests.test_rights import record, unit_id

PLAN = load_shipped("yenbai-2021-2025")
SINCE = datetime(2021, 4, 14, 22, 0, tzinfo=ZONE)


def test_a_desk_is_reminded_after_its_days_and_then_each_week() -> None:
    patience, since = Patience(desk=7, above=3), date(2021, 4, 1)
    days = [since + timedelta(days=n) for n in range(30)]
    assert [d.day for d in days if patience.calls_desk(since, d)] == [9, 16, 23, 30]
    assert [d.day for d in days if patience.calls_above(since, d)] == [12, 19, 26]


def laid(c: Connection, code: str, status: Status) -> int:
    id = record(c, code, status)
    c.execute(update(table).where(table.c.id == id).values(changed_at=SINCE))
    return id


def found(c: Connection, code: str, status: Status, on: date) -> list[Lying]:
    savepoint = c.begin_nested()
    laid(c, code, status)
    lies = list(overdue.lying(c, PLAN, on, Patience()))
    savepoint.rollback()
    return lies


LATE = date(2021, 4, 22)


async def test_each_status_lies_on_the_desk_it_waits_for(on_stage: Stage) -> None:
    transact = on_stage.database.transact
    commune, district, province = [await transact(unit_id, code) for code in ("04474", "137", "15")]
    wanted = {
        Status.SUBMITTED: ((commune, Role.COMMUNE), ((district, Role.DISTRICT),)),
        Status.COMMUNE_CONFIRMED: ((district, Role.DISTRICT), ((province, Role.PROVINCE),)),
        Status.SELECTED: ((province, Role.PROVINCE), ()),
    }
    for status in Status:
        lies = await transact(found, "04474.1", status, LATE)
        assert [(one.desk, one.above) for one in lies] == [
            each for each in [wanted.get(status)] if each
        ], status


async def test_the_last_day_itself_is_in_time(on_stage: Stage) -> None:
    lies = await on_stage.database.transact(
        found, "04474.1", Status.SUBMITTED, LATE - timedelta(days=1)
    )
    assert lies == []


async def test_where_districts_have_ended_the_province_is_the_desk_above(on_stage: Stage) -> None:
    def without_districts(c: Connection) -> tuple[list[Lying], list[Lying]]:
        c.execute(
            update(units).where(units.c.level == "district").values(valid_to=date(2021, 4, 20))
        )
        sent = found(c, "04474.1", Status.SUBMITTED, LATE)
        return sent, found(c, "04474.1", Status.COMMUNE_CONFIRMED, LATE)

    (sent,), (confirmed,) = await on_stage.database.transact(without_districts)
    province = await on_stage.database.transact(unit_id, "15")
    assert confirmed.desk == (province, Role.PROVINCE)
    assert sent.above == (confirmed.desk,)


async def test_the_patience_is_set_for_all(on_stage: Stage) -> None:
    def given(c: Connection) -> tuple[Patience, list[Lying]]:
        overdue.set_patience(c, Patience(desk=10, above=5))
        laid(c, "04474.1", Status.SUBMITTED)
        patience = overdue.patience(c)
        return patience, list(overdue.lying(c, PLAN, LATE, patience))

    patience, lies = await on_stage.database.transact(given)
    assert (patience.desk, patience.above) == (10, 5)
    assert lies == []


async def test_what_was_discarded_lies_nowhere(on_stage: Stage) -> None:
    def dropped(c: Connection) -> list[Lying]:
        id = laid(c, "04474.1", Status.SUBMITTED)
        c.execute(update(table).where(table.c.id == id).values(discarded=True))
        assert c.scalar(select(table.c.id)) == id
        return list(overdue.lying(c, PLAN, LATE, Patience()))

    assert await on_stage.database.transact(dropped) == []


async def test_a_tray_says_how_much_lies_in_it_however_much_that_is(on_stage: Stage) -> None:
    def fill(c: Connection) -> None:
        for n in range(60):
            id = laid(c, "04474.1", Status.SUBMITTED)
            c.execute(update(table).where(table.c.id == id).values(number=100 + n))

    await on_stage.database.transact(fill)
    assert "60 hồ sơ cần xem" in (await on_stage.say("minh", "chờ duyệt"))[0].body.text
    home = (await on_stage.say("minh", "menu"))[0].body.text
    assert "120 việc" in home  # to look at, and to answer


# --- what lies beside the records


async def test_a_change_lies_on_the_desk_that_is_to_answer_it(on_stage: Stage) -> None:
    def asked(c: Connection, state: str, waits_for: Role) -> list[Lying]:
        savepoint = c.begin_nested()
        id = record(c, "04474.1", Status.BUILDING)
        c.execute(
            insert(amendments).values(
                record_id=id, number=1, state=state, changes={}, before={}, why="đổi hạn",
                at=SINCE, waits_for=waits_for,
            )
        )  # fmt: skip
        lies = list(overdue.lying(c, PLAN, LATE, Patience()))
        savepoint.rollback()
        return lies

    transact = on_stage.database.transact
    district, province = [await transact(unit_id, code) for code in ("137", "15")]
    wanted = Lying((district, Role.DISTRICT), ((province, Role.PROVINCE),), SINCE.date())
    assert [wanted] == await transact(asked, "open", Role.DISTRICT)
    assert await transact(asked, "accepted", Role.DISTRICT) == []


async def test_a_local_criterion_lies_on_the_desk_that_is_to_approve_it(on_stage: Stage) -> None:
    def made(c: Connection, state: State, settled_at: datetime | None = None) -> list[Lying]:
        savepoint = c.begin_nested()
        c.execute(
            insert(additions).values(
                unit_id=unit_id(c, "04474"), role=Role.COMMUNE, kind="criterion", category="1.3",
                text="Nhà có ai biết dệt vải không?", answer="yes_partly_no", photo=False,
                state=state, person_id=1, at=SINCE, settled_at=settled_at,
            )
        )  # fmt: skip
        lies = list(overdue.lying(c, PLAN, LATE, Patience()))
        savepoint.rollback()
        return lies

    transact = on_stage.database.transact
    district, province = [await transact(unit_id, code) for code in ("137", "15")]
    over = ((province, Role.PROVINCE),)
    assert await transact(made, State.PROPOSED) == [
        Lying((district, Role.DISTRICT), over, SINCE.date())
    ]
    assert await transact(made, State.RAISED) == [Lying(over[0], (), SINCE.date())]
    assert await transact(made, State.RAISED, SINCE + timedelta(days=3)) == []  # raised later
    assert await transact(made, State.APPROVED) == []
