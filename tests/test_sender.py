"""The sender on both engines: what is sent, in which order, and what follows each failure."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from bot import sender as sender_module
from bot.channels.failures import (
    FAILURES,
    MaybeLeft,
    NeverLeft,
    NotReachable,
    Refused,
    SendFailed,
    TooMany,
)
from bot.sender import Sender
from storage import outbox, outgoing, settling
from storage.database import Database, Unreachable
from storage.outgoing import Row
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


@pytest.fixture(autouse=True)
def _long_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """No machine is so slow that a hold ends by itself in a test."""
    monkeypatch.setattr(outbox, "HOLD_SECONDS", 600.0)


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


@pytest.fixture
async def sender(database: Database, channel: FakeChannel) -> Sender:
    await database.transact(set_up)
    return make(database, channel)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How many seconds each retry was put off."""
    retry, found = settling.retry, list[float]()

    def note(c: Connection, after_seconds: float, **more: Any) -> None:  # noqa: ANN401 - as `retry`
        found.append(after_seconds)
        retry(c, after_seconds=after_seconds, **more)

    monkeypatch.setattr(settling, "retry", note)
    return found


async def test_replies_of_a_turn_leave_in_order(
    database: Database, sender: Sender, channel: FakeChannel
) -> None:
    await say(database, "một", "hai", "ba")
    await say(database, "báo Minh", to=MINH)
    await say(database, "tin chung", lane="broadcast")
    await asyncio.gather(sender.flush([HOA, MINH]), sender.flush([HOA]))
    assert [text for address, text in channel.sent if address == "100"] == ["một", "hai", "ba"]
    assert ("200", "báo Minh") in channel.sent
    assert await states(database) == ["sent"] * 4 + ["queued"]
    assert channel.most == 1


async def test_drain_sends_all_lanes_and_held_rows_when_asked(
    database: Database, sender: Sender, channel: FakeChannel
) -> None:
    await say(database, "tin chung", lane="broadcast")
    await say(database, "Đã nhận 1 ảnh", coalesce="album")
    await say(database, "Đã nhận 2 ảnh", coalesce="album")
    await say(database, "trả lời")
    await sender.drain()
    assert [text for _, text in channel.sent] == ["trả lời", "tin chung"]
    await sender.drain(ahead=outbox.HOLD_SECONDS + 1)
    assert [text for _, text in channel.sent][2:] == ["Đã nhận 2 ảnh"]


async def test_receipt_is_kept(database: Database, sender: Sender) -> None:
    await say(database, "một")
    await sender.flush([HOA])

    def read(c: Connection) -> object:
        return c.execute(select(table.c.receipt, table.c.sent_at)).one()

    assert await database.transact(read) == ("m1", NOW)


async def test_other_chats_go_on_while_one_is_slow(
    database: Database, channel: FakeChannel
) -> None:
    await database.transact(set_up)
    slow = FakeChannel("telegram")
    slow.gate = asyncio.Event()
    await say(database, "chậm", "sau đó")
    waiting = asyncio.create_task(make(database, slow).flush([HOA]))
    assert await slow.begun.get() == "chậm"
    await say(database, "cho Minh", to=MINH)
    await make(database, channel).drain()
    assert channel.sent == [("200", "cho Minh")]
    slow.gate.set()
    await waiting
    assert slow.sent == [("100", "chậm"), ("100", "sau đó")]


@pytest.mark.parametrize(
    ("failure", "state", "why"),
    [
        (NeverLeft("refused"), "queued", "refused"),
        (TooMany("429", retry_after=30), "queued", "429"),
        (MaybeLeft("reset"), "unknown", "reset"),
        (Refused("text too long"), "failed", "text too long"),
        (TimeoutError(), "unknown", "time-out"),
        (KeyError("our fault"), "unknown", "KeyError"),
    ],
)
async def test_what_follows_a_failure(  # noqa: PLR0913, PLR0917 - fixtures and the table above
    database: Database, sender: Sender, channel: FakeChannel,
    failure: Exception, state: str, why: str,
) -> None:  # fmt: skip
    channel.failures["100"].append(failure)
    await say(database, "một", "hai")
    await sender.flush([HOA])

    def read(c: Connection) -> object:
        return c.execute(select(table.c.state, table.c.why).order_by(table.c.id).limit(1)).one()

    assert await database.transact(read) == (state, why)
    # What may be retried keeps its place; what is settled lets the next one pass.
    assert channel.sent == ([] if state == "queued" else [("100", "hai")])
    await let_time_pass(database)
    await sender.drain()
    again = [("100", "một")] if state == "queued" else []
    assert channel.sent == [*again, ("100", "hai")]


@pytest.mark.parametrize(("chance", "part"), [(1.0, 1.0), (0.0, 0.5)])
async def test_back_off_doubles_and_is_capped(
    database: Database, channel: FakeChannel, waits: list[float], chance: float, part: float
) -> None:
    await database.transact(set_up)
    sender = make(database, channel, chance=lambda: chance)
    await say(database, "một")
    for _ in range(8):
        channel.failures["100"].append(NeverLeft("no route"))
        await sender.flush([HOA])
        await let_time_pass(database)
    assert waits == [part * seconds for seconds in (1, 2, 4, 8, 16, 32, 60, 60)]


