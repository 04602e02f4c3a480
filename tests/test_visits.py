"""Visits that were planned: whose they are, when they are over, and who is reminded of them."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, update

from campaign.desk import Outcome, Refused
from campaign.field import FURTHEST, Checked, NoteCheck, Visit
from campaign.people import Role
from campaign.proof import Finding
from campaign.workflow import Status
from storage import spot_checks, visits
from storage.effects import perform
from storage.export import everything
from storage.tables import records
from tests.stage import KEYRING, Stage
from tests.test_rights import NOW, actor, doing, record
from tests.watching import Watch, appoint, leave_post, person_of

TODAY = NOW.date()
DAY = timedelta(days=1)


def seen(
    c: Connection,
    id: int,
    day: date,
    again: date | None,
    role: Role = Role.COMMUNE,
) -> None:
    spot_checks.note(
        c, NOW, record_id=id, key="", finding=Finding.RIGHT, day=day, words="", evidence_id=None,
        person_id=person_of(c, "minh"), role=role, next_visit=again,
    )  # fmt: skip


def waiting(c: Connection) -> list[date]:
    return [one.day for one in visits.waiting(c, TODAY, districts=True)]


@pytest.mark.parametrize(
    ("planned", "kept"),
    [
        (None, True),
        (TODAY + DAY, True),
        (TODAY + FURTHEST, True),
        (TODAY, False),
        (TODAY - DAY, False),
        (TODAY + FURTHEST + DAY, False),
    ],
)
async def test_only_a_day_to_come_can_be_planned(
    planned: date | None,
    kept: bool,  # noqa: FBT001 - a column of the table
    on_stage: Stage,
) -> None:
    def play(c: Connection) -> tuple[Outcome, object]:
        id = record(c, "04474.1", Status.REGISTERED)
        wish = NoteCheck(id, "", Finding.RIGHT, TODAY, next_visit=planned)
        came = perform(doing(c, actor(c, Role.COMMUNE, "04474")), wish)
        (found,) = [e for e in everything(c, KEYRING, now=NOW)["exemplars"] if e["id"] == id]
        return came, [check["next_visit"] for check in found["checks"]]

    came, exported = await on_stage.database.transact(play)
    assert isinstance(came, Checked if kept else Refused)
    assert exported == ([planned and planned.isoformat()] if kept else [])


async def test_a_visit_is_over_once_somebody_went_later_or_named_another_day(
    on_stage: Stage,
) -> None:
    def play(c: Connection) -> list[list[date]]:
        id, found = record(c, "04474.1", Status.REGISTERED), []
        for day, again in (
            (TODAY - 9 * DAY, TODAY),  # planned
            (TODAY - 20 * DAY, None),  # an older visit, noted late
            (TODAY - 9 * DAY, None),  # another answer, seen on the same day
            (TODAY - 9 * DAY, TODAY + 2 * DAY),  # moved
            (TODAY - 8 * DAY, None),  # somebody was there
        ):
            seen(c, id, day, again)
            found.append(waiting(c))
        return found

    found = await on_stage.database.transact(play)
    assert found == [[TODAY], [TODAY], [TODAY], [TODAY + 2 * DAY], []]


@pytest.mark.parametrize(
    "gone",
    [
        {"discarded": True},
        {"hidden_at": NOW},
        {"status": Status.WITHDRAWN},
        {"status": Status.SUBMITTED},
    ],
)
async def test_nobody_is_sent_to_what_is_not_there_any_more(
    gone: dict[str, object], on_stage: Stage
) -> None:
    def play(c: Connection) -> tuple[list[date], list[date]]:
        id = record(c, "04474.1", Status.REGISTERED)
        seen(c, id, TODAY - DAY, TODAY)
        before = waiting(c)
        c.execute(update(records).where(records.c.id == id).values(**gone))
        return before, waiting(c)

    assert await on_stage.database.transact(play) == ([TODAY], [])


async def test_what_a_district_had_planned_is_the_provinces_when_districts_end(
    on_stage: Stage,
) -> None:
    def play(c: Connection) -> list[Role]:
        seen(c, record(c, "04474.1", Status.REGISTERED), TODAY - DAY, TODAY, Role.DISTRICT)
        found = [visits.waiting(c, TODAY, districts=there) for there in (True, False)]
        return [visit.role for one in found for visit in one]

    assert await on_stage.database.transact(play) == [Role.DISTRICT, Role.PROVINCE]


def test_the_days_on_which_a_visit_is_spoken_of() -> None:
    day = date(2021, 5, 10)
    visit = Visit(1, 1, "", "", (1,), Role.COMMUNE, day)
    days = [n for n in range(-9, 16) if visit.calls(day + n * DAY)]
    assert days == [-3, 0, 7, 14]


# --- in the digest


@pytest.fixture
async def watch(on_stage: Stage) -> AsyncIterator[Watch]:
    """Minh has planned a visit on 23/3; every day up to the 19th was looked at."""
    here = Watch(on_stage.database)

    def plan(c: Connection) -> None:
        id = record(c, "04474.1", Status.REGISTERED)
        seen(c, id, date(2021, 3, 1), date(2021, 3, 23))

    await here.do(plan)
    await here.until("2021-03-20")
    yield here
    here.sender.stop()


async def test_a_visit_is_named_to_the_post_that_planned_it(watch: Watch) -> None:
    assert await watch.at("2021-03-20 07:30") == ["minh"]
    assert "0077 Giàng A Tủa (Bản Háng Sung): ngày 23/3/2021" in watch.last
    assert await watch.at("2021-03-21 07:30") == []


async def test_whoever_follows_in_the_post_is_told(watch: Watch) -> None:
    def hand_over(c: Connection) -> None:
        leave_post(c, "minh", watch.now)
        appoint(c, "lan", "04474", Role.COMMUNE, watch.now)

    await watch.do(hand_over)
    assert await watch.at("2021-03-20 07:30") == ["lan"]


async def test_made_between_queueing_and_sending(watch: Watch) -> None:
    assert await watch.look("2021-03-20 07:30") == 1

    def go(c: Connection) -> None:
        (visit,) = visits.waiting(c, date(2021, 3, 20), districts=True)
        seen(c, visit.record_id, date(2021, 3, 20), None)

    await watch.do(go)
    assert await watch.send() == []
    assert ("suppressed", "done") in await watch.rows()


async def test_a_visit_that_was_not_made_is_named_again_after_a_week(watch: Watch) -> None:
    await watch.until("2021-03-30")
    assert await watch.at("2021-03-30 07:30") == ["minh"]
    assert "ngày 23/3/2021, đã qua 7 ngày" in watch.last


async def test_a_message_names_five_visits_and_counts_the_others(watch: Watch) -> None:
    def many(c: Connection) -> None:
        for n in range(6):
            id = record(c, "04474.1", Status.REGISTERED, number=80 + n, name=f"Nhà {n} " * 30)
            seen(c, id, date(2021, 3, 1), date(2021, 3, 24))

    await watch.do(many)
    assert await watch.at("2021-03-20 07:30") == ["minh"]
    assert "… và 2 hồ sơ nữa" in watch.last
    assert len(watch.last) < 1000


async def test_nobody_else_sees_the_plan_of_a_record_they_do_not_see(on_stage: Stage) -> None:
    def play(c: Connection) -> list[date | None]:
        id = record(c, "04474.1", Status.REGISTERED)
        seen(c, id, TODAY - DAY, TODAY)
        near, far = (actor(c, Role.COMMUNE, code) for code in ("04474", "04414"))
        return [doing(c, who).desk.field.seen(id).next_visit for who in (near, far)]

    assert await on_stage.database.transact(play) == [TODAY, None]
