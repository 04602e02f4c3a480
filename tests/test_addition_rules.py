"""Additions ask for more, never for less: what is refused in words, and who may do what."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest

from campaign.addition_rules import Objection, objection, weakens
from campaign.additions import (
    MOST,
    Act,
    Addition,
    Kind,
    State,
    acts,
    at_place,
    ids_in,
    is_local,
    items_of,
    photo_key,
    waits_for,
)
from campaign.asking import items
from campaign.exemplar import Heading, Value
from campaign.gates import readings
from campaign.people import Person, Post, Role
from campaign.plan import AnswerKind
from campaign.plan_file import PlanError, load_shipped, parse, source_of

PLAN = load_shipped("yenbai-2021-2025")
HEADING = Heading("1.2B", "household", "Giàng A Tủa", 4, "2021-2023")
ONE = Addition(
    id=7, version=1, kind=Kind.CRITERION, category="1.2B", text="Nhà có ai biết dệt {vải} không?",
    answer=AnswerKind.YES_PARTLY_NO, photo=True, state=State.APPROVED, unit="Xã Lao Chải",
    place="Xã Lao Chải", path=(1, 2, 3), role=Role.COMMUNE, above=Role.DISTRICT, by_id=10,
    by="Minh", at=datetime(2021, 4, 5, tzinfo=UTC),
)  # fmt: skip


# --- words


@pytest.mark.parametrize(
    "said",
    [
        "Bỏ tiêu chí thu nhập bình quân", "bo tieu chi thu nhap", "Hạ mức thu nhập xuống 20 triệu",
        "Thay cho M2B.3", "Hộ nghèo thì được miễn minh chứng", "Có 5 năm làm thì coi như đạt",
        "Không cần đạt thu nhập", "Chỉ cần xếp loại của xã", "Giảm bớt một số điều kiện",
        "GC6 không hỏi nữa", "Sửa chỉ tiêu của huyện", "Nới lỏng ngưỡng thu nhập",
    ],
)  # fmt: skip
def test_words_that_would_take_something_away_are_refused(said: str) -> None:
    assert objection(Kind.CRITERION, said, "1.2B", PLAN, ()) is Objection.WEAKENS
    assert objection(Kind.MODEL, said, "1.2B", PLAN, ()) is Objection.WEAKENS


@pytest.mark.parametrize(
    "said",
    [
        "Gia đình có bỏ hủ tục lạc hậu không?", "Nhà có ai biết dệt vải lanh không?",
        "Có góp phần giảm nghèo theo kế hoạch của xã không?", "Cán bộ có bộ tiêu chí riêng không?",
        "Có thay đổi điều kiện sống của hộ nghèo không?", "Mấy người trẻ đã về làm cùng gia đình?",
        "Gia đình giảm được bao nhiêu phân hóa học?", "Gia đinh co bo ruou khong?",
    ],
)  # fmt: skip
def test_honest_questions_pass(said: str) -> None:
    assert not weakens(said, PLAN)
    assert objection(Kind.CRITERION, said, "1.2B", PLAN, ()) is None


def test_what_is_asked_already_is_not_asked_again() -> None:
    asked = PLAN.asked("1.2B", "household")[0].parts[0].ask["any"].vi
    assert objection(Kind.CRITERION, asked.upper(), "1.2B", PLAN, ()) is Objection.PLAN
    same = ONE.text.rstrip("?").lower()
    assert objection(Kind.CRITERION, same, "1.2B", PLAN, [ONE]) is Objection.KNOWN
    assert objection(Kind.CRITERION, same, "1.3", PLAN, [ONE]) is None
    ended = replace(ONE, state=State.WITHDRAWN)
    assert objection(Kind.CRITERION, same, "1.2B", PLAN, [ended]) is None
    assert objection(Kind.CRITERION, "", "1.2B", PLAN, ()) is Objection.EMPTY
    assert objection(Kind.CRITERION, "a" * 201, "1.2B", PLAN, ()) is Objection.LONG


def test_nobody_is_buried_in_questions() -> None:
    known = [replace(ONE, id=n, text=f"Câu {n}?") for n in range(MOST)]
    assert objection(Kind.CRITERION, "Câu nữa?", "1.2B", PLAN, known) is Objection.MANY
    assert objection(Kind.MODEL, "Tổ dệt", "1.2B", PLAN, known) is None


# --- beside the plan


def test_no_plan_can_have_the_key_of_an_addition() -> None:
    assert not any(is_local(c.id) for c in (*PLAN.criteria, *PLAN.registration, *PLAN.half_year))
    source = source_of("yenbai-2021-2025").replace('id = "M2B.1"', 'id = "local:1"')
    with pytest.raises(PlanError, match="may hold only letters"):
        parse(source, "plan")


def test_what_is_answered_beside_the_plan_changes_nothing_of_it() -> None:
    given: dict[str, Value] = {"M2B.1": {"text": "chè"}, "M2B.5": "good"}
    more: dict[str, Value] = {
        ONE.key: "yes",
        photo_key(ONE): 2,
        "local:999": "x",
        "local:model": "m9",
    }
    today = date(2022, 1, 5)
    assert items(PLAN, HEADING, given | more, today) == items(PLAN, HEADING, given, today)
    assert readings(PLAN, HEADING, given | more, given, today) == readings(
        PLAN, HEADING, given, given, today
    )


def test_it_is_asked_where_it_is_in_force_and_of_its_category() -> None:
    assert [i.key for i in items_of([ONE], HEADING, {})] == ["local:7"]
    assert [i.key for i in items_of([ONE], HEADING, {"local:7": "yes"})] == [
        "local:7", "local:7/photos",
    ]  # fmt: skip
    assert [i.key for i in items_of([ONE], HEADING, {"local:7": "no"})] == ["local:7"]
    for other in (State.DRAFT, State.PROPOSED, State.DECLINED, State.WITHDRAWN):
        assert items_of([replace(ONE, state=other)], HEADING, {}) == ()
    assert items_of([replace(ONE, kind=Kind.MODEL)], HEADING, {}) == ()
    assert items_of([ONE], replace(HEADING, category="1.3"), {}) == ()
    asked = items_of([ONE], HEADING, {})[0]
    assert asked.part.ask["any"].vi.format() == ONE.text  # what is typed is no template


def test_it_reaches_what_lies_below_its_unit_and_nothing_beside() -> None:
    adopted = replace(ONE, id=8, state=State.ADOPTED)
    assert at_place([ONE, adopted], (1, 2, 3, 4)) == (adopted, ONE)
    assert at_place([ONE, adopted], (1, 5, 6)) == (adopted,)


def test_the_additions_that_answers_are_about() -> None:
    given: dict[str, Value] = {"M2B.1": "x", "local:7": 1, "local:8/photos": 2, "local:model": "m9"}
    assert ids_in(given) == {7, 8, 9}
    assert ids_in({"local:model": "none", "local:x": 1}) == frozenset()


# --- who may do what

WHERE = {"commune": (1, 2, 3), "beside": (1, 2, 5), "district": (1, 2), "province": (1,)}
ROLES = {"commune": Role.COMMUNE, "beside": Role.COMMUNE, "district": Role.DISTRICT,
         "province": Role.PROVINCE}  # fmt: skip
ALLOWED = {  # said once more by hand: who, in which state, may do what
    ("commune", State.DRAFT): {Act.PROPOSE, Act.WITHDRAW},
    ("commune", State.PROPOSED): {Act.WITHDRAW},
    ("commune", State.DECLINED): {Act.PROPOSE, Act.WITHDRAW},
    ("commune", State.APPROVED): {Act.RAISE, Act.WITHDRAW},
    ("commune", State.RAISED): {Act.WITHDRAW},
    ("district", State.PROPOSED): {Act.APPROVE, Act.DECLINE},
    ("province", State.RAISED): {Act.ADOPT, Act.KEEP},
    ("province", State.ADOPTED): {Act.WITHDRAW},
}


def somebody(where: str, id: int, role: Role | None = None) -> Person:
    path = WHERE[where]
    post = Post(1, role or ROLES[where], path[-1], where, path)
    return Person(id, where, "đồng chí", "vi", (post,))


@pytest.mark.parametrize(("where", "state"), list(product(WHERE, State)))
def test_each_desk_does_its_own_part_only(where: str, state: State) -> None:
    one = replace(ONE, state=state)
    assert set(acts(one, somebody(where, 20))) == ALLOWED.get((where, state), set())
    for role in (Role.REPORTER, Role.VIEWER, Role.ADMIN, Role.CLUSTER):
        assert acts(one, somebody(where, 20, role)) == ()


def test_nobody_approves_what_they_have_proposed() -> None:
    proposed = replace(ONE, state=State.PROPOSED)
    assert waits_for(proposed, somebody("district", 20))
    assert acts(proposed, somebody("district", ONE.by_id)) == ()


def test_the_province_needs_a_second_person_of_its_own() -> None:
    own = replace(ONE, state=State.PROPOSED, path=(1,), role=Role.PROVINCE, above=Role.PROVINCE)
    assert set(acts(own, somebody("province", ONE.by_id))) == {Act.WITHDRAW}
    assert {Act.APPROVE, Act.DECLINE} < set(acts(own, somebody("province", 20)))
    assert Act.RAISE not in acts(replace(own, state=State.APPROVED), somebody("province", 20))
