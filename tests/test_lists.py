"""Closed lists and reports at their edges: who may, two at once, what stays frozen, long lists."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, update

from bot.channels.base import Body
from campaign.closing import MEND, RECEIVED, Changes, Entry, Snapshot, changes
from campaign.closing_wishes import (
    AnswerList,
    CloseList,
    ListAnswered,
    ListClosed,
    ListMoved,
    Overtaken,
    Reported,
    SendReport,
)
from campaign.desk import Outcome, Refusal, Refused
from campaign.people import Role
from campaign.workflow import Status
from conversations import list_words
from conversations.address import Address
from conversations.words import words
from storage import people, units
from storage.effects import perform
from storage.export import everything
from storage.people import Contact
from storage.tables import contacts, evidence, lists, posts, records, reports
from tests.closing import LIST, close, doing, officer
from tests.stage import KEYRING, START, Stage
from tests.territory import PLAN

NOW = START
RIGHTS = Refused(Refusal.RIGHTS)
T = words("vi")


def contact(c: Connection, name: str) -> Contact:
    id = c.scalar(select(contacts.c.id).where(contacts.c.address == f"demo-{name}"))
    assert id
    return people.find(c, id)


def unit_id(c: Connection, code: str) -> int:
    found = units.by_code(c, code, date(2021, 4, 5))
    assert found is not None
    return found.id


def wish(c: Connection, who: Contact, effect: CloseList | AnswerList | SendReport) -> Outcome:
    return perform(doing(c, who, NOW), effect)


def seen(c: Connection, who: Contact) -> CloseList:
    """The wish of somebody who looks at the list now and says yes."""
    draft = doing(c, who, NOW).desk.lists.draft(LIST)
    assert draft
    return CloseList(LIST, draft.number, draft.snapshot.mark)


async def confirmed(stage: Stage) -> None:
    """One household of the cast's village, confirmed by its commune."""
    for text in ("đăng ký", "2", "Giàng A Tủa", "Trồng chè", "x", "1 2", "1"):
        await stage.say("hoa", text)
    await stage.say("minh", "mở 0001")
    await stage.say("minh", "1")


# --- what counts as a change


def entry(id: int, **other: Any) -> Entry:  # noqa: ANN401 - any field of an entry
    usual = {
        "id": id, "number": id, "name": "Giàng A Tủa", "category": "1.2B", "kind": "household",
        "unit": "Bản Háng Sung", "status": Status.COMMUNE_CONFIRMED, "sent": 1,
    }  # fmt: skip
    return Entry(**{**usual, **other})


def test_a_list_says_what_is_new_what_changed_and_what_is_gone() -> None:
    before = Snapshot((entry(1), entry(2), entry(3)))
    renamed, again = entry(2, name="Giàng A Sử"), entry(4)
    found = changes(before, Snapshot((entry(1), renamed, again)))
    assert found == Changes(new=(again,), changed=(renamed,), gone=(entry(3),))


def test_what_the_levels_above_do_is_no_change() -> None:
    before, now = Snapshot((entry(1),)), Snapshot((entry(1, status=Status.REGISTERED),))
    assert not changes(before, now)
    assert before.mark == now.mark


def test_what_was_supplemented_and_sent_again_is_a_change() -> None:
    before, now = Snapshot((entry(1),)), Snapshot((entry(1, sent=5),))
    assert changes(before, now).changed == (entry(1, sent=5),)
    assert before.mark != now.mark


def test_a_list_of_hundreds_is_said_in_pages_that_fit_a_message() -> None:
    long = Snapshot(
        tuple(entry(n, name="Tổ hợp tác " + "rất dài " * 9, unit="Bản " + "xa " * 12)
              for n in range(1, 301)),
        silent=tuple(f"Xã Tân Hương thứ {n}" for n in range(24)),
    )  # fmt: skip
    head = list_words.missing(T, "vi", PLAN, long)
    shown = list_words.pages(head, list_words.entries(T, "vi", PLAN, long, Changes()))
    assert max(map(len, shown)) <= list_words.LONGEST
    assert sum(page.count("• ") for page in shown) == 300


# --- frozen


async def test_nothing_that_happens_later_changes_a_list(on_stage: Stage) -> None:
    await confirmed(on_stage)
    await on_stage.database.transact(lambda c: close(c, contact(c, "minh"), NOW))
    before = await on_stage.database.transact(lambda c: c.scalar(select(lists.c.body)))
    await on_stage.database.transact(
        lambda c: c.execute(update(records).values(name="Tên khác", status="withdrawn"))
    )
    after = await on_stage.database.transact(lambda c: c.scalar(select(lists.c.body)))
    assert after == before
    assert after is not None
    assert [r["name"] for r in after["records"]] == ["Giàng A Tủa"]
    assert after["silent"] == ["Bản Tà Lành", "Bản Trống Khua"]
    assert {"quota": "Q-1.3", "registered": 0, "min": 2, "target": 3} in after["quotas"]


