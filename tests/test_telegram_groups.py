"""In a group: who speaks to the bot is answered, numbers go to whoever may call for them."""

from sqlalchemy import Connection, select

from bot.channels.base import Body
from storage import outbox as rows
from storage.tables import contacts
from tests.stage import START
from tests.telegram.people import Group
from tests.telegram_looks import contact, later, queue
from tests.telegram_stage import TelegramStage

pytest_plugins = ["tests.telegram_fixtures"]

KIND = (
    "Gương Sáng làm việc trong tin nhắn riêng. Đồng chí bấm vào tên Gương Sáng, mở tin nhắn rồi"
    " gõ: bắt đầu"
)
NOT_YOURS = "Trong nhóm, chỉ cán bộ Mặt trận từ cấp xã trở lên xem được số liệu."
NEW = -1_000_000_000_501


def district(there: TelegramStage) -> Group:
    return there.api.group("Mặt trận Mù Căng Chải", -501)


async def answers(there: TelegramStage, group: Group, name: str, text: str) -> list[str]:
    """What the bot says in the group to what somebody says there."""
    before = len(group.heard)
    await group.says(there.person(name), text)
    await there.round()
    assert there.person(name).heard == []
    return [m.text for m in group.heard[before:]]


async def test_only_who_speaks_to_the_bot_is_answered(there: TelegramStage) -> None:
    group = district(there)
    for text in (
        "chào cả nhà",
        "tổng hợp",
        "/tonghop@ban_khac_bot",
        "@guong_sang_bot2 ơi",
        "viết cho hoa@thon.vn",
    ):
        assert await answers(there, group, "hoa", text) == []
    for text in ("@guong_sang_bot chào", "chào @Guong_Sang_Bot", "/menu", "/menu@guong_sang_bot"):
        assert await answers(there, group, "hoa", text) == [KIND]


async def test_answer_to_the_bot_is_spoken_to_it(there: TelegramStage) -> None:
    group = district(there)
    await answers(there, group, "hoa", "/menu")
    await there.person("hoa").within(group).replies("vậy à", group.heard[-1].id)
    await there.round()
    assert [m.text for m in group.heard] == [KIND, KIND]


async def test_district_sees_numbers_and_no_names(there: TelegramStage) -> None:
    for word in ("đăng ký", "2", "Giàng A Tủa", "Trồng chè", "x", "1 2", "1"):
        await there.say("hoa", word)
    there.person("hoa").room.messages.clear()
    group = district(there)
    for text in ("/tonghop@guong_sang_bot", "/tonghop", "@guong_sang_bot tổng hợp"):
        (said,) = await answers(there, group, "lan", text)
        assert "Huyện Mù Căng Chải" in said
        assert "1" in said
        assert "Tủa" not in said
    assert all(m.buttons == [] for m in group.heard)


async def test_village_and_strangers_are_refused_the_numbers(there: TelegramStage) -> None:
    group = district(there)
    assert await answers(there, group, "hoa", "/tonghop") == [NOT_YOURS]
    assert await answers(there, group, "dợ", "/tonghop") == [NOT_YOURS]
    stranger = await contact(there.database, there.person("dợ").id)
    assert stranger is None  # nobody is written down for having spoken in a group


async def test_bot_that_is_called_into_a_group_says_how_it_works(there: TelegramStage) -> None:
    group = district(there)
    group.room.closed = "bot was kicked from the group chat"
    await group.adds_bot(there.person("minh"))
    await there.round()
    assert [m.text for m in group.heard] == [KIND]
    await group.removes_bot(there.person("minh"))
    await there.round()
    assert not (await contact(there.database, group.id)).reachable
    await group.adds_bot(there.person("minh"))
    await there.round()
    assert [m.text for m in group.heard] == [KIND, KIND]
    assert (await contact(there.database, group.id)).reachable


async def test_group_that_became_a_supergroup_is_followed(there: TelegramStage) -> None:
    group = district(there)
    await answers(there, group, "lan", "/menu")
    moved = await group.migrates(there.person("lan"), NEW)
    await there.round()
    assert await contact(there.database, group.id) is None
    assert await contact(there.database, NEW) is not None
    assert await answers(there, moved, "lan", "/menu") == [KIND]


async def test_group_whose_move_nobody_told_is_followed_by_the_message(
    there: TelegramStage,
) -> None:
    group = district(there)
    await answers(there, group, "lan", "/menu")
    moved = there.api.group("Mặt trận Mù Căng Chải", NEW)
    group.room.moved_to = NEW
    await in_group(there, group, "Số liệu tháng này")
    await there.sender.drain()
    await later(there.database)
    await there.sender.drain()
    assert [m.text for m in moved.heard] == ["Số liệu tháng này"]
    assert (await queue(there.database))[-1] == ("sent", "Số liệu tháng này")
    assert await contact(there.database, group.id) is None


async def in_group(there: TelegramStage, group: Group, text: str) -> None:
    wanted = select(contacts.c.id).where(contacts.c.address == str(group.id))

    def put(c: Connection) -> None:
        id = c.scalars(wanted).one()
        rows.put(c, START, contact_id=id, channel="telegram", body=Body(text).to_json())

    await there.database.transact(put)
