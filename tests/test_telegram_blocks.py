"""Who blocks the bot, leaves Telegram or comes back: what waits for them, and where it goes."""

import pytest
from sqlalchemy import insert, select

from bot.channels.base import Body
from storage.tables import contacts, outbox
from tests.stage import START
from tests.telegram.chats import Chat
from tests.telegram_looks import contact, queue, told
from tests.telegram_stage import TelegramStage

pytest_plugins = ["tests.telegram_fixtures"]


async def reachable(there: TelegramStage, name: str) -> bool:
    row = await contact(there.database, there.person(name).id)
    return bool(row.reachable)


async def on_the_page(there: TelegramStage, name: str) -> int:
    """The same person on the chat page, too; the id of that contact."""
    here = await contact(there.database, there.person(name).id)
    new = {"channel": "web", "address": f"page-{name}", "person_id": here.person_id}
    wanted = insert(contacts).values(new | {"created_at": START}).returning(contacts.c.id)
    return int(await there.database.transact(lambda c: c.execute(wanted).scalar_one()))


async def holders(there: TelegramStage) -> list[tuple[int, str, str]]:
    """Whose each message is, where it goes, and how it stands."""
    wanted = select(outbox.c.contact_id, outbox.c.channel, outbox.c.state).order_by(outbox.c.id)
    rows = await there.database.transact(lambda c: c.execute(wanted).all())
    return [tuple(row) for row in rows]


async def test_block_is_noted_and_what_waits_has_failed(there: TelegramStage) -> None:
    await told(there, "hoa", Body("một"))
    await there.person("hoa").blocks()
    await there.round()
    assert not await reachable(there, "hoa")
    assert await queue(there.database) == [("failed", "một")]
    assert there.api.calls_of("sendMessage") == []


async def test_block_sends_what_waits_to_the_other_channel(there: TelegramStage) -> None:
    page = await on_the_page(there, "hoa")
    await told(there, "hoa", Body("một"), Body("hai"))
    await there.person("hoa").blocks()
    await there.round()
    assert await holders(there) == [(page, "web", "queued")] * 2


async def test_who_lifts_the_block_is_reached_again(there: TelegramStage) -> None:
    await there.person("hoa").blocks()
    await there.round()
    await there.person("hoa").unblocks()
    await there.round()
    assert await reachable(there, "hoa")
    assert there.person("hoa").heard == []  # nobody asked
    await there.say("hoa", "menu")
    assert "Giàng A Hòa" in there.person("hoa").heard[-1].text


def vanish(room: Chat, way: str) -> None:
    """Somebody goes without a word; what Telegram says of it when they are written to."""
    if way == "unknown":
        room.started = False
    else:
        room.closed = way


GONE = ("bot was blocked by the user", "user is deactivated", "unknown")


@pytest.mark.parametrize("way", GONE)
async def test_refused_message_tells_of_it_too(there: TelegramStage, way: str) -> None:
    vanish(there.person("hoa").room, way)
    await told(there, "hoa", Body("một"), Body("hai"))
    await there.sender.drain()
    assert not await reachable(there, "hoa")
    assert await queue(there.database) == [("failed", "một"), ("failed", "hai")]
    assert len(there.api.calls_of("sendMessage")) == 1


@pytest.mark.parametrize("way", GONE)
async def test_refused_message_goes_to_the_other_channel(there: TelegramStage, way: str) -> None:
    page = await on_the_page(there, "hoa")
    vanish(there.person("hoa").room, way)
    await told(there, "hoa", Body("một"), Body("hai"))
    await there.sender.drain()
    assert await holders(there) == [(page, "web", "queued")] * 2


async def test_who_speaks_again_is_reached_without_a_word_of_telegram(
    there: TelegramStage,
) -> None:
    hoa = there.person("hoa")
    vanish(hoa.room, GONE[0])
    await told(there, "hoa", Body("một"))
    await there.sender.drain()
    hoa.room.closed = ""
    await there.person("hoa").says("menu")
    await there.round()
    assert await reachable(there, "hoa")
    assert hoa.heard