async def test_platform_is_obeyed_for_that_chat_only(
    database: Database, sender: Sender, channel: FakeChannel, waits: list[float]
) -> None:
    channel.failures["100"].append(TooMany("429", retry_after=3000))
    await say(database, "một", "hai")
    await say(database, "cho Minh", to=MINH)
    await sender.drain()
    assert channel.sent == [("200", "cho Minh")]
    assert waits == [3000]


async def test_unreachable_contact_hands_over_or_is_reported(
    database: Database, channel: FakeChannel
) -> None:
    await database.transact(set_up)
    zalo, lost = FakeChannel("zalo_oa"), list[int]()
    sender = make(database, channel, zalo, lost=lambda _, contact_id: lost.append(contact_id))
    for address in ("100", "200"):
        channel.failures[address].append(NotReachable("403"))
    await say(database, "một", "hai")
    await say(database, "cho Minh", to=MINH)
    await sender.drain()
    assert zalo.sent == [("300", "một"), ("300", "hai")]
    assert lost == [MINH]
    assert await states(database) == ["sent", "sent", "failed"]


async def test_crash_before_the_request_is_made_good_and_after_it_unknown(
    database: Database, sender: Sender, channel: FakeChannel
) -> None:
    await say(database, "chưa gửi")
    await say(database, "đang gửi", "tiếp theo", to=MINH)

    def crash(c: Connection) -> None:
        for row in outgoing.claim(c, NOW, channel="telegram"):
            if row.contact_id == MINH:
                outgoing.sending(c, row.id)

    await database.transact(crash)
    await sender.drain()
    assert channel.sent == []
    await let_time_pass(database)
    await sender.drain()
    assert sorted(channel.sent) == [("100", "chưa gửi"), ("200", "tiếp theo")]
    assert await states(database) == ["sent", "unknown", "sent"]


async def test_several_processes_share_the_work(database: Database) -> None:
    await database.transact(set_up)
    one, two = FakeChannel(), FakeChannel()
    for n in range(10):
        await say(database, f"Hoa {n}")
        await say(database, f"Minh {n}", to=MINH)
    both = make(database, one), make(database, two)
    await asyncio.gather(*(s.drain() for s in both), *(s.flush([HOA, MINH]) for s in both))
    await both[0].drain()
    sent = Counter(one.sent + two.sent)
    assert set(sent.values()) == {1}
    assert len(sent) == 20
    for channel in (one, two):
        assert channel.most <= 1
        for address in ("100", "200"):
            numbers = [int(text.split()[1]) for to, text in channel.sent if to == address]
            assert numbers == sorted(numbers)


async def test_request_that_does_not_end_is_unknown(
    database: Database, sender: Sender, channel: FakeChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender_module, "REQUEST_SECONDS", 0)
    channel.gate = asyncio.Event()
    await say(database, "một")
    await sender.flush([HOA])
    assert await states(database) == ["unknown"]


async def test_run_sends_what_falls_due_until_it_is_stopped(
    database: Database, sender: Sender, channel: FakeChannel
) -> None:
    running = asyncio.create_task(sender.run())
    await say(database, "một", "hai")
    sender.wake()
    assert [await channel.begun.get() for _ in range(2)] == ["một", "hai"]
    channel.gate = asyncio.Event()
    await say(database, "cuối")
    sender.wake()
    assert await channel.begun.get() == "cuối"
    sender.stop()
    channel.gate.set()
    await running
    assert await states(database) == ["sent"] * 3


async def test_run_outlives_the_database(
    database: Database, sender: Sender, channel: FakeChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    await say(database, "một")
    failures, transact = [Unreachable("gone")] * 2, database.transact

    async def sometimes(*arguments: Any, **more: Any) -> Any:  # noqa: ANN401 - as `transact`
        if failures:
            raise failures.pop()
        return await transact(*arguments, **more)

    monkeypatch.setattr(sender_module, "TICK", 0)
    monkeypatch.setattr(database, "transact", sometimes)
    running = asyncio.create_task(sender.run())
    assert await channel.begun.get() == "một"
    sender.stop()
    await running
    assert channel.sent == [("100", "một")]


def test_every_verdict_is_a_failure() -> None:
    assert set(SendFailed.__subclasses__()) == set(FAILURES)


async def test_answer_is_kept_when_another_process_begins_first(
    database: Database, sender: Sender, channel: FakeChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The unique index refuses the next row; what became of the one before is kept all the same."""
    await say(database, "một", "hai")
    takes = [outgoing.take]

    def refused_once(*arguments: Any, **more: Any) -> Row | None:  # noqa: ANN401 - as `take`
        if takes:
            return takes.pop()(*arguments, **more)
        raise IntegrityError("uq_outbox_sending", {}, Exception())

    with monkeypatch.context() as patched:
        patched.setattr(outgoing, "take", refused_once)
        await sender.flush([HOA])
    assert await states(database) == ["sent", "queued"]
    await sender.drain()
    assert channel.sent == [("100", "một"), ("100", "hai")]
