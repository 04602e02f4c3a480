"""What bulk messages owe to talks: a reply may cost one of them its token but waits for none."""

from math import inf

from bot.channels.base import Pace
from bot.claims import Look, claim
from bot.debts import Debts
from storage.database import Database
from tests.fake_channel import HOA, MINH, NOW, FakeChannel, make, say, set_up
from tests.platforms.clock import Time

SHARED = Pace(1 / 3600, 3, beside=2)


def debts(pace: Pace | None, clock: Time) -> Debts:
    return Debts([FakeChannel(pace=pace)], clock)


def test_a_few_replies_a_second_cost_nothing() -> None:
    clock = Time()
    kept = debts(Pace(25, 2, beside=2), clock)
    for _ in range(10):
        kept.talked("telegram")
        clock.at += 0.5
    assert not kept.owed.get("telegram")


def test_each_further_one_is_owed_until_paid_and_a_rush_is_forgiven() -> None:
    kept = debts(Pace(25, 2, beside=2), Time())
    for _ in range(5):
        kept.talked("telegram")
    assert kept.owed == {"telegram": 3}
    kept.paid({"telegram": 2})
    assert kept.owed == {"telegram": 1}
    for _ in range(100):
        kept.talked("telegram")
    assert kept.owed == {"telegram": 25}


def test_where_talks_are_not_counted_nothing_is_owed() -> None:
    for pace in (None, Pace(25, 2)):
        kept = debts(pace, Time())
        for _ in range(5):
            kept.talked("telegram")
        assert not kept.owed


async def test_what_is_owed_is_drawn_and_goes_unused(database: Database) -> None:
    await database.transact(set_up)
    channel = FakeChannel(pace=SHARED)
    for to in (HOA, MINH):
        await say(database, "tin", to=to, lane="broadcast")
    look = Look(4, 4, owed={"telegram": 2})
    found = await database.transact(claim, [channel], NOW, look)
    assert ([row.contact_id for row in found.rows], found.paid) == ([HOA], {"telegram": 2})
    found = await database.transact(claim, [channel], NOW, look)
    assert (found.rows, found.paid) == ([], {})
    assert found.again == max(SHARED.glance, 2 * 3600)  # when two tokens have come


async def test_with_nothing_to_send_the_debt_is_paid_all_the_same(database: Database) -> None:
    await database.transact(set_up)
    found = await database.transact(
        claim, [FakeChannel(pace=SHARED)], NOW, Look(4, 4, owed={"telegram": 1})
    )
    assert (found.rows, found.paid, found.again) == ([], {"telegram": 1}, inf)


async def test_replies_leave_at_once_and_the_broadcast_gives_way(database: Database) -> None:
    await database.transact(set_up)
    channel = FakeChannel(pace=SHARED)
    sender = make(database, channel)
    await say(database, *"abcd")
    await sender.drain()
    for to in (HOA, MINH):
        await say(database, "tin", to=to, lane="broadcast")
    await sender.drain()
    assert [text for _, text in channel.sent] == ["a", "b", "c", "d", "tin"]
