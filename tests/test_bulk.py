"""Bulk messages on both engines: their pace, their pauses, and that nobody waits behind them."""

import asyncio
from datetime import timedelta
from math import inf

import pytest
from sqlalchemy import Connection, insert, select, update

from bot import sender as sender_module
from bot.channels.base import Body, Pace
from bot.channels.failures import NeverLeft, TooMany
from bot.claims import Found, Look, claim
from storage import outbox
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

HOURLY = Pace(1 / 3600, 3)  # no test takes so long that a token comes by itself
CROWD = range(10, 50)
AT_ONCE = 16


def add_crowd(c: Connection) -> None:
    set_up(c)
    rows = [
        {"id": id, "channel": "telegram", "address": f"{id}00", "created_at": NOW} for id in CROWD
    ]
    c.execute(insert(contacts), rows)
    messages: list[outbox.Message] = [
        {"contact_id": id, "channel": "telegram", "body": Body("tin chung").to_json(),
         "lane": "broadcast"}
        for id in CROWD
    ]  # fmt: skip
    outbox.put_many(c, NOW, messages)


async def pass_hours(database: Database, hours: int) -> None:
    def shift(c: Connection) -> None:
        for row in c.execute(select(rates)).all():
            paused = row.paused_until and row.paused_until - timedelta(hours=hours)
            c.execute(update(rates).values(at=row.at - timedelta(hours=hours), paused_until=paused))

    await database.transact(shift)


async def test_several_processes_share_the_pace_of_a_channel(database: Database) -> None:
    await database.transact(add_crowd)
    channel = FakeChannel(pace=HOURLY)
    one, two = make(database, channel), make(database, channel)
    await asyncio.gather(one.drain(), two.drain())
    assert len(channel.sent) == 3
    await pass_hours(database, 2)
    await asyncio.gather(one.drain(), two.drain())
    assert len(channel.sent) == 5


async def test_talks_draw_no_tokens_and_unused_ones_are_kept(database: Database) -> None:
    await database.transact(set_up)
    channel = FakeChannel(pace=HOURLY)
    sender = make(database, channel)
    await say(database, *"abcde")
    await say(database, "bổ sung", to=MINH, lane="supplement")
    await sender.drain()
    for line in ("nhắc 1", "nhắc 2", "nhắc 3", "nhắc 4"):
        await say(database, line, to=MINH, lane="reminder")
        await sender.drain()
    assert [text for _, text in channel.sent[6:]] == ["nhắc 1", "nhắc 2", "nhắc 3"]


async def look(database: Database, channel: FakeChannel, spoken: int, bulk: int) -> Found:
    return await database.transact(claim, [channel], NOW, Look(spoken, bulk))


async def test_a_look_knows_when_to_look_again(database: Database) -> None:
    await database.transact(set_up)
    channel = FakeChannel(pace=HOURLY)
    assert (await look(database, channel, 4, 4)).again == inf  # nothing waits
    for to in (HOA, MINH):
        await say(database, "tin", to=to, lane="broadcast")
    assert (await look(database, channel, 4, 1)).again == 0  # as soon as there is a place
    found = await look(database, channel, 4, 4)
    assert ([row.contact_id for row in found.rows], found.again) == ([MINH], inf)
    await say(database, "nhắc", to=3, lane="reminder", channel="telegram")
    await look(database, channel, 4, 1)
    assert await look(database, channel, 4, 4) == Found([], HOURLY.glance)  # no token is left


async def test_a_channel_without_a_pace_sends_all(database: Database) -> None:
    await database.transact(add_crowd)
    channel = FakeChannel()
    await make(database, channel).drain()
    assert len(channel.sent) == len(CROWD)


async def test_run_wakes_by_itself_as_tokens_come(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender_module, "TICK", 3600.0)
    await database.transact(add_crowd)
    channel = FakeChannel(pace=Pace(1000, 2))
    sender = make(database, channel)
    running = asyncio.create_task(sender.run())
    for _ in CROWD:
        await channel.begun.get()
    sender.stop()
    await running
    assert set(await states(database)) == {"sent"}


async def full_load(channel: FakeChannel) -> None:
    for _ in range(AT_ONCE):
        assert await channel.begun.get() == "tin chung"


async def test_nobody_waits_behind_a_full_bulk_load(database: Database) -> None:
    await database.transact(add_crowd)
    channel = FakeChannel()
    channel.gate, channel.gated = asyncio.Event(), "tin"
    sender = make(database, channel, at_once=AT_ONCE)
    running = asyncio.create_task(sender.run())
    await full_load(channel)
    await say(database, "trả lời")
    await sender.flush([HOA])
    await say(database, "bổ sung", to=MINH, lane="supplement")
    await say(database, "tiếp theo")  # as if its process had died: nobody flushes it
    sender.wake()
    assert {await channel.begun.get() for _ in range(3)} == {"trả lời", "bổ sung", "tiếp theo"}
    assert sum(channel.under_way[f"{id}00"] for id in CROWD) == AT_ONCE
    assert channel.begun.empty()  # and no more bulk than it has places
    channel.gate.set()
    for _ in range(len(CROWD) - AT_ONCE):
        assert await channel.begun.get() == "tin chung"
    sender.stop()
    await running
    assert set(await states(database)) == {"sent"}


