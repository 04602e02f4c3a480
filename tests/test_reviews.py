"""Several officers before one record: none overwrites another or decides about the unseen."""

import asyncio
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.envelope import Envelope
from bot.turn import take
from campaign.exemplar import Ask
from campaign.people import Role
from campaign.reviewing import Change, differences
from storage import people, review
from storage.looks import seen_in
from storage.tables import contacts, history, looks, notes, posts
from storage.tables import records as table
from tests.listening import Listening
from tests.stage import KEYRING, START, Stage, address_of

MOST = 27  # statements of a turn that shows a card, with all that was told of it on the ground


def add_officer(
    c: Connection, beside: str = "minh", name: str = "Sùng A Binh", key: str = "binh"
) -> None:
    """One more officer at the desk of somebody of the cast; they speak as `key`."""
    first = c.scalar(select(contacts.c.person_id).where(contacts.c.address == address_of(beside)))
    post = c.execute(select(posts).where(posts.c.person_id == first)).one()
    person_id = people.add(c, name, START)
    people.appoint(c, person_id, post.unit_id, Role(post.role), START)
    new = {"channel": "web", "address": address_of(key), "created_at": START}
    c.execute(insert(contacts).values(person_id=person_id, **new))


async def registered(stage: Stage) -> None:
    for text in ("đăng ký", "2", "Giàng A Tủa", "Trồng chè", "x", "1 2", "1"):
        await stage.say("hoa", text)
    await stage.database.transact(add_officer)


def verbs(c: Connection) -> list[str]:
    return list(c.execute(select(history.c.verb).order_by(history.c.id)).scalars())


async def at_once(stage: Stage, *said: tuple[str, str, str]) -> None:
    """Messages that are taken at the same moment: who, a name for the message, the words."""

    async def one(name: str, id: str, text: str) -> None:
        envelope = Envelope("web", address_of(name), id, text=text)
        await stage.database.transact(take, stage.world, envelope, stage.now)

    await asyncio.gather(*(one(*each) for each in said))


async def test_of_two_officers_who_decide_at_once_the_second_sees_what_the_first_did(
    on_stage: Stage,
) -> None:
    await registered(on_stage)
    await on_stage.say("minh", "mở 1")
    for text in ("mở 1", "2", "1"):
        await on_stage.say("binh", text)
    await at_once(on_stage, ("minh", "m9", "1"), ("binh", "b9", "Ghi rõ hơn"))
    taken = (await on_stage.database.transact(verbs))[1:]
    assert taken in (["confirm"], ["return"])
    second = "binh" if taken == ["confirm"] else "minh"
    heard = [h.body.text for h in await on_stage.idle() if h.name == second]
    first = {"binh": "Lý Văn Minh (xã): xác nhận (mới)"}.get(second, "(xã): đề nghị bổ sung")
    assert any(first in text for text in heard), heard


async def test_what_was_sent_again_is_not_confirmed_unseen(on_stage: Stage) -> None:
    await registered(on_stage)
    await on_stage.say("minh", "mở 1")
    for text in ("mở 1", "2", "1", "Ghi rõ hơn"):
        await on_stage.say("binh", text)
    for text in ("bổ sung 1", "Trồng chè từ năm 2018", "1"):
        await on_stage.say("hoa", text)
    heard = await on_stage.tap("minh", "Xác nhận")
    assert "confirm" not in await on_stage.database.transact(verbs)
    said = "\n".join(h.body.text for h in heard if h.name == "minh")
    assert "Đồng chí xem lại" in said
    assert "“Trồng chè” → “Trồng chè từ năm 2018”" in said
    await on_stage.tap("minh", "Xác nhận")
    assert (await on_stage.database.transact(verbs))[-1] == "confirm"


async def test_a_request_for_more_of_an_earlier_release_is_read(on_stage: Stage) -> None:
    await registered(on_stage)
    for text in ("mở 1", "2", "1", "Ghi rõ hơn"):
        await on_stage.say("minh", text)

    def as_before(c: Connection) -> tuple[Ask, ...]:
        c.execute(update(notes).values(asks=None))
        record = c.execute(select(table)).one()
        returned = review.returned(c, record)
        return returned.asks if returned else ()

    assert await on_stage.database.transact(as_before) == (Ask("R5", "Ghi rõ hơn"),)
    heard = await on_stage.say("hoa", "bổ sung 1")
    assert "Cần bổ sung: “Ghi rõ hơn”" in heard[0].body.text
    await on_stage.say("hoa", "Trồng chè từ năm 2018")
    assert (await on_stage.database.transact(as_mended)) == [True]


def as_mended(c: Connection) -> list[bool]:
    return [ask.mended for row in c.execute(select(notes)) for ask in review.asked(row)]


async def test_only_desks_leave_looks(on_stage: Stage) -> None:
    await registered(on_stage)
    for name in ("hoa", "minh"):
        await on_stage.say(name, "mở 1")

    def kept(c: Connection) -> list[tuple[str, bool]]:
        rows = c.execute(select(looks, contacts.c.address).join(
            contacts, contacts.c.person_id == looks.c.person_id)).all()  # fmt: skip
        return [(row.address, "R5" in row.seen) for row in rows]

    assert await on_stage.database.transact(kept) == [(address_of("minh"), True)]