# --- two at once


async def test_of_two_officers_who_close_at_once_one_does(on_stage: Stage) -> None:
    await confirmed(on_stage)
    transact = on_stage.database.transact

    def second(c: Connection) -> None:
        officer(c, unit_id(c, "04474"), Role.COMMUNE, NOW)

    await transact(second)
    looked = await transact(lambda c: seen(c, contact(c, "minh")))

    def say_yes(c: Connection, who: str) -> Outcome:
        found = c.scalar(select(contacts.c.id).where(contacts.c.address.startswith(who)))
        assert found
        return wish(c, people.find(c, found), looked)

    came = await asyncio.gather(transact(say_yes, "demo-minh"), transact(say_yes, "commune-"))
    assert {type(one) for one in came} == {ListClosed, ListMoved}
    assert await transact(lambda c: c.scalar(select(func.count()).select_from(lists))) == 1


async def test_of_two_answers_at_once_the_first_stays(on_stage: Stage) -> None:
    await confirmed(on_stage)
    transact = on_stage.database.transact
    id = await transact(lambda c: close(c, contact(c, "minh"), NOW))
    await transact(lambda c: officer(c, unit_id(c, "137"), Role.DISTRICT, NOW))

    def answer(c: Connection, who: str, state: str) -> Outcome:
        found = c.scalar(select(contacts.c.id).where(contacts.c.address.startswith(who)))
        assert found
        return wish(c, people.find(c, found), AnswerList(id, state, "thiếu gương"))

    came = await asyncio.gather(
        transact(answer, "demo-lan", RECEIVED), transact(answer, "district-", MEND)
    )
    assert {type(one) for one in came} == {ListAnswered, Overtaken}
    won = next(one for one in came if isinstance(one, ListAnswered))
    lost = next(one for one in came if isinstance(one, Overtaken))
    assert lost.closed.state == won.closed.state
    assert lost.closed.answered_by == won.closed.answered_by


async def test_who_comes_second_is_told_who_was_first(on_stage: Stage) -> None:
    await confirmed(on_stage)
    transact = on_stage.database.transact
    await transact(lambda c: close(c, contact(c, "minh"), NOW))
    await on_stage.say("lan", "danh sách gửi lên")
    await on_stage.tap("lan", "Xã Lao Chải: số 1, 1 hồ sơ – chờ tiếp nhận")

    def other(c: Connection) -> Outcome:
        who = officer(c, unit_id(c, "137"), Role.DISTRICT, NOW)
        id = c.scalar(select(lists.c.id))
        assert id
        return wish(c, who, AnswerList(id, MEND, "thiếu gương"))

    await transact(other)
    heard = await on_stage.tap("lan", "Đã tiếp nhận")
    said = "\n".join(h.body.text for h in heard if h.name == "lan")
    assert "đề nghị bổ sung – “thiếu gương”" in said
    assert await transact(lambda c: c.scalar(select(lists.c.state))) == MEND


async def test_a_list_that_was_followed_is_answered_no_more(on_stage: Stage) -> None:
    await confirmed(on_stage)
    transact = on_stage.database.transact

    def play(c: Connection) -> Outcome:
        minh = contact(c, "minh")
        first = close(c, minh, NOW)
        c.execute(update(records).values(name="Giàng A Tủa (Tủa Lớn)"))
        close(c, minh, NOW)
        return wish(c, contact(c, "lan"), AnswerList(first, RECEIVED))

    came = await transact(play)
    assert isinstance(came, Overtaken)
    assert came.closed.answered_at is None
    old_button = str(Address("K", came.closed.id, "answer", RECEIVED))
    heard = await on_stage.press("lan", old_button)
    assert "mới hơn" in " ".join(h.body.text for h in heard)


# --- who may


@pytest.mark.parametrize(
    ("code", "role"),
    [("15", Role.PROVINCE), ("138", Role.DISTRICT), ("04474", Role.COMMUNE),
     ("137", Role.VIEWER), ("137", Role.ADMIN), ("04474.1", Role.REPORTER)],
)  # fmt: skip
async def test_only_the_level_directly_above_answers(
    code: str, role: Role, on_stage: Stage
) -> None:
    """Neither the province above the district, nor another district, nor who only looks on."""

    def play(c: Connection) -> tuple[Outcome, Any]:
        id = close(c, contact(c, "minh"), NOW)
        who = officer(c, unit_id(c, code), role, NOW)
        return wish(c, who, AnswerList(id, RECEIVED)), doing(c, who, NOW).desk.lists.closed(id)

    assert await on_stage.database.transact(play) == (RIGHTS, None)


