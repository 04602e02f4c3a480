"""Chats that moved, left or came back, edits, and what is left of a message, on both engines."""

from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from bot.channels.base import Body
from bot.channels.failures import MaybeLeft, Moved, NeverLeft, NotReachable, TooMany
from storage import outbox, outgoing, people, settling
from storage.database import Database
from storage.tables import contacts, rates
from storage.tables import outbox as table
from tests.fake_channel import (
    HOA,
    MINH,
    NOW,
    FakeChannel,
    let_time_pass,
    make,
    say,
    set_up,
    states,
)

EDIT = Body("Đã chọn: hộ gia đình", edits="m1")
ZALO, NEWER = 3, 4


@pytest.fixture
async def channel(database: Database) -> FakeChannel:
    await database.transact(set_up)
    return FakeChannel()


async def contact(database: Database, id: int) -> Any:  # noqa: ANN401 - a row
    row = select(contacts).where(contacts.c.id == id)
    return await database.transact(lambda c: c.execute(row).one())


async def edit(database: Database, **more: Any) -> None:  # noqa: ANN401 - as `say`
    await say(database, "", body=EDIT.to_json(), **more)


def reachable(c: Connection) -> list[int]:
    found = select(contacts.c.id).where(contacts.c.reachable).order_by(contacts.c.id)
    return list(c.scalars(found))


# --- chats that moved


async def test_moved_chat_is_followed_at_once(database: Database, channel: FakeChannel) -> None:
    channel.failures["100"].append(Moved("migrated", "-100100"))
    await say(database, "một", "hai")
    await make(database, channel).flush([HOA])
    assert channel.sent == [("-100100", "một"), ("-100100", "hai")]
    assert (await contact(database, HOA)).address == "-100100"


async def test_chat_that_moved_where_it_is_known_already(
    database: Database, channel: FakeChannel
) -> None:
    new = {"id": NEWER, "channel": "telegram", "address": "-100100", "created_at": NOW}
    await database.transact(lambda c: c.execute(insert(contacts).values(new)))
    channel.failures["100"].append(Moved("migrated", "-100100"))
    await say(database, "một", "hai")
    await say(database, "Đã nhận 1 ảnh", coalesce="album")
    await make(database, channel).drain(ahead=outbox.HOLD_SECONDS + 1)
    assert channel.sent == [("-100100", text) for text in ("một", "hai", "Đã nhận 1 ảnh")]
    assert (await contact(database, NEWER)).person_id == HOA
    assert await database.transact(reachable) == [MINH, ZALO, NEWER]


async def test_known_person_of_the_newer_contact_stays(
    database: Database, channel: FakeChannel
) -> None:
    channel.failures["200"].append(Moved("migrated", "100"))
    await say(database, "cho Minh", to=MINH)
    await make(database, channel).drain()
    assert channel.sent == [("100", "cho Minh")]
    assert (await contact(database, HOA)).person_id == HOA


async def test_addresses_that_name_each_other_are_not_asked_in_a_circle(
    database: Database, channel: FakeChannel
) -> None:
    channel.failures["100"] += [Moved("migrated", "101")] * 9
    channel.failures["101"] += [Moved("migrated", "100")] * 9
    await say(database, "một")
    await make(database, channel).flush([HOA])
    assert channel.begun.qsize() == 2
    assert await states(database) == ["queued"]


# --- edits


def test_edit_is_kept_as_json() -> None:
    assert Body.from_json(EDIT.to_json()) == EDIT
    assert "edits" not in Body("mới").to_json()


async def test_edits_do_not_move_to_another_chat(database: Database, channel: FakeChannel) -> None:
    zalo = FakeChannel("zalo_oa")
    channel.failures["100"].append(NotReachable("403"))
    await say(database, "một")
    await edit(database)
    await say(database, 'nói về "edits":')
    await make(database, channel, zalo).drain()
    assert zalo.sent == [("300", "một"), ("300", 'nói về "edits":')]
    assert await states(database) == ["sent", "failed", "sent"]


