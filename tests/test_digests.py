"""Who is reminded when, decided anew at the moment of sending, on both engines.

The villages of the cast are Hòa's and Dua's, the commune is Minh's, the district Lan's, and the
province Tính's. Of the list of 19/4/2021 a village's last day is 30/3, a commune's 7/4, a
district's 14/4.
"""

from collections.abc import AsyncIterator, Collection
from datetime import date, datetime

import pytest
from sqlalchemy import Connection, insert, update

from campaign.people import Role
from campaign.vietnam import ZONE
from conversations.address import Address
from storage import digests, habits, people
from storage.database import Database
from storage.digests import Due
from storage.tables import contacts, nothings, outbox, plans, posts
from tests.fake_channel import FakeChannel
from tests.listening import Listening
from tests.sending import Crash
from tests.stage import Stage
from tests.watching import (
    D1,
    Watch,
    appoint,
    join,
    leave_post,
    let_wait_end,
    moment,
    person_of,
    set_day,
    unit_of,
    unreachable,
)

EXCUSE = "Hôm qua hệ thống gián đoạn"


@pytest.fixture
async def watch(on_stage: Stage) -> AsyncIterator[Watch]:
    """Everything was in order up to 15/3, the day before the villages' first step."""
    here = Watch(on_stage.database)
    await here.until("2021-03-16")
    yield here
    here.sender.stop()


def answer(c: Connection, name: str) -> None:
    """The village says that it has nobody in this round."""
    at, id = moment("2021-03-16 12:00"), unit_of(c, name)
    c.execute(insert(nothings).values(unit_id=id, term=D1, person_id=None, at=at))


async def test_a_step_reminds_everybody_of_its_level_at_their_hour(watch: Watch) -> None:
    assert await watch.at("2021-03-16 07:30") == []
    assert await watch.at("2021-03-16 18:29") == []
    assert await watch.at("2021-03-16 18:30") == ["dua", "hoa"]
    assert await watch.at("2021-03-16 18:31") == []
    await watch.until("2021-03-24")
    assert await watch.at("2021-03-24 07:30") == ["minh"]
    assert "Còn 3/3 đơn vị chưa trả lời." in watch.last


async def test_whoever_has_answered_hears_nothing(watch: Watch) -> None:
    await watch.do(answer, "hoa")
    assert await watch.at("2021-03-16 18:30") == ["dua"]
    assert await watch.rows() == [("sent", "")]  # nothing was even queued


async def test_done_between_queueing_and_sending(watch: Watch) -> None:
    assert await watch.look("2021-03-16 18:30") == 2
    await watch.do(answer, "hoa")
    assert await watch.send() == ["dua"]
    assert await watch.rows() == [("suppressed", "done"), ("sent", "")]


async def test_post_handed_over_before_sending(watch: Watch) -> None:
    await watch.look("2021-03-16 18:30")
    await watch.do(leave_post, "hoa", watch.now)
    assert await watch.send() == ["dua"]
    assert ("suppressed", "passed on") in await watch.rows()


async def test_deadline_moved_before_sending(watch: Watch) -> None:
    await watch.look("2021-03-16 18:30")
    await watch.do(set_day, date(2021, 4, 24), watch.now)  # five days later: no step today
    assert await watch.send() == []
    await watch.until("2021-03-21")
    assert await watch.at("2021-03-21 18:30") == ["dua", "hoa"]


async def test_nobody_is_reminded_on_a_holiday(watch: Watch) -> None:
    await watch.do(set_day, date(2021, 5, 12), watch.now)  # the communes' last day is 30 April
    await watch.until("2021-04-30")
    assert await watch.at("2021-04-30 07:30") == []
    assert await watch.at("2021-05-01 07:30") == []
    assert await watch.at("2021-05-02 07:30") == ["lan", "minh"]  # a day late, told after it


async def test_what_was_missed_before_a_holiday_comes_after_it(watch: Watch) -> None:
    await watch.do(set_day, date(2021, 5, 12), watch.now)
    await watch.until("2021-04-29")
    assert await watch.at("2021-05-01 07:30") == []
    assert await watch.at("2021-05-02 07:30") == ["lan", "minh"]
    assert all(EXCUSE in text for _, text in watch.channel.sent[-2:])


# --- habits


async def test_muted_until_the_pause_ends(watch: Watch) -> None:
    await watch.do(lambda c: habits.be_quiet(c, person_of(c, "hoa"), date(2021, 3, 17)))
    assert await watch.at("2021-03-16 18:30") == ["dua"]
    await watch.until("2021-03-23")
    assert await watch.at("2021-03-23 18:30") == ["dua", "hoa"]


