"""From deadlines to days: each level's own last day, the days of reminders, holidays, recurring."""

from datetime import date, datetime, time

import pytest

from campaign import calendar
from campaign.calendar import Set
from campaign.people import Role
from campaign.plan_file import PlanError, parse, source_of
from campaign.vietnam import ZONE
from tests.territory import PLAN

NONE = Set({}, {})


def term(key: str, given: Set = NONE) -> calendar.Term:
    return next(t for t in calendar.terms(PLAN, given) if t.key == key)


def names(last: date, *, obliged: bool = True) -> dict[str, date]:
    return {s.name: s.day for s in calendar.steps(PLAN, last, obliged=obliged)}


def test_before_20_april_is_an_earlier_day_for_each_level() -> None:
    days = {level.id: calendar.last_day(PLAN, term("D1"), level.id, NONE) for level in PLAN.levels}
    assert days == {
        "province": date(2021, 4, 19), "district": date(2021, 4, 14),
        "commune": date(2021, 4, 7), "village": date(2021, 3, 30),
    }  # fmt: skip


def test_a_lead_the_province_has_set_counts_instead() -> None:
    given = Set({}, {"commune": 10})
    assert calendar.last_day(PLAN, term("D1"), "commune", given) == date(2021, 4, 9)


def test_whoever_owes_nothing_has_no_day() -> None:
    assert calendar.last_day(PLAN, term("D2"), "village", NONE) is None
    assert calendar.last_day(PLAN, term("D2"), "district", NONE) == date(2022, 5, 26)


def test_what_the_plan_leaves_open_waits_for_the_province() -> None:
    assert term("D4").last_day is None
    assert calendar.last_day(PLAN, term("D4"), "commune", NONE) is None
    given = Set({"D4": date(2024, 3, 31)}, {})
    assert calendar.last_day(PLAN, term("D4", given), "commune", given) == date(2024, 3, 19)


def test_recurring_deadlines_come_every_year_of_the_plan() -> None:
    keys = [t.key for t in calendar.terms(PLAN, NONE) if t.deadline.id == "D5"]
    assert keys == [f"D5@{year}" for year in range(2021, 2026)]
    assert term("D5@2022").last_day == date(2022, 6, 15)
    assert term("D9@2021").last_day == date(2022, 1, 31)  # the results of a year, the year after
    halves = [t.key for t in calendar.terms(PLAN, NONE) if t.deadline.id == "D7"]
    assert halves[:2] == ["D7@2021-1", "D7@2021-2"]


def test_reminders_count_from_ones_own_last_day() -> None:
    assert names(date(2021, 4, 7)) == {
        "T-14": date(2021, 3, 24), "T-7": date(2021, 3, 31), "T-3": date(2021, 4, 4),
        "T-1": date(2021, 4, 6), "T": date(2021, 4, 7), "T+1": date(2021, 4, 8),
        "T+3": date(2021, 4, 10),
    }  # fmt: skip


def test_nobody_who_is_only_invited_is_late() -> None:
    assert max(names(date(2021, 3, 30), obliged=False).values()) == date(2021, 3, 30)


def test_a_reminder_of_tet_comes_before_it_and_word_of_being_late_after() -> None:
    found = names(date(2022, 2, 5))  # the fifth day of Tết; nobody is reminded from 30/1 on
    assert found["T"] == date(2022, 1, 29)
    assert not {"T-7", "T-3", "T-1"} & found.keys()  # all would come on that same day
    assert found["T+1"] == date(2022, 2, 6)
    assert not any(calendar.is_holiday(PLAN, day) for day in found.values())


def test_the_hour_is_ones_own_and_nobody_is_woken() -> None:
    assert calendar.usual_hour(Role.REPORTER) == time(18, 30)
    assert calendar.usual_hour(Role.DISTRICT) == time(7, 30)
    for hour, awake in ((6, False), (7, True), (19, True), (20, False)):
        assert calendar.is_awake(datetime(2021, 4, 1, hour, tzinfo=ZONE)) is awake


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('days = ["06-15"]', 'days = ["02-30"]', "02-30 is not a day of every year"),
        ("last = 2021-02-16", "last = 2021-02-01", "before the first day"),
        ('levels = ["district", "commune"]', 'levels = ["district", "hamlet"]', '"hamlet"'),
        ('task = "half_year"', 'task = "party"', '"party"'),
    ],
)
def test_a_mistake_in_the_plan_is_named(old: str, new: str, says: str) -> None:
    source = source_of("yenbai-2021-2025")
    assert old in source
    with pytest.raises(PlanError) as error:
        parse(source.replace(old, new, 1), "plan.toml")
    assert says in str(error.value)