@pytest.mark.parametrize("note", ["", "  "])
async def test_more_is_asked_for_with_a_reason_only(note: str, on_stage: Stage) -> None:
    def play(c: Connection) -> Outcome:
        id = close(c, contact(c, "minh"), NOW)
        return wish(c, contact(c, "lan"), AnswerList(id, MEND, note))

    assert await on_stage.database.transact(play) == RIGHTS


@pytest.mark.parametrize("name", ["hoa", "tinh", "dua"])
async def test_who_owes_no_list_closes_none(name: str, on_stage: Stage) -> None:
    mark = Snapshot(()).mark
    came = await on_stage.database.transact(
        lambda c: wish(c, contact(c, name), CloseList(LIST, 1, mark))
    )
    assert came == RIGHTS


async def test_a_post_that_was_given_up_closes_and_reports_nothing(on_stage: Stage) -> None:
    """The question is still open on the phone; the post has passed on."""
    await on_stage.say("minh", "chốt danh sách")
    transact = on_stage.database.transact

    def leave(c: Connection) -> None:
        me = contact(c, "minh").person
        assert me
        c.execute(update(posts).where(posts.c.person_id == me.id).values(until=NOW))

    await transact(leave)
    await on_stage.say("minh", "1")
    await on_stage.say("minh", "/dagui")
    await on_stage.say("minh", "1/BC")
    assert await transact(lambda c: c.execute(select(lists.c.id)).all()) == []
    assert await transact(lambda c: c.execute(select(reports.c.id)).all()) == []


# --- reports


def report(term: str = "D5@2021", **other: Any) -> SendReport:  # noqa: ANN401 - any field
    return SendReport(**{"term": term, "number": "12/BC", "day": date(2021, 4, 1), **other})


@pytest.mark.parametrize(
    ("name", "sent"),
    [("hoa", report()), ("tinh", report()), ("minh", report(LIST)), ("minh", report("D2")),
     ("minh", report(day=date(2021, 4, 6)))],
)  # fmt: skip
async def test_a_report_is_refused(name: str, sent: SendReport, on_stage: Stage) -> None:
    """By who does not owe it, for a list, for a duty of another level, from tomorrow."""
    came = await on_stage.database.transact(lambda c: wish(c, contact(c, name), sent))
    assert came == RIGHTS


async def test_somebody_elses_photo_is_not_taken_for_the_paper(on_stage: Stage) -> None:
    await on_stage.photo("hoa")

    def play(c: Connection) -> Outcome:
        id = c.scalar(select(evidence.c.id))
        assert id
        return wish(c, contact(c, "minh"), report(evidence=id))

    came = await on_stage.database.transact(play)
    assert isinstance(came, Reported)
    assert not came.photo


async def test_the_pages_of_a_paper_go_with_it_and_are_asked_about_no_more(
    on_stage: Stage,
) -> None:
    for text in ("đã gửi báo cáo", "12/BC-MTTQ", "hôm nay"):
        await on_stage.say("minh", text)
    await on_stage.photo("minh", 3)
    await on_stage.say("minh", "1")
    transact = on_stage.database.transact
    keys = await transact(lambda c: c.execute(select(evidence.c.key)).scalars().all())
    assert keys == ["report"] * 3
    exported = await transact(everything, KEYRING, now=NOW)
    (sent,) = exported["reports"]
    assert (sent["number"], sent["date"]) == ("12/BC-MTTQ", "2021-04-05")
    assert sent["evidence"]["stored"]


# --- told


async def test_a_notice_names_a_word_and_never_offers_digits(on_stage: Stage) -> None:
    await confirmed(on_stage)
    await on_stage.say("minh", "chốt danh sách")
    heard = await on_stage.say("minh", "1")
    (told,) = [h.body for h in heard if h.name == "lan"]
    assert isinstance(told, Body)
    assert told.choices == ()
    assert [word for word, _ in told.controls] == ["hạn"]


async def test_the_export_tells_lists_as_they_were(on_stage: Stage) -> None:
    await confirmed(on_stage)
    transact = on_stage.database.transact

    def play(c: Connection) -> None:
        id = close(c, contact(c, "minh"), NOW)
        wish(c, contact(c, "lan"), AnswerList(id, MEND, "thiếu gương"))

    await transact(play)
    (kept,) = (await transact(everything, KEYRING, now=NOW))["lists"]
    assert (kept["number"], kept["state"], kept["note"]) == (1, "mend", "thiếu gương")
    assert [r["name"] for r in kept["records"]] == ["Giàng A Tủa"]
    earlier: datetime = NOW - timedelta(days=1)
    assert (await transact(everything, KEYRING, now=NOW, as_of=earlier))["lists"] == []