async def test_muted_after_it_was_queued(watch: Watch) -> None:
    await watch.look("2021-03-16 18:30")
    await watch.do(lambda c: habits.be_quiet(c, person_of(c, "hoa"), date(2021, 3, 17)))
    assert await watch.send() == ["dua"]


async def test_a_pause_does_not_hide_anybody_from_the_level_above(watch: Watch) -> None:
    await watch.until("2021-04-08")
    await watch.do(lambda c: habits.be_quiet(c, person_of(c, "minh"), date(2021, 4, 15)))
    assert await watch.at("2021-04-08 07:30") == ["lan"]
    assert "Xã Lao Chải · Lý Văn Minh" in watch.last


async def test_what_was_put_off_comes_back_on_its_day(watch: Watch) -> None:
    def rest(c: Connection) -> None:
        habits.put_off(c, person_of(c, "hoa"), D1, date(2021, 3, 18))

    await watch.do(rest)
    assert await watch.at("2021-03-16 18:30") == ["dua"]
    assert await watch.at("2021-03-17 18:30") == []
    assert await watch.at("2021-03-18 18:30") == ["hoa"]
    assert EXCUSE not in watch.last
    assert await watch.at("2021-03-19 18:30") == []


async def test_a_new_hour_loses_no_digest_and_doubles_none(watch: Watch) -> None:
    watch.now = moment("2021-03-16 12:00")
    for text in ("giờ nhắc", "1", "7:30"):  # the new hour of today is over
        await watch.says("hoa", text)
    assert await watch.at("2021-03-16 18:30") == ["dua", "hoa"]
    await watch.until("2021-03-23")
    assert await watch.at("2021-03-23 07:30") == ["hoa"]
    watch.now = moment("2021-03-23 12:00")
    for text in ("giờ nhắc", "1", "18:30"):
        await watch.says("hoa", text)
    assert await watch.at("2021-03-23 18:30") == ["dua"]


# --- never inside a form, never at night


async def test_a_running_form_is_not_interrupted(watch: Watch) -> None:
    watch.now = moment("2021-03-16 18:25")
    for text in ("đăng ký", "2"):
        await watch.says("hoa", text)
    assert await watch.at("2021-03-16 18:30") == ["dua"]
    await watch.do(let_wait_end)
    watch.now = moment("2021-03-16 18:36")
    assert await watch.send() == ["hoa"]


async def test_a_form_that_lasts_all_evening_ends_the_digest(watch: Watch) -> None:
    watch.now = moment("2021-03-16 18:25")
    await watch.says("hoa", "đăng ký")
    await watch.at("2021-03-16 18:30")
    await watch.do(let_wait_end)
    watch.now = moment("2021-03-16 20:00")
    assert await watch.send() == []
    assert ("expired", digests.IN_A_TALK) in await watch.rows()
    assert await watch.at("2021-03-17 18:30") == []  # the system was not to blame


async def test_who_only_looks_at_a_list_is_reminded(watch: Watch) -> None:
    watch.now = moment("2021-03-16 18:25")
    await watch.says("hoa", "của tôi")
    assert await watch.at("2021-03-16 18:30") == ["dua", "hoa"]


# --- interruptions


async def test_missed_at_the_hour_and_back_the_same_evening(watch: Watch) -> None:
    assert await watch.at("2021-03-16 19:30") == ["dua", "hoa"]
    assert EXCUSE not in watch.last


async def test_missed_altogether_comes_the_next_day_at_the_hour_with_a_note(watch: Watch) -> None:
    assert await watch.at("2021-03-16 20:01") == []
    assert await watch.at("2021-03-17 07:30") == []
    assert await watch.at("2021-03-17 18:30") == ["dua", "hoa"]
    assert EXCUSE in watch.last
    assert await watch.at("2021-03-18 18:30") == []


async def test_several_missed_days_make_one_digest(watch: Watch) -> None:
    assert await watch.at("2021-03-30 18:30") == ["dua", "hoa", "minh"]
    assert watch.last.count("Danh sách đăng ký 2021–2023") == 1


async def test_the_last_day_missed_is_still_an_invitation(watch: Watch) -> None:
    await watch.until("2021-03-30")
    assert await watch.at("2021-03-31 18:30") == ["dua", "hoa", "lan", "minh"]
    texts = [text for address, text in watch.channel.sent if address == "demo-hoa"]
    assert "mời đồng chí trả lời khi thuận tiện" in texts[-1]
    assert "quá hạn" not in texts[-1]


