"""Quotas: what is owed where, what counts as done, what is left out, and who is not covered."""

from datetime import date

import pytest

from campaign import quotas
from campaign.plan import Quota
from campaign.units import Unit
from campaign.workflow import REGISTERED, SELECTED, Status
from tests.territory import FIRST, PLAN, SECOND

PLACES = {
    level: Unit(1, "1", "", "", level, None, (1,), date(2020, 2, 1), None)
    for level in ("province", "district", "commune", "village")
}
PROVINCE = {"province": 1, "district": 9, "commune": 173}
DISTRICT = {"district": 1, "commune": 24}


def quota(id: str) -> Quota:
    return next(q for q in PLAN.quotas if q.id == id)


@pytest.mark.parametrize(
    ("id", "minimum", "target"),
    [
        ("Q-1.2A", 9, 18),
        ("Q-1.2B", 18, 18),
        ("Q-1.3", 346, 519),
        ("Q-1.4", 18, 18),
        ("Q-2", 18, 27),
    ],
)
def test_what_the_province_owes(id: str, minimum: int, target: int) -> None:
    line = quotas.line(quota(id), {}, PLACES["province"], PROVINCE)
    assert (line.min, line.target, line.holder) == (minimum, target, "district")


def test_the_whole_plan_is_409_to_600() -> None:
    lines = [quotas.line(q, {}, PLACES["province"], PROVINCE) for q in PLAN.quotas]
    assert (sum(x.min for x in lines), sum(x.target for x in lines)) == (409, 600)


@pytest.mark.parametrize(
    ("id", "level", "inside", "minimum"),
    [
        ("Q-1.3", "district", DISTRICT, 48),
        ("Q-1.3", "commune", {"commune": 1, "village": 9}, 2),
        ("Q-1.3", "village", {"village": 1}, 0),
        ("Q-2", "district", DISTRICT, 2),
        ("Q-2", "commune", {"commune": 1, "village": 9}, 0),
    ],
)
def test_below_the_counted_level_nothing_is_owed_but_all_is_counted(
    id: str, level: str, inside: dict[str, int], minimum: int
) -> None:
    wanted = quota(id)
    key = (wanted.categories[0], wanted.kinds[0], Status.RECOGNISED)
    line = quotas.line(wanted, {key: 3}, PLACES[level], inside)
    assert (line.min, line.recognised, line.counts_as_done) == (minimum, 3, 3)


@pytest.mark.parametrize("status", list(Status))
def test_each_status_counts_where_the_contract_says(status: Status) -> None:
    line = quotas.line(
        quota("Q-1.3"), {("1.3", "village", status): 1}, PLACES["district"], DISTRICT
    )
    assert line.registered == (status in REGISTERED)
    assert line.selected == (status in SELECTED)
    assert line.recognised == (status in {Status.RECOGNISED, Status.CLOSED})


@pytest.mark.parametrize(("id", "done"), [("Q-1.2B", 4), ("Q-1.3", 1)])
def test_done_means_selected_or_recognised_as_the_quota_says(id: str, done: int) -> None:
    wanted = quota(id)
    category, kind = wanted.categories[0], wanted.kinds[0]
    counts = {
        (category, kind, Status.COMMUNE_CONFIRMED): 5,
        (category, kind, Status.SELECTED): 3,
        (category, kind, Status.CLOSED): 1,
    }
    assert quotas.line(wanted, counts, PLACES["district"], DISTRICT).counts_as_done == done


def test_a_kind_that_does_not_count_is_among_the_others() -> None:
    counts = {
        ("1.4", "front_district", Status.REGISTERED): 2,
        ("1.1", "party_org", Status.CLOSED): 1,
        ("1.1", "party_org", Status.SUBMITTED): 7,
        ("1.4", "front_commune", Status.REGISTERED): 4,
    }
    assert quotas.others(PLAN, FIRST, counts) == {"1.1": 1, "1.4": 2}
    line = quotas.line(quota("Q-1.4"), counts, PLACES["district"], DISTRICT)
    assert line.registered == 4


def test_the_second_phase_counts_and_owes_nothing() -> None:
    asked = quotas.of_phase(PLAN, SECOND)
    assert [q.id for q in asked] == [q.id for q in PLAN.quotas]
    counts = {("1.3", "village", Status.RECOGNISED): 5}
    lines = {q.id: quotas.line(q, counts, PLACES["province"], PROVINCE) for q in asked}
    assert {(x.min, x.target) for x in lines.values()} == {(0, 0)}
    assert lines["Q-1.3"].counts_as_done == 5


@pytest.mark.parametrize(
    ("front", "resident", "left_out"),
    [(2, 0, ("2B",)), (0, 3, ("2A",)), (1, 1, ()), (1, 0, ()), (0, 0, ())],
)
def test_persons_of_one_group_only(front: int, resident: int, left_out: tuple[str, ...]) -> None:
    counts = {
        ("2A", "person_front", Status.REGISTERED): front,
        ("2B", "person_resident", Status.SELECTED): resident,
        ("2B", "person_resident", Status.DECLINED): 9,
    }
    assert quotas.line(quota("Q-2"), counts, PLACES["district"], DISTRICT).uncovered == left_out
    assert not quotas.line(quota("Q-2"), counts, PLACES["province"], PROVINCE).uncovered


def test_only_some_quotas_name_who_is_missing() -> None:
    for wanted in PLAN.quotas:
        line = quotas.line(wanted, {}, PLACES["district"], DISTRICT, ("Xã A",))
        assert line.missing == (("Xã A",) if wanted.id == "Q-1.3" else ())


def test_waiting_is_what_lies_on_a_desk() -> None:
    counts = {("1.3", "village", status): 1 for status in Status}
    assert list(quotas.waiting(counts)) == [
        "submitted", "returned", "commune_confirmed", "selected",
    ]  # fmt: skip
