"""The shipped plan is complete, short enough to ask, and adds up to the plan's own numbers."""

from collections import Counter
from datetime import date

import pytest

from campaign.plan import AnswerKind, Family, Plan
from campaign.plan_file import load_shipped

SHIPPED = "yenbai-2021-2025"
READING = {
    "GC": "1 2a 2b 2c 3a 3b 3c 4a 4b 4c 4d 5 6",
    "GI": "0a 0b 0c 1 2a 2b 2c 2d 3a 3b 3c 4a 4b 4c",
    "M1.": "1 2 3 4",
    "M2A.": "1 2 3 4 5",
    "M2B.": "1 2 3 4 5 6 7",
    "M3.": "0 1a 1b 1c 2 3 4 5",
    "M4.": "0 1 2a 2b 3 4 5 6",
    "P1.": "1 2 3 4 5 6",
    "P2.": "1 2 3 4 5 6 7",
    "R": "1 2 3 4 5 6 7 8 9 10",
    "K": "1 2 3 4 5 6 7",
}
DISTRICTS, COMMUNES = 9, 173


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_shipped(SHIPPED)


def messages(plan: Plan, category: str, kind: str, respondent: str = "reporter") -> int:
    """Messages in one closed year, where each part is asked."""
    asked = plan.asked(category, kind)
    return sum(len(c.parts) for c in asked if c.respondent == respondent)


def test_every_item_of_the_reading_is_in_the_plan(plan: Plan) -> None:
    wanted = {prefix + n for prefix, numbers in READING.items() for n in numbers.split()}
    present = {c.id for c in (*plan.registration, *plan.criteria, *plan.half_year)}
    assert len(wanted) == 89
    assert present - wanted == {"GC6v", "GC6h", "M2B.3avg"}
    assert wanted <= present


@pytest.mark.parametrize(
    ("category", "kinds", "most"),
    [
        ("1.1", ["party_org"], 25),
        ("1.2A", ["front_commune"], 25),
        ("1.2B", ["household"], 13),
        ("1.2B", ["cooperative", "coop_group"], 16),
        ("1.3", ["village", "front_work_committee", "front_commune"], 25),
        ("1.4", ["front_work_committee", "front_commune", "front_district"], 25),
        ("2A", ["person_front"], 16),
        ("2B", ["person_resident"], 16),
    ],
)
def test_a_reporter_is_asked_few_questions(
    plan: Plan, category: str, kinds: list[str], most: int
) -> None:
    for kind in kinds:
        assert 0 < messages(plan, category, kind) <= most, kind


def test_a_portion_is_at_most_five_questions(plan: Plan) -> None:
    for category in plan.categories:
        for kind in category.kinds:
            portions: Counter[tuple[str, str]] = Counter()
            for c in plan.asked(category.id, kind):
                portions[c.topic, c.respondent] += len(c.parts)
            assert max(portions.values(), default=0) <= 5, (category.id, kind, portions)


def test_the_topics_of_a_record_are_not_interrupted(plan: Plan) -> None:
    for category in plan.categories:
        for kind in category.kinds:
            asked = plan.asked(category.id, kind)
            topics = [c.topic for c in asked]
            changes = [t for t, before in zip(topics, [None, *topics], strict=False) if t != before]
            assert len(changes) == len(set(topics)), (category.id, kind, changes)


def test_nobody_is_asked_twice_what_one_answer_serves(plan: Plan) -> None:
    resident = [c.id for c in plan.asked("2B", "person_resident")]
    front = [c.id for c in plan.asked("2A", "person_front")]
    assert "GI2c" in front
    assert "GI2c" not in resident
    assert {"P2.4", "P2.5"} <= set(resident)
    assert plan.criterion("GI1").same_as == ("P2.3",)
    assert plan.criterion("GC6").same_as == ("M4.4",)


def test_a_household_is_never_called_a_unit(plan: Plan) -> None:
    for category in ("1.2B", "local"):
        for c in plan.asked(category, "household"):
            for part in c.parts:
                assert "đơn vị" not in part.words(Family.HOUSEHOLD).vi, c.id


def test_only_a_person_is_given_a_title(plan: Plan) -> None:
    everything = (*plan.registration, *plan.criteria, *plan.half_year)
    for c in everything:
        families = {plan.kind(k).family for k in c.kinds} - {Family.PERSON}
        asked = [p.words(f).vi for p in c.parts for f in families]
        assert not any("{title}" in text for text in asked), c.id


def test_a_question_is_three_short_lines_at_most(plan: Plan) -> None:
    for c in (*plan.registration, *plan.criteria, *plan.half_year):
        for part in c.parts:
            for words in part.ask.values():
                assert words.vi.count("\n") < 3, c.id
                assert len(words.vi) <= 120, c.id


def test_who_answers_what(plan: Plan) -> None:
    by = {r: {c.id for c in plan.criteria if c.respondent == r} for r in ("commune", "district")}
    assert by["district"] == {"M1.4", "M4.5"}
    ratings = {"GI0b", "GI0c", "GI3a", "GI3b", "GI3c", "GI4a", "GI4b", "GI4c"}
    assert by["commune"] == ratings | {"M3.0", "M2B.3avg", "M2B.5", "M4.2a", "P2.1"}
    assert {c.id for c in plan.criteria if c.restricted} == {"GI0b", "GI0c", "GI3a", "GI4a"}


def test_hard_rules_and_our_own_readings(plan: Plan) -> None:
    gates = {c.id for c in plan.criteria if c.gate is not None}
    ours = {c.id for c in plan.criteria if c.interpretation}
    assert ours == {"M2B.5", "M4.2a", "P2.1", "GI2d"}
    hard = {"GC6", "M4.4", "GI3a", "GI3b", "GI4a", "GI4b", "P2.2", "M2B.3"}
    assert gates == hard | ours


def test_half_a_year_takes_seven_taps(plan: Plan) -> None:
    taps = [p for c in plan.half_year for p in c.parts if p.kind is not AnswerKind.TEXT]
    assert len(taps) == 7


def test_quotas_add_up_to_the_plan(plan: Plan) -> None:
    units = {"district": DISTRICTS, "commune": COMMUNES}
    assert sum(q.min * units[q.counted_per] for q in plan.quotas) == 409
    assert sum(q.target * units[q.counted_per] for q in plan.quotas) == 600
    assert {q.id for q in plan.quotas if q.counts == "recognised"} == {"Q-1.3", "Q-2"}
    assert [q.id for q in plan.quotas if q.missing_list] == ["Q-1.3"]
    assert [q.coverage for q in plan.quotas if q.coverage] == [("2A", "2B")]


def test_dates_are_those_of_the_plan(plan: Plan) -> None:
    dated = {d.id: d.before for d in plan.deadlines if d.before}
    assert dated == {"D1": date(2021, 4, 20), "D2": date(2022, 6, 1), "D3": date(2023, 6, 1)}
    assert [d.id for d in plan.deadlines] == [f"D{n}" for n in range(10)]
    assert plan.phase("2021-2023").ends > plan.phase("2023-2025").begins  # 2023 is in both


def test_a_year_is_asked_once_it_is_closed(plan: Plan) -> None:
    phase = plan.phase("2021-2023")
    assert phase.closed_years(date(2022, 12, 14)) == (2021,)
    assert phase.closed_years(date(2022, 12, 15)) == (2021, 2022)
