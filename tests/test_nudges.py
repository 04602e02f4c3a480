"""Late lists and nudges: whom to call, who is reminded, and that nobody is without cause."""

import json
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from bot.commands.duties import found
from campaign.calendar import Set, terms
from campaign.duties import Duty, Late
from campaign.people import Role
from conversations.late import LONGEST, listed
from conversations.words import words
from storage import people, units
from storage.tables import contacts, outbox, plans, posts
from tests.stage import ZONE, Stage
from tests.territory import PLAN

NIGHT = datetime(2021, 3, 25, 21, 0, tzinfo=ZONE)
D1 = next(t for t in terms(PLAN, Set({}, {})) if t.key == "D1")


def late(n: int, days: int = 2) -> list[Late]:
    return [
        Late(i, f"Thị trấn Nông trường Nghĩa Lộ {i:02}", date(2021, 4, 7), days,
             "Nguyễn Thị Hồng Phương Thảo", "0912 345 678", NIGHT)
        for i in range(n)
    ]  # fmt: skip


def told(units_late: list[Late], below: int) -> str:
    duty = Duty(D1, 1, "Huyện Văn Yên", "district", date(2021, 4, 14), obliged=True, below=below)
    return listed(words("vi"), "vi", duty, units_late, date(2021, 4, 9))


def test_24_communes_with_long_names_fit_into_one_message() -> None:
    text = told(late(24), 24)
    assert len(text) <= LONGEST
    assert text.count("0912 345 678") == 24
    assert "nữa" not in text


def test_more_than_fit_are_counted() -> None:
    text = told(late(173), 173)
    assert len(text) <= LONGEST
    shown = text.count("0912 345 678")
    assert f"… và {173 - shown} đơn vị nữa" in text


async def nudged(stage: Stage) -> list[str]:
    """Minh reminds the villages; what reaches Hòa."""
    await stage.say("minh", "hạn")
    await stage.tap("minh", "Đơn vị chưa xong (3)")
    heard = await stage.tap("minh", "Nhắc tất cả")
    return [h.body.text for h in heard if h.name == "hoa"]


def waiting(c: Connection) -> list[tuple[datetime | None, datetime | None]]:
    rows = c.execute(
        select(outbox.c.not_before, outbox.c.expires_at).where(outbox.c.lane == "reminder")
    )
    return [(row.not_before, row.expires_at) for row in rows]


async def test_nobody_is_woken_by_a_nudge(on_stage: Stage) -> None:
    on_stage.now = NIGHT
    await nudged(on_stage)
    ((begins, ends),) = await on_stage.database.transact(waiting)
    morning = datetime(2021, 3, 26, 7, 0, tzinfo=ZONE)
    assert (begins, ends) == (morning, morning + timedelta(days=1))


async def test_who_has_answered_meanwhile_is_left_in_peace(on_stage: Stage) -> None:
    on_stage.now = NIGHT - timedelta(hours=10)
    await on_stage.say("minh", "hạn")
    await on_stage.tap("minh", "Đơn vị chưa xong (3)")
    await on_stage.say("hoa", "hạn")
    await on_stage.tap("hoa", "Kỳ này chưa có")
    heard = await on_stage.press("minh", on_stage.button("minh", "Nhắc tất cả").payload)
    assert [h.name for h in heard if "Kính mời đồng chí" in h.body.text] == []


def handed_over(c: Connection, now: datetime) -> None:
    """Hòa's post is over; somebody else holds it."""
    head = c.execute(select(contacts).where(contacts.c.address == "demo-hoa")).one()
    post = c.execute(select(posts).where(posts.c.person_id == head.person_id)).one()
    c.execute(posts.update().where(posts.c.id == post.id).values(until=now))
    people.appoint(c, people.add(c, "Vàng A Sử", now), post.unit_id, Role.REPORTER, now)


async def test_only_who_holds_the_post_is_reminded(on_stage: Stage) -> None:
    on_stage.now = NIGHT - timedelta(hours=10)
    await on_stage.database.transact(handed_over, on_stage.now)
    assert await nudged(on_stage) == []
    last = on_stage.last["minh"].text
    assert "Trang chủ" not in last


async def test_the_first_reminder_opens_what_it_is_about(on_stage: Stage) -> None:
    on_stage.now = NIGHT - timedelta(hours=10)
    (text,) = await nudged(on_stage)
    assert "trước ngày 31/3/2021" in text
    heard = await on_stage.tap("hoa", "Mở việc này")
    assert [b.label for b in heard[-1].body.choices][:2] == ["Giới thiệu gương", "Kỳ này chưa có"]


def below_of(c: Connection, code: str) -> list[str]:
    unit = units.by_code(c, code, date(2021, 3, 25))
    assert unit is not None
    return [u.name for u in units.below(c, unit.id, date(2021, 3, 25))]


async def test_the_calendar_of_a_unit_as_json(on_stage: Stage) -> None:
    now = datetime(2021, 4, 8, 9, tzinfo=ZONE)
    first, *_ = json.loads(await on_stage.database.transact(found, "04474", now, "json"))
    assert (first["duty"], first["last_day"], first["before"]) == ("D1", "2021-04-07", "2021-04-08")
    assert {"step": "T-14", "day": "2021-03-24"} in first["steps"]
    assert (first["done"], first["done_by"], first["reminds"]) == (False, None, True)
    assert first["waiting"] == len(await on_stage.database.transact(below_of, "04474"))


async def test_what_was_over_when_the_plan_came_reminds_nobody(on_stage: Stage) -> None:
    def late_plan(c: Connection) -> None:
        c.execute(plans.update().values(loaded_at=datetime(2021, 5, 1, tzinfo=ZONE)))

    await on_stage.database.transact(late_plan)
    on_stage.now = datetime(2021, 5, 3, 9, tzinfo=ZONE)
    heard = await on_stage.say("minh", "hạn")
    assert "quá hạn" not in heard[0].body.text
    now = datetime(2021, 5, 3, 9, tzinfo=ZONE)
    first, *_ = json.loads(await on_stage.database.transact(found, "04474", now, "json"))
    assert not first["reminds"]
