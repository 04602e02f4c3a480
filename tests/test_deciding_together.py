"""Many records decided at once: only as seen, and with a second officer where there is one."""

from sqlalchemy import Connection, select

from campaign.batches import MoveAll
from campaign.desk import Refused
from campaign.people import Role
from campaign.review_wishes import MovedAll
from campaign.workflow import Status
from storage.doing import Doing
from storage.effects import perform
from storage.tables import history, people
from storage.tables import records as table
from tests.stage import Stage
from tests.test_reviews import add_officer, at_once
from tests.test_rights import actor, doing, record

HOUSEHOLDS = ("Giàng A Tủa", "Sùng A Dơ")
ALL = "Xác nhận cả 2 hồ sơ"


async def two_registered(stage: Stage, *, second: bool) -> None:
    for name in HOUSEHOLDS:
        for text in ("đăng ký", "2", name, "Trồng chè", "x", "1 2", "1"):
            await stage.say("hoa", text)
    if second:
        await stage.database.transact(add_officer)


def steps(c: Connection) -> list[tuple[str, int, str]]:
    """Every confirmation: by whom, of which record."""
    rows = select(people.c.name, history.c.record_id, history.c.verb).join(
        people, people.c.id == history.c.person_id
    )
    found = c.execute(rows.where(history.c.verb == "confirm").order_by(history.c.id)).all()
    return [(r.name, r.record_id, r.verb) for r in found]


def statuses(c: Connection) -> list[str]:
    return list(c.execute(select(table.c.status).order_by(table.c.id)).scalars())


async def test_a_second_officer_of_the_desk_has_to_agree(on_stage: Stage) -> None:
    await two_registered(on_stage, second=True)
    await on_stage.say("minh", "chờ duyệt")
    await on_stage.say("minh", "1")
    heard = await on_stage.tap("minh", ALL)
    assert {h.name for h in heard} == {"minh", "binh"}
    assert "Cần thêm Sùng A Binh đồng ý" in next(h.body.text for h in heard if h.name == "minh")
    assert await on_stage.database.transact(statuses) == ["submitted"] * 2
    await on_stage.say("binh", "chờ duyệt")
    heard = await on_stage.say("binh", "1")
    assert "Lý Văn Minh đề nghị xác nhận cả 2 hồ sơ, Bản Háng Sung" in heard[0].body.text
    heard = await on_stage.tap("binh", "Đồng ý cả 2 hồ sơ")
    assert sorted(h.name for h in heard) == ["binh", "binh", "hoa", "hoa", "lan", "minh"]
    assert [by for by, _, _ in await on_stage.database.transact(steps)] == ["Sùng A Binh"] * 2
    told = next(h.body.text for h in heard if h.name == "minh")
    assert "Sùng A Binh đã đồng ý." in told


async def test_a_second_officer_may_say_no(on_stage: Stage) -> None:
    await two_registered(on_stage, second=True)
    for text in ("chờ duyệt", "1"):
        await on_stage.say("minh", text)
    await on_stage.tap("minh", ALL)
    for text in ("chờ duyệt", "1"):
        await on_stage.say("binh", text)
    heard = await on_stage.tap("binh", "Không đồng ý")
    assert "Sùng A Binh không đồng ý" in next(h.body.text for h in heard if h.name == "minh")
    assert await on_stage.database.transact(statuses) == ["submitted"] * 2
    heard = await on_stage.say("binh", "chờ duyệt")
    assert "đề nghị duyệt" not in str(heard[0].body.choices)


async def test_what_changed_after_it_was_asked_for_is_left_out(on_stage: Stage) -> None:
    await two_registered(on_stage, second=True)
    for text in ("chờ duyệt", "1"):
        await on_stage.say("minh", text)
    await on_stage.tap("minh", ALL)
    for text in ("tiếp tục", "2", "Có tưới nhỏ giọt"):  # the older one of the two
        await on_stage.say("hoa", text)
    await on_stage.say("binh", "chờ duyệt")
    heard = await on_stage.say("binh", "1")
    assert "1 hồ sơ đã thay đổi, không xét cùng lúc nữa." in heard[0].body.text
    await on_stage.tap("binh", "Đồng ý cả 1 hồ sơ")
    assert sorted(await on_stage.database.transact(statuses)) == ["commune_confirmed", "submitted"]


async def test_two_second_officers_who_agree_at_once_confirm_it_once(on_stage: Stage) -> None:
    await two_registered(on_stage, second=True)
    await on_stage.database.transact(third_officer)
    for text in ("chờ duyệt", "1"):
        await on_stage.say("minh", text)
    await on_stage.tap("minh", ALL)
    for name in ("binh", "chu"):
        for text in ("chờ duyệt", "1"):
            await on_stage.say(name, text)
    await at_once(on_stage, ("binh", "b9", "3"), ("chu", "c9", "3"))
    assert len(await on_stage.database.transact(steps)) == len(HOUSEHOLDS)


def third_officer(c: Connection) -> None:
    add_officer(c, name="Cứ A Chu", key="chu")


# --- rights, at the row


def tried(
    c: Connection, role: Role, code: str, marks: str, first: int = 70
) -> tuple[object, list[str]]:
    """What comes of a wish for two records of the commune 04474, with their marks or others."""
    ids = [record(c, "04474.1", Status.SUBMITTED, number=n) for n in (first, first + 1)]
    do: Doing = doing(c, actor(c, role, code))
    seen = tuple((id, do.desk.reviews.together.mark(id) if marks == "true" else "") for id in ids)
    unit = do.desk.me.post.unit_id if do.desk.me else 0
    return perform(do, MoveAll(unit, seen)), statuses(c)


async def test_nobody_without_the_right_decides_and_no_mark_no_step(on_stage: Stage) -> None:
    for n, (role, code) in enumerate(((Role.REPORTER, "04474.1"), (Role.VIEWER, "04474"))):
        came, found = await on_stage.database.transact(tried, role, code, "true", 70 + 10 * n)
        assert isinstance(came, Refused)
        assert set(found) == {"submitted"}


async def test_a_record_whose_mark_is_another_waits_to_be_seen_again(on_stage: Stage) -> None:
    came, found = await on_stage.database.transact(tried, Role.DISTRICT, "138", "false")
    assert isinstance(came, MovedAll)
    assert came.records == ()
    assert set(found) == {"submitted"}