async def test_queued_but_never_sent_comes_the_next_day(watch: Watch) -> None:
    await watch.look("2021-03-16 18:30")  # and no sender runs until the night
    watch.now = moment("2021-03-16 21:00")
    assert await watch.send() == []
    assert await watch.at("2021-03-17 18:30") == ["dua", "hoa"]
    assert EXCUSE in watch.last


async def test_two_workers_remind_once(watch: Watch) -> None:
    watch.now = moment("2021-03-16 18:30")
    first, second = watch.reminding(), watch.reminding()
    assert [await first.look(), await second.look()] == [2, 0]
    assert await watch.send() == ["dua", "hoa"]


async def test_only_one_worker_looks(watch: Watch) -> None:
    watch.now = moment("2021-03-16 18:30")
    assert [await watch.reminding().step(), await watch.loop.step()] == [0, 2]


async def test_killed_in_the_middle(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.reminding.AT_ONCE", 1)
    watch.now = moment("2021-03-16 18:30")
    put, lived = digests.put, list[int]()

    def dies(c: Connection, now: datetime, due: Collection[Due]) -> int:
        if lived:
            raise Crash
        lived.append(put(c, now, due))
        return 1

    with monkeypatch.context() as patched:
        patched.setattr(digests, "put", dies)
        with pytest.raises(Crash):
            await watch.reminding().look()
    assert await watch.send() == ["hoa"]
    assert await watch.at("2021-03-17 18:30") == ["dua"]
    assert EXCUSE in watch.last


async def test_the_calendar_turned_back_reminds_nobody_twice(watch: Watch) -> None:
    assert await watch.at("2021-03-16 18:30") == ["dua", "hoa"]
    await watch.until("2021-03-25")
    assert await watch.at("2021-03-16 18:30") == []
    assert await watch.at("2021-03-17 18:30") == []
    await watch.do(lambda c: c.execute(update(outbox).values(dedupe=None)))
    assert await watch.at("2021-03-23 18:30") == ["dua", "hoa"]


async def test_the_calendar_jumps_a_year_ahead(watch: Watch) -> None:
    assert "minh" in await watch.at("2022-06-03 07:30")
    assert "Báo cáo 6 tháng (2022)" in watch.last or len(watch.channel.sent) > 1
    assert await watch.at("2022-06-03 07:31") == []


# --- people


async def test_a_person_with_two_posts_gets_one_digest(watch: Watch) -> None:
    await watch.do(appoint, "minh", "137", Role.DISTRICT, watch.now)
    await watch.until("2021-03-31")
    assert await watch.at("2021-03-31 07:30") == ["lan", "minh"]  # T-7 of one, T-14 of the other
    mine = next(text for a, text in watch.channel.sent[-2:] if a == "demo-minh")
    assert mine.count("Danh sách đăng ký 2021–2023") == 2


async def test_a_person_with_two_channels_hears_on_the_last_one(watch: Watch) -> None:
    def connect(c: Connection) -> None:
        contact = people.take(c, "telegram", "777", watch.now)
        people.attach(c, contact.id, person_of(c, "hoa"))
        mine = update(contacts).where(contacts.c.id == contact.id)
        c.execute(mine.values(seen_at=watch.now))

    await watch.do(connect)
    await watch.look("2021-03-16 18:30")
    phone = FakeChannel("telegram")
    watch.sender = type(watch.sender)(
        watch.database, {"web": watch.channel, "telegram": phone}, lambda: watch.now
    )
    assert await watch.send() == ["dua"]
    assert [address for address, _ in phone.sent] == ["777"]


async def test_nobody_reachable(watch: Watch) -> None:
    await watch.do(unreachable, "hoa")
    assert await watch.at("2021-03-16 18:30") == ["dua"]
    assert len(await watch.rows()) == 1


async def test_a_post_taken_up_after_the_last_day_owes_nothing(watch: Watch) -> None:
    await watch.until("2021-04-08")
    await watch.do(join, "moi", "04483", Role.COMMUNE, watch.now)
    await watch.do(join, "huyenmoi", "137", Role.DISTRICT, watch.now)
    assert await watch.at("2021-04-08 07:30") == ["lan", "minh"]
    await watch.until("2021-04-11")
    assert await watch.at("2021-04-11 07:30") == ["huyenmoi", "lan"]  # their own list: T-3


async def test_a_village_that_joins_late_may_answer_while_the_round_goes_on(watch: Watch) -> None:
    await watch.until("2021-04-08")  # the villages' last day was 30/3
    await watch.do(join, "moi", "04474.1", Role.REPORTER, watch.now)
    assert "moi" not in await watch.at("2021-04-08 18:30")
    said = "\n".join(await watch.says("moi", "hạn"))
    assert "Danh sách đăng ký 2021–2023" in said
    said = "\n".join(await watch.says("moi", payload=str(Address("D", 0, "what", "none:D1"))))
    assert "chưa có" in said
    await watch.do(join, "muon", "04474.2", Role.REPORTER, moment("2021-04-20 08:00"))
    watch.now = moment("2021-04-20 09:00")  # and now it is over
    said = "\n".join(await watch.says("muon", "hạn"))
    assert "2021–2023" not in said


async def test_nothing_of_what_was_over_when_the_plan_was_loaded(watch: Watch) -> None:
    loaded = moment("2021-04-08 07:00").astimezone(ZONE)
    await watch.do(lambda c: c.execute(update(plans).values(loaded_at=loaded)))
    watch.now = loaded
    assert await watch.at("2021-04-08 07:30") == []
    await watch.until("2021-04-11")
    assert await watch.at("2021-04-11 07:30") == ["lan"]


# --- what it says


async def test_one_tap_answers(watch: Watch) -> None:
    await watch.at("2021-03-16 18:30")
    payload = str(Address("D", 0, "what", "none:D1"))

    def offered(c: Connection) -> bool:
        rows = c.execute(outbox.select().where(outbox.c.lane == "reminder"))
        return all(payload in {p for _, _, p in row.body["controls"]} for row in rows)

    assert await watch.do(offered)
    said = await watch.says("hoa", payload=payload)
    assert said[0].startswith("Đã ghi: kỳ này đơn vị chưa có ai để giới thiệu.")


async def test_however_many_are_late_it_is_one_message(watch: Watch) -> None:
    def crowd(c: Connection) -> None:
        """Every commune of the province is in this one district, and has a long name."""
        tables = contacts.metadata.tables
        units = tables["units"]
        mine = unit_of(c, "lan")
        moved = update(units).where(units.c.level == "commune")
        c.execute(moved.values(parent_id=mine, name="Xã " + "Mường " * 30))

    await watch.do(crowd)
    await watch.until("2021-04-08")
    await watch.at("2021-04-08 07:30")
    text = next(text for a, text in watch.channel.sent[-2:] if a == "demo-lan")
    assert len(text) <= 2000
    assert "còn 173 đơn vị chưa xong" in text
    assert "đơn vị nữa" in text


async def test_only_digits_are_never_offered(watch: Watch) -> None:
    await watch.at("2021-03-16 18:30")

    def choices(c: Connection) -> list[object]:
        rows = c.execute(outbox.select().where(outbox.c.lane == "reminder"))
        return [row.body.get("choices") for row in rows]

    assert await watch.do(choices) == [None, None]


# --- what it costs


async def test_a_look_between_two_hours_reads_one_row(watch: Watch) -> None:
    await watch.look("2021-03-16 19:00")
    with Listening(watch.database) as heard:
        await watch.reminding().look()
    assert len(heard) == 1, "\n".join(heard)


async def test_an_hour_of_a_day_without_steps_costs_a_few_reads(watch: Watch) -> None:
    await watch.until("2021-03-20")
    watch.now = moment("2021-03-20 07:30")
    with Listening(watch.database) as heard:
        await watch.reminding().look()
    assert len(heard) <= 15, "\n".join(heard)


async def test_units_are_read_by_level_however_many_there_are(watch: Watch) -> None:
    watch.now = moment("2021-03-24 07:30")
    await watch.look("2021-03-23 19:30")
    watch.now = moment("2021-03-24 07:30")
    with Listening(watch.database) as heard:
        found = await watch.database.transact(digests.look, watch.now)
    assert [one.missed for one in found.due] == [False]
    assert len(heard) <= 19, "\n".join(heard)


async def test_a_database_without_a_plan_reminds_nobody(database: Database) -> None:
    assert await Watch(database).at("2021-03-16 18:30") == []


async def test_viewers_are_not_reminded(watch: Watch) -> None:
    def only_looks_on(c: Connection) -> None:
        mine = update(posts).where(posts.c.person_id == person_of(c, "hoa"))
        c.execute(mine.values(role=Role.VIEWER))

    await watch.do(only_looks_on)
    assert await watch.at("2021-03-16 18:30") == ["dua"]