async def test_of_two_who_answer_one_question_the_second_hears_that_it_was_answered(
    on_stage: Stage,
) -> None:
    await registered(on_stage)
    await on_stage.database.transact(add_helper)
    for text in ("mở 1", "4", "Bán cho ai?"):
        await on_stage.say("minh", text)
    for name in ("hoa", "helper"):
        await on_stage.say(name, "trả lời 1")
    await at_once(on_stage, ("hoa", "h9", "Hợp tác xã"), ("helper", "g9", "Chợ huyện"))
    heard = [h.body.text for h in await on_stage.idle() if h.name in {"hoa", "helper"}]
    assert sum("Đã trả lời Lý Văn Minh" in text for text in heard) == 1
    assert sum("vừa có người trả lời" in t or "không có câu hỏi nào" in t for t in heard) == 1
    assert (await on_stage.database.transact(verbs)).count("reply") == 1


def add_helper(c: Connection) -> None:
    """Hòa's grandson helps on his own phone: another contact of the same post."""
    head = c.scalar(select(contacts.c.person_id).where(contacts.c.address == address_of("hoa")))
    new = {"channel": "web", "address": address_of("helper"), "created_at": START}
    c.execute(insert(contacts).values(person_id=head, **new))


async def test_an_answer_reaches_the_desk_when_who_asked_has_left_it(on_stage: Stage) -> None:
    await registered(on_stage)
    for text in ("mở 1", "4", "Bán cho ai?"):
        await on_stage.say("minh", text)

    def leaves(c: Connection) -> None:
        gone = select(contacts.c.person_id).where(contacts.c.address == address_of("minh"))
        c.execute(update(posts).where(posts.c.person_id.in_(gone)).values(until=START))

    await on_stage.database.transact(leaves)
    await on_stage.say("hoa", "trả lời 1")
    heard = await on_stage.say("hoa", "Hợp tác xã Suối Giàng")
    assert {h.name for h in heard} == {"hoa", "binh"}


async def test_nobody_else_answers_for_the_author(on_stage: Stage) -> None:
    await registered(on_stage)
    for text in ("mở 1", "4", "Bán cho ai?"):
        await on_stage.say("minh", text)
    for name in ("lan", "dua", "binh"):
        heard = await on_stage.say(name, "trả lời 1")
        assert "reply" not in await on_stage.database.transact(verbs)
        assert "Bán cho ai" not in heard[0].body.text


async def test_a_card_reads_each_thing_once(on_stage: Stage) -> None:
    await registered(on_stage)
    await on_stage.say("minh", "mở 1")
    envelope = Envelope("web", address_of("minh"), "counted", text="mở 1")
    with Listening(on_stage.database) as heard:
        await on_stage.database.transact(take, on_stage.world, envelope, on_stage.now)
    assert not {sql for sql in heard if sql.startswith("SELECT") and heard.count(sql) > 1}
    assert len(heard) <= MOST, "\n".join(heard)


def test_of_a_restricted_answer_a_look_keeps_no_value() -> None:
    rows: list[Any] = [
        SimpleNamespace(key="GI3a@2021", value=KEYRING.seal("good"), restricted=True),
        SimpleNamespace(key="R5", value={"text": "Trồng chè"}, restricted=False),
    ]
    kept = seen_in(rows)
    assert kept["R5"] == {"text": "Trồng chè"}
    assert "good" not in str(kept["GI3a@2021"])
    assert kept == seen_in(rows)


def test_of_what_is_hidden_only_that_it_changed_is_told() -> None:
    before, now = {"GI3a": "a1", "R5": "x"}, {"GI3a": "b2", "R5": "x", "R4": "y"}
    assert differences(before, now, frozenset({"GI3a"})) == (
        Change("GI3a", None, None, hidden=True),
        Change("R4", None, "y"),
    )


async def test_who_was_asking_for_more_when_the_release_came_goes_on(on_stage: Stage) -> None:
    """An earlier release asked for one question; its answer was an id, now it is several."""
    await registered(on_stage)
    for text in ("mở 1", "2"):
        await on_stage.say("minh", text)

    def as_before(c: Connection) -> None:
        mine = contacts.c.address == address_of("minh")
        session = c.execute(select(contacts.c.session).where(mine)).scalar_one()
        session["place"]["answers"]["which"] = "R5"
        session["shown"] = ["why", [], 0, []]
        c.execute(update(contacts).where(mine).values(session=session))

    await on_stage.database.transact(as_before)
    heard = await on_stage.say("minh", "Ghi rõ hơn")
    assert "Đồng chí ghi rõ cần bổ sung điều gì:" in heard[-1].body.text
    await on_stage.say("minh", "Ghi rõ hơn")
    assert (await on_stage.database.transact(verbs))[-1] == "return"
