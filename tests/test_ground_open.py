"""What is open on the ground: its season, whose it is, and who is reminded of it on which day."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Connection, insert, select, update

from campaign.digest import Digest
from campaign.field import Visit
from campaign.ground_open import (
    NOTHING,
    GroundOpen,
    calls_for_answer,
    calls_for_cards,
    calls_for_sheets,
    cards_asked,
    sheets_asked,
    together,
)
from campaign.people import Role
from campaign.vietnam import ZONE
from campaign.village_card import VillageCard
from campaign.workflow import Status
from campaign.yearly import Part, Told
from conversations import ground_digest
from conversations.digest import LONGEST
from conversations.words import words
from storage import ground_open, half_year, plans, village_cards, yearly
from storage.tables import problems, records
from tests.listening import Listening
from tests.stage import Stage
from tests.test_rights import NOW, actor, record
from tests.watching import Watch, person_of, unit_of

YEAR = [date(2022, 1, 1) + timedelta(days=n) for n in range(365)]
JUNE, MAY, CLOSED = date(2021, 6, 15), date(2021, 5, 15), date(2021, 12, 20)


def raised(c: Connection, day: str, role: Role = Role.COMMUNE) -> None:
    c.execute(
        insert(problems).values(
            unit_id=unit_of(c, "hoa"), by_role=Role.REPORTER, person_id=person_of(c, "hoa"),
            text="Đường sạt", at=datetime.fromisoformat(day).replace(tzinfo=ZONE), role=role,
        )
    )  # fmt: skip


def test_each_thing_has_its_season_and_is_spoken_of_only_in_it() -> None:
    assert sorted({day.month for day in YEAR if cards_asked(day)}) == [6, 12]
    assert sum(sheets_asked(day) for day in YEAR) == 31 + 28 + 31 + 17
    spoken = [(day.day, day.month) for day in YEAR if calls_for_cards(day)]
    assert spoken == [(15, 6), (25, 6), (15, 12), (25, 12)]
    spoken = [(day.day, day.month) for day in YEAR if calls_for_sheets(day)]
    assert spoken == [(10, 1), (10, 3), (20, 12)]
    assert all(sheets_asked(day) for day in YEAR if calls_for_sheets(day))
    ages = [n for n in range(20) if calls_for_answer(MAY, MAY + timedelta(days=n))]
    assert ages == [3, 10, 17]


def test_whoever_holds_several_posts_hears_of_all_once() -> None:
    one = GroundOpen(cards=1, parts=(Part.RATING,), raised=(JUNE,))
    two = GroundOpen(cards=2, parts=(Part.COMMITTED, Part.RATING), raised=(MAY,), visits=3)
    both = together([one, two])
    assert both == GroundOpen(3, (Part.COMMITTED, Part.RATING), (MAY, JUNE), 3)
    assert together([]) == NOTHING


@pytest.mark.parametrize(
    ("role", "code", "found"),
    [
        (Role.REPORTER, "04474.1", (1, 3, 0)),
        (Role.REPORTER, "04474.2", (0, 3, 0)),
        (Role.COMMUNE, "04474", (1, 1, 1)),
        (Role.COMMUNE, "04414", (0, 1, 0)),
        (Role.DISTRICT, "137", (0, 0, 1)),
        (Role.PROVINCE, "15", (0, 0, 1)),  # what a district was asked, once there is none
        (Role.VIEWER, "04474", (0, 0, 0)),
    ],
)
async def test_what_is_open_is_of_the_own_place_and_post(
    role: Role, code: str, found: tuple[int, int, int], on_stage: Stage
) -> None:
    def play(c: Connection) -> GroundOpen:
        record(c, "04474.1", Status.RECOGNISED)
        raised(c, "2021-04-20")
        raised(c, "2021-04-20", Role.DISTRICT)
        me = actor(c, role, code).person
        plan = plans.current(c)
        assert me is not None
        assert plan is not None
        return ground_open.of_post(c, plan, me.post, CLOSED, districts=False)

    open_ = await on_stage.database.transact(play)
    assert (open_.cards, len(open_.parts), len(open_.raised)) == found


async def test_out_of_season_the_first_screen_of_a_village_reads_nothing_more(
    on_stage: Stage,
) -> None:
    def play(c: Connection) -> GroundOpen:
        me = actor(c, Role.REPORTER, "04474.1").person
        plan = plans.current(c)
        assert me is not None
        assert plan is not None
        with Listening(on_stage.database) as heard:
            found = ground_open.of_post(c, plan, me.post, MAY, districts=True)
        assert heard == []
        return found

    assert await on_stage.database.transact(play) == NOTHING


async def test_of_years_before_the_plan_nobody_is_reminded(on_stage: Stage) -> None:
    """In March 2021 a village can tell who has signed; ratings are still those of 2020."""

    def play(c: Connection) -> set[Role]:
        plan, day = plans.current(c), date(2021, 3, 10)
        assert plan is not None
        return {one.role for one in ground_open.causes(c, plan, day, day, districts=True)}

    assert await on_stage.database.transact(play) == {Role.REPORTER}


def test_all_that_can_be_said_of_the_ground_leaves_half_of_a_message() -> None:
    visit = Visit(1, 9999, "Nhà " * 99, "Tổ dân phố số 12", (1,), Role.COMMUNE, date(2021, 1, 31))
    open_ = GroundOpen(999, tuple(Part), (date(2021, 1, 1),) * 99, 9, village=True)
    digest = Digest(CLOSED, (), (), missed=False, visits=(visit,) * 99, ground=open_)
    said = "\n".join(ground_digest.lines(words("vi"), digest))
    assert "… và 94 hồ sơ nữa" in said
    assert len(said) < LONGEST // 2


# --- in the digest


@pytest.fixture
async def watch(on_stage: Stage) -> AsyncIterator[Watch]:
    """Every day up to 14/6 was looked at; the household of Hòa's village has no card."""
    here = Watch(on_stage.database)
    await here.do(record, "04474.1", Status.RECOGNISED)
    await here.skip_to("2021-06-15")
    yield here
    here.sender.stop()


