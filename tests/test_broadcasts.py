"""Messages to many on both engines: each person once, whatever dies or changes on the way."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, select, update

from bot import broadcast_body, broadcasting, composing
from bot.broadcasting import expand
from bot.channels.base import Pace
from bot.channels.failures import Closed, MaybeLeft, NotReachable, Refused
from bot.claims import Look, claim
from campaign.broadcasts import Fate, State
from campaign.people import Role
from conversations.address import Address
from storage import broadcast_results, outgoing, people, settling
from storage import broadcast_sending as sending
from storage.broadcasts import get
from storage.clock import from_now
from storage.tables import outbox, posts, recipients
from tests.fake_channel import FakeChannel
from tests.many import (
    WEB,
    approved,
    contact_of,
    fates,
    head,
    looks_after,
    person,
    rows,
    sender,
    set_state,
    unit,
)
from tests.stage import START, Stage

NIGHT = timedelta(hours=13)  # from eight in the morning
ONE = Pace(1 / 3600, 1)


@pytest.fixture
def web() -> FakeChannel:
    return FakeChannel(WEB)


async def begin(stage: Stage, text: str = "Mời họp.") -> int:
    """A broadcast whose rows stand in the queue: to Hòa and Minh, unless there are more."""
    id = await stage.database.transact(approved, text)
    await looks_after(stage).step()
    return id


# --- each person once


async def test_expansion_may_be_done_twice_or_die_between_its_statements(on_stage: Stage) -> None:
    transact = on_stage.database.transact
    id = await transact(approved)
    assert await transact(expand, id, on_stage.now) == 2  # and then the process dies
    for _ in range(2):
        await looks_after(on_stage).step()
        assert await transact(expand, id, on_stage.now) == 0
        assert await transact(sending.queue, id, on_stage.now) == 0
    assert await fates(on_stage.database, id) == {Fate.QUEUED: 2}
    assert len(await rows(on_stage.database)) == 2


async def test_two_workers_make_each_row_once_and_send_it_once(on_stage: Stage) -> None:
    id = await on_stage.database.transact(approved)
    one, two = FakeChannel(WEB), FakeChannel(WEB)
    await asyncio.gather(*(looks_after(on_stage).step() for _ in range(2)))
    await asyncio.gather(*(sender(on_stage, channel).drain() for channel in (one, two)))
    assert len(one.sent + two.sent) == 2
    assert await fates(on_stage.database, id) == {Fate.SENT: 2}


async def test_a_person_with_two_posts_is_one_recipient(on_stage: Stage) -> None:
    await on_stage.database.transact(another_post)
    id = await begin(on_stage)
    assert await fates(on_stage.database, id) == {Fate.QUEUED: 2}


def another_post(c: Connection) -> None:
    people.appoint(c, person(c, "Giàng A Hòa"), unit(c, "04474"), Role.COMMUNE, START)


async def test_whoever_is_on_no_channel_is_counted(on_stage: Stage, web: FakeChannel) -> None:
    await on_stage.database.transact(head, "Mùa A Dê")
    id = await begin(on_stage)
    await sender(on_stage, web).drain()
    await looks_after(on_stage).step()
    assert await fates(on_stage.database, id) == {Fate.SENT: 2, Fate.UNREACHABLE: 1}
    found = await on_stage.database.transact(get, id)
    assert found is not None
    assert found.state is State.DONE


async def test_a_district_reaches_nobody_outside(on_stage: Stage) -> None:
    id = await begin(on_stage)

    def reached(c: Connection) -> set[int]:
        mine = select(recipients.c.person_id).where(recipients.c.broadcast_id == id)
        return set(c.scalars(mine))

    inside = {
        await on_stage.database.transact(person, name) for name in ("Giàng A Hòa", "Lý Văn Minh")
    }
    assert await on_stage.database.transact(reached) == inside


# --- paused, resumed, cancelled


async def test_paused_in_the_middle_and_resumed(on_stage: Stage) -> None:
    channel = FakeChannel(WEB, ONE)
    id = await begin(on_stage)
    await sender(on_stage, channel).drain()
    assert await fates(on_stage.database, id) == {Fate.SENT: 1, Fate.QUEUED: 1}
    await on_stage.database.transact(set_state, id, State.PAUSED)
    await looks_after(on_stage).step()
    free = FakeChannel(WEB)
    await sender(on_stage, free).drain()
    assert free.sent == []
    assert await fates(on_stage.database, id) == {Fate.SENT: 1, Fate.QUEUED: 1}
    await on_stage.database.transact(set_state, id, State.SENDING)
    await looks_after(on_stage).step()
    await sender(on_stage, free).drain()
    assert await fates(on_stage.database, id) == {Fate.SENT: 2}


async def test_cancelled_in_the_middle_adds_up(on_stage: Stage) -> None:
    channel = FakeChannel(WEB, ONE)
    id = await begin(on_stage)
    await sender(on_stage, channel).drain()
    await on_stage.database.transact(set_state, id, State.CANCELLED)
    wanted = {Fate.SENT: 1, Fate.CANCELLED: 1}
    assert await fates(on_stage.database, id) == wanted  # before any row was touched
    free = FakeChannel(WEB)
    await sender(on_stage, free).drain()
    await looks_after(on_stage).step()
    assert (free.sent, await fates(on_stage.database, id)) == ([], wanted)


async def test_nobody_waits_behind_a_paused_message(on_stage: Stage, web: FakeChannel) -> None:
    first = await begin(on_stage, text="Hoãn họp.")
    await on_stage.database.transact(set_state, first, State.PAUSED)
    second = await begin(on_stage)
    await sender(on_stage, web).drain()
    assert await fates(on_stage.database, first) == {Fate.QUEUED: 2}
    assert await fates(on_stage.database, second) == {Fate.SENT: 2}
    await on_stage.database.transact(set_state, first, State.SENDING)
    await sender(on_stage, web).drain()
    assert await fates(on_stage.database, first) == {Fate.SENT: 2}


async def test_what_was_claimed_before_a_pause_waits_for_its_end(
    on_stage: Stage, web: FakeChannel
) -> None:
    transact = on_stage.database.transact
    id = await begin(on_stage)
    claimed = await transact(outgoing.claim_to_many, on_stage.now, id, channel=WEB)
    await transact(set_state, id, State.PAUSED)
    for row in claimed:
        assert await transact(composing.begin, row.id, on_stage.now) is None
    assert await fates(on_stage.database, id) == {Fate.QUEUED: 2}
    await transact(set_state, id, State.SENDING)
    await sender(on_stage, web).drain(ahead=broadcast_body.PAUSED_SECONDS)
    assert await fates(on_stage.database, id) == {Fate.SENT: 2}


async def test_what_is_cancelled_is_cleared_away_bit_by_bit(
    on_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "AT_ONCE", 1)
    monkeypatch.setattr(broadcasting, "CLEARINGS", 1)
    id = await begin(on_stage)
    await on_stage.database.transact(set_state, id, State.CANCELLED)
    seen = []
    for _ in range(3):  # and each time its process dies and another one goes on
        await looks_after(on_stage).step()
        seen.append(sorted(row.state for row in await rows(on_stage.database)))
        assert await fates(on_stage.database, id) == {Fate.CANCELLED: 2}
    assert seen == [["queued", "suppressed"], ["suppressed"] * 2, ["suppressed"] * 2]
    assert await on_stage.database.transact(sending.open_ones) == ()


async def test_cancelled_between_the_statements_sends_nothing(
    on_stage: Stage, web: FakeChannel
) -> None:
    transact = on_stage.database.transact
    id = await transact(approved)
    await transact(expand, id, on_stage.now)
    await transact(set_state, id, State.CANCELLED)
    await transact(sending.queue, id, on_stage.now)  # by the process that was late
    assert not await transact(sending.started, id, on_stage.now)
    await sender(on_stage, web).drain()
    assert (web.sent, await fates(on_stage.database, id)) == ([], {Fate.CANCELLED: 2})


# --- who gets it in the end


@pytest.mark.parametrize(("minutes", "fate"), [(29, Fate.SUPPRESSED), (31, Fate.SENT)])
async def test_the_same_text_within_half_an_hour_stops(
    on_stage: Stage, web: FakeChannel, minutes: int, fate: Fate
) -> None:
    await begin(on_stage, text="Mời họp.")
    await sender(on_stage, web).drain()
    on_stage.passes(timedelta(minutes=minutes))
    id = await begin(on_stage, text="MỜI  họp.")
    await sender(on_stage, web).drain()
    assert await fates(on_stage.database, id) == {fate: 2}


async def test_another_channel_takes_over(on_stage: Stage, web: FakeChannel) -> None:
    await on_stage.database.transact(head, "Mùa A Dê", "telegram", "zalo_oa")
    telegram, zalo = FakeChannel(), FakeChannel("zalo_oa")
    telegram.failures["telegram-Mùa A Dê"].append(NotReachable("blocked"))
    id = await begin(on_stage)
    await sender(on_stage, web, telegram, zalo).drain()
    assert (telegram.sent, zalo.sent) == ([], [("zalo_oa-Mùa A Dê", "Mời họp.")])
    assert await fates(on_stage.database, id) == {Fate.SENT: 3}


async def test_of_whoever_blocked_us_the_post_above_is_told(
    on_stage: Stage, web: FakeChannel
) -> None:
    await on_stage.database.transact(head, "Mùa A Dê", "telegram")
    telegram = FakeChannel()
    telegram.failures["telegram-Mùa A Dê"].append(NotReachable("blocked"))
    id = await begin(on_stage)
    await sender(on_stage, web, telegram).drain()
    assert await fates(on_stage.database, id) == {Fate.SENT: 2, Fate.FAILED: 1}
    told = await on_stage.database.transact(broadcast_results.told, id)
    assert told == (("Mùa A Dê", "Lý Văn Minh"),)


async def test_for_people_on_no_channel_the_post_above_is_told_once(
    on_stage: Stage, web: FakeChannel
) -> None:
    def nobody_hears(c: Connection) -> None:
        for name in ("Mùa A Dê", "Mùa A Páo"):
            head(c, name)
        above = people.add(c, "Lò Văn Tùng", START)  # and above whom only the author is
        people.appoint(c, above, unit(c, "04492"), Role.COMMUNE, START)

    await on_stage.database.transact(nobody_hears)
    id = await begin(on_stage)
    await on_stage.database.transact(set_state, id, State.APPROVED)  # its process died just then
    await looks_after(on_stage).step()
    await sender(on_stage, web).drain()
    assert await fates(on_stage.database, id) == {Fate.SENT: 2, Fate.UNREACHABLE: 3}
    told = await on_stage.database.transact(broadcast_results.told, id)
    assert told == (("Mùa A Dê", "Lý Văn Minh"), ("Mùa A Páo", "Lý Văn Minh"))
    heard = [text for who, text in web.sent if who == "demo-minh" and "nhờ" in text.lower()]
    said = (
        f"Thông báo {id} của Huyện Mù Căng Chải chưa tới được người chưa vào kênh nào:\n"
        "• Mùa A Dê, Bản Háng Sung\n• Mùa A Páo, Bản Háng Sung\n"
        "Nhờ đồng chí báo giúp nội dung:\n“Mời họp.”"
    )
    assert heard == [said]


async def test_whose_channel_waits_for_a_word_of_theirs_is_told_so_until_it_comes(
    on_stage: Stage, web: FakeChannel
) -> None:
    web.failures["demo-hoa"].append(Closed("48 hours"))
    id = await begin(on_stage)
    await sender(on_stage, web).drain()
    await looks_after(on_stage).step()
    assert await fates(on_stage.database, id) == {Fate.SENT: 1, Fate.AWAITED: 1}
    await on_stage.say("hoa", "menu")
    await sender(on_stage, web).drain()
    await looks_after(on_stage).step()
    assert await fates(on_stage.database, id) == {Fate.SENT: 2}
    found = await on_stage.database.transact(get, id)
    assert found is not None
    assert found.state is State.DONE


async def test_refused_and_unknown_are_told_apart(on_stage: Stage, web: FakeChannel) -> None:
    web.failures["demo-hoa"].append(Refused("too long"))
    web.failures["demo-minh"].append(MaybeLeft("cut"))
    id = await begin(on_stage)
    await sender(on_stage, web).drain()
    await looks_after(on_stage).step()
    assert await fates(on_stage.database, id) == {Fate.FAILED: 1, Fate.UNKNOWN: 1}


async def test_a_process_that_dies_while_sending_leaves_unknown(
    on_stage: Stage, web: FakeChannel
) -> None:
    id = await begin(on_stage)

    def die(c: Connection) -> None:
        first = select(func.min(outbox.c.id)).where(outbox.c.recipient_id.is_not(None))
        mine = update(outbox).where(outbox.c.id == first.scalar_subquery())
        c.execute(mine.values(state="sending", leased_until=from_now(-1)))

    await on_stage.database.transact(die)
    await on_stage.restart()
    await sender(on_stage, web).drain()
    assert len(web.sent) == 1
    assert await fates(on_stage.database, id) == {Fate.SENT: 1, Fate.UNKNOWN: 1}


async def test_what_could_not_leave_in_time_expires(on_stage: Stage) -> None:
    id = await begin(on_stage)
    on_stage.passes(sending.LASTS + timedelta(minutes=1))
    await on_stage.database.transact(settling.sweep, on_stage.now)
    await looks_after(on_stage).step()
    assert await fates(on_stage.database, id) == {Fate.EXPIRED: 2}


async def test_whoever_left_the_post_gets_nothing(on_stage: Stage, web: FakeChannel) -> None:
    id = await begin(on_stage)

    def leave(c: Connection) -> None:
        mine = update(posts).where(posts.c.person_id == person(c, "Giàng A Hòa"))
        c.execute(mine.values(until=on_stage.now))

    await on_stage.database.transact(leave)
    await sender(on_stage, web).drain()
    assert await fates(on_stage.database, id) == {Fate.SENT: 1, Fate.SUPPRESSED: 1}


# --- clocks


async def test_nothing_begins_at_night_and_what_runs_into_it_waits(
    on_stage: Stage, web: FakeChannel
) -> None:
    id = await begin(on_stage)
    on_stage.passes(NIGHT)
    later = await on_stage.database.transact(approved)
    await looks_after(on_stage).step()
    await sender(on_stage, web).drain()
    assert (web.sent, await fates(on_stage.database, later)) == ([], {})
    assert await fates(on_stage.database, id) == {Fate.QUEUED: 2}
    assert {row.leased_until for row in await rows(on_stage.database)} == {None}  # nobody looked


async def test_a_clock_that_jumps_back_sends_nothing_twice(
    on_stage: Stage, web: FakeChannel
) -> None:
    id = await begin(on_stage)
    await sender(on_stage, web).drain()
    on_stage.passes(-timedelta(days=30))
    await looks_after(on_stage).step()
    await sender(on_stage, web).drain()
    sent = [address for address, text in web.sent if text == "Mời họp."]
    assert sorted(sent) == ["demo-hoa", "demo-minh"]  # in any order: they leave together
    assert await fates(on_stage.database, id) == {Fate.SENT: 2}


# --- `Đã nắm nội dung`


async def test_an_old_button_still_counts_and_a_forged_one_does_not(
    on_stage: Stage, web: FakeChannel
) -> None:
    id = await begin(on_stage)
    await sender(on_stage, web).drain()
    on_stage.passes(timedelta(days=700))
    known = str(Address("V", id, "known", "!yes"))
    await on_stage.press("hoa", known)
    forged = await on_stage.press("dua", known)
    assert "Không có thông báo số này" in forged[0].body.text
    progress = await on_stage.database.transact(broadcast_results.progress, id, gives_way=False)
    assert (progress.known, progress.total) == (1, 2)


async def test_replies_that_wait_too_long_hold_bulk_back(on_stage: Stage, web: FakeChannel) -> None:
    transact = on_stage.database.transact
    await begin(on_stage)

    def late_reply(c: Connection) -> None:
        mine = select(outbox.c.id).where(outbox.c.contact_id == contact_of(c, "Giàng A Hòa"))
        values = {"lane": "reply", "rank": 0, "recipient_id": None, "broadcast_id": None,
                  "body": {"text": "trả lời"},
                  "created_at": on_stage.now - timedelta(seconds=6)}  # fmt: skip
        c.execute(update(outbox).where(outbox.c.id.in_(mine)).values(values))

    await transact(late_reply)
    only_bulk = await transact(claimed, on_stage, web, spoken=0)
    assert only_bulk == []
    assert await transact(claimed, on_stage, web, spoken=4) == ["trả lời", "about"]


def claimed(c: Connection, stage: Stage, channel: FakeChannel, *, spoken: int) -> list[str]:
    """What one look takes with so many places for talks and four for bulk messages."""
    found = claim(c, [channel], stage.now, Look(spoken, 4))
    return [row.body.get("text", "about") for row in found.rows]