async def test_edit_without_an_answer_fails_and_is_not_shown(
    database: Database, channel: FakeChannel
) -> None:
    channel.failures["100"].append(MaybeLeft("reset"))
    await edit(database, prompt=True)
    await make(database, channel).flush([HOA])

    def crash(c: Connection) -> None:
        outgoing.take(c, NOW, HOA, channels=["telegram"])

    await edit(database)
    await database.transact(crash)
    await let_time_pass(database)
    await database.transact(settling.sweep, NOW)
    assert await states(database) == ["failed", "failed"]
    assert await database.transact(outbox.since, HOA, 0) == []
    prompts = select(table.c.prompt)
    assert await database.transact(lambda c: c.scalars(prompts).all()) == [False, False]


# --- the rest of a message


@pytest.mark.parametrize(
    "failure",
    [
        NeverLeft("no route", rest=Body("trang 2")),
        TooMany("429", 30, rest=Body("trang 2")),
        Moved("migrated", "100", rest=Body("trang 2")),
    ],
    ids=lambda failure: type(failure).__name__,
)
@pytest.mark.parametrize("lane", ["reply", "broadcast"])
async def test_what_left_is_not_sent_twice(
    database: Database, channel: FakeChannel, failure: Exception, lane: str
) -> None:
    channel.failures["100"].append(failure)
    await say(database, "trang 1 và 2", lane=lane)
    sender = make(database, channel)
    await sender.drain()
    await let_time_pass(database)
    await database.transact(lambda c: c.execute(rates.update().values(paused_until=None)))
    await sender.drain(ahead=60)
    assert channel.sent == [("100", "trang 2")]


async def test_part_that_may_have_left_stays_unknown(
    database: Database, channel: FakeChannel
) -> None:
    channel.failures["100"].append(MaybeLeft("reset", rest=Body("trang 2")))
    await say(database, "trang 1 và 2")
    await make(database, channel).flush([HOA])
    assert await states(database) == ["unknown"]
    (shown,) = await database.transact(outbox.since, HOA, 0)
    assert shown.body["text"] == "trang 1 và 2"


# --- who left and who came back


async def test_who_blocks_us_is_reached_elsewhere_at_once(
    database: Database, channel: FakeChannel
) -> None:
    await say(database, "một")
    await edit(database)
    assert await database.transact(settling.left, HOA, "blocked") == ZALO
    zalo = FakeChannel("zalo_oa")
    await make(database, channel, zalo).drain()
    assert (channel.sent, zalo.sent) == ([], [("300", "một")])
    assert await database.transact(reachable) == [MINH, ZALO]


async def test_who_has_no_other_contact_is_lost_until_they_return(
    database: Database, channel: FakeChannel
) -> None:
    await say(database, "một", to=MINH)
    assert await database.transact(settling.left, MINH, "blocked") is None
    assert await states(database) == ["failed"]
    assert await database.transact(reachable) == [HOA, ZALO]
    await database.transact(people.returned, MINH)
    await say(database, "hai", to=MINH)
    await make(database, channel).drain()
    assert channel.sent == [("200", "hai")]
    assert await database.transact(reachable) == [HOA, MINH, ZALO]


async def test_whoever_speaks_can_be_reached(database: Database, channel: FakeChannel) -> None:
    def story(c: Connection) -> None:
        settling.left(c, MINH, "blocked")
        people.keep_session(c, people.take(c, channel.name, "200", NOW).id, {}, NOW)
        assert reachable(c) == [HOA, MINH, ZALO]

    await database.transact(story)


async def test_the_contact_that_spoke_last_takes_over(
    database: Database, channel: FakeChannel
) -> None:
    def story(c: Connection) -> None:
        c.execute(insert(contacts).values(
            id=NEWER, channel=channel.name, address="400", person_id=HOA, created_at=NOW
        ))  # fmt: skip
        people.keep_session(c, ZALO, {}, NOW)
        assert settling.left(c, HOA, "blocked") == ZALO  # the other has never said a word

    await database.transact(story)