async def test_replies_take_no_place_of_the_bulk(database: Database) -> None:
    await database.transact(add_crowd)
    channel = FakeChannel()
    channel.gate = asyncio.Event()
    sender = make(database, channel, at_once=1)
    await say(database, "trả lời")
    replying = asyncio.create_task(sender.flush([HOA]))
    assert await channel.begun.get() == "trả lời"
    await say(database, "bổ sung", to=MINH, lane="supplement")
    running = asyncio.create_task(sender.run())
    assert {await channel.begun.get() for _ in range(2)} == {"bổ sung", "tin chung"}
    channel.gate.set()
    sender.stop()
    await asyncio.gather(replying, running)


async def test_reply_follows_the_bulk_message_on_its_way_to_the_same_chat(
    database: Database,
) -> None:
    await database.transact(add_crowd)
    channel = FakeChannel()
    channel.gate, channel.gated = asyncio.Event(), "tin"
    sender = make(database, channel, at_once=AT_ONCE)
    running = asyncio.create_task(sender.run())
    await full_load(channel)
    await say(database, "trả lời", to=CROWD[0])
    await sender.flush([CROWD[0]])  # not beside it: one request at a time for each chat
    assert channel.begun.empty()
    sender.stop()
    channel.gate.set()
    await running
    chat = [text for address, text in channel.sent if address == f"{CROWD[0]}00"]
    assert chat == ["tin chung", "trả lời"]


async def test_talks_of_every_channel_are_claimed_before_any_bulk(database: Database) -> None:
    await database.transact(set_up)
    telegram, zalo = FakeChannel(), FakeChannel("zalo_oa")
    await say(database, "tin", lane="broadcast")
    await say(database, "nhắc", to=MINH, lane="reminder")
    await say(database, "bổ sung", to=3, lane="supplement", channel="zalo_oa")
    found = await database.transact(claim, [telegram, zalo], NOW, Look(1, 1))
    assert [row.body["text"] for row in found.rows] == ["bổ sung", "nhắc"]


@pytest.mark.parametrize("pace", [None, HOURLY], ids=["no pace", "a pace"])
async def test_too_many_bulk_messages_pause_the_bulk_of_all_processes(
    database: Database, pace: Pace | None
) -> None:
    await database.transact(set_up)
    one, two = FakeChannel(pace=pace), FakeChannel(pace=pace)
    one.failures["100"].append(TooMany("429", retry_after=3000))
    await say(database, "tin", lane="broadcast")
    await make(database, one).drain()
    await say(database, "tin", to=MINH, lane="broadcast")
    await say(database, "không kịp")
    await say(database, "trả lời", to=MINH)
    for channel in (one, two):
        await make(database, channel).drain()
    assert one.sent + two.sent == [("200", "trả lời")]
    await pass_hours(database, 1)
    await make(database, two).drain()
    assert two.sent == [("200", "tin")]
    await let_time_pass(database)
    await make(database, two).drain()
    assert two.sent[1:] == [("100", "không kịp"), ("100", "tin")]


async def test_too_many_replies_to_one_chat_pause_no_bulk(database: Database) -> None:
    await database.transact(set_up)
    channel = FakeChannel(pace=HOURLY)
    channel.failures["100"].append(TooMany("429", retry_after=3000))
    await say(database, "trả lời")
    await say(database, "tin", to=MINH, lane="broadcast")
    await make(database, channel).drain()
    assert channel.sent == [("200", "tin")]


async def test_reply_passes_a_bulk_message_that_backs_off(database: Database) -> None:
    await database.transact(set_up)
    channel = FakeChannel()
    sender = make(database, channel)
    channel.failures["100"].append(NeverLeft("no route"))
    await say(database, "tin", lane="broadcast")
    await database.transact(lambda c: c.execute(update(table).values(tries=9)))  # a long back-off
    await sender.drain()
    await say(database, "trả lời")
    await sender.drain()
    assert channel.sent == [("100", "trả lời")]
    await sender.drain(ahead=60)
    assert channel.sent[1:] == [("100", "tin")]


async def test_a_crashed_process_takes_its_tokens_along(database: Database) -> None:
    """Its rows are sent later; the platform sees less than the pace, never more."""
    await database.transact(add_crowd)
    channel = FakeChannel(pace=HOURLY)
    await look(database, channel, 0, 16)
    await let_time_pass(database)
    await make(database, channel).drain()
    assert channel.sent == []