def tell_card(c: Connection, half: str = "2021-1") -> None:
    id = c.scalar(select(records.c.id).where(half_year.untold(half)))
    assert id is not None
    half_year.keep(c, id, half, {"K1": "well"}, person_of(c, "hoa"), NOW)


def tell_village(c: Connection, half: str = "2021-1") -> None:
    card, by = VillageCard(fresh=False, stuck=True), person_of(c, "dua")
    village_cards.keep(c, unit_of(c, "dua"), half, card, by, NOW)


async def test_a_missing_card_is_named_to_the_village_and_to_its_commune(watch: Watch) -> None:
    assert await watch.at("2021-06-15 07:30") == ["minh"]
    assert await watch.at("2021-06-15 18:30") == ["dua", "hoa"]
    texts = dict(watch.channel.sent[-2:])
    invited = "Kính mời đồng chí ghi thẻ"
    assert texts["demo-hoa"] == f"{invited} theo dõi 6 tháng đầu năm 2021: còn 1 gương."
    own = f"{invited} 6 tháng đầu năm 2021 của thôn, bản: 2 câu hỏi."
    assert texts["demo-dua"] == own  # there is no exemplar in her village
    assert await watch.at("2021-06-16 18:30") == []


async def test_a_card_that_was_told_is_named_to_nobody(watch: Watch) -> None:
    await watch.do(tell_card)
    await watch.do(tell_village)
    assert await watch.at("2021-06-15 18:30") == []


async def test_a_card_told_between_queueing_and_sending(watch: Watch) -> None:
    assert await watch.look("2021-06-15 18:30") == 3
    await watch.do(tell_card)
    await watch.do(tell_village)
    assert await watch.send() == []
    assert ("suppressed", "done") in await watch.rows()


async def test_a_missing_sheet_is_named_until_it_is_told(watch: Watch) -> None:
    def tell(c: Connection) -> None:
        told: Told = {Part.COMMITTED: {"num": 1, "den": 2}, Part.RATING: "good"}
        yearly.keep(c, unit_of(c, "dua"), told, person_of(c, "dua"), watch.now)
        tell_card(c, "2021-2")
        tell_village(c, "2021-2")

    await watch.skip_to("2021-12-20")
    await watch.do(tell)
    assert await watch.at("2021-12-20 19:30") == ["dua", "hoa", "minh"]
    texts = {text for _, text in watch.channel.sent[-3:]}
    assert "Kính mời đồng chí ghi sổ hằng năm: còn Gia đình văn hóa 2021." in texts


async def test_a_difficulty_is_named_with_its_age_to_whom_it_waits_for(watch: Watch) -> None:
    await watch.do(tell_card)
    await watch.do(tell_village)
    await watch.do(raised, "2021-06-13")
    await watch.do(raised, "2021-06-15", Role.DISTRICT)
    await watch.until("2021-06-16")
    assert await watch.at("2021-06-16 07:30") == ["minh"]
    assert watch.last == "Khó khăn, đề nghị chờ đồng chí trả lời: 1, lâu nhất 3 ngày."
    await watch.until("2021-06-18")
    assert await watch.at("2021-06-18 07:30") == ["lan"]
    answered = update(problems).values(answer="Đã san", answered_at=watch.now)
    await watch.do(lambda c: c.execute(answered))
    await watch.until("2021-06-23")
    assert await watch.at("2021-06-23 07:30") == []
