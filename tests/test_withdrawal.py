"""Consent that was withdrawn: the name stands nowhere in the database any more, the count does."""

import json
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    String,
    Table,
    Text,
    func,
    insert,
    select,
    update,
)

from bot.exporting import exported
from bot.shelf import Shelf
from campaign.decisions import paper_key
from campaign.desk import Move, Moved, Refused
from campaign.people import Verb
from campaign.privacy import NAME, NAMELESS, PICTURES, Agree, Verified, Withdraw, Withdrawn
from storage import pages, plans, summaries
from storage.tables import (
    amendments,
    answers,
    evidence,
    facts,
    half_cards,
    helps,
    inquiries,
    lists,
    mentors,
    metadata,
    outbox,
    records,
    spot_checks,
    subjects,
    vaults,
)
from storage.types import Instant, Json
from tests.stage import KEYRING, START, Stage
from tests.test_consents import wish

WHO = "Giàng A Tủa"
ALL = Withdraw(1, (NAME,), WHO, Verified.KNOWN)


async def sent(stage: Stage) -> None:
    """A household with photos that the commune has confirmed."""
    for said in ("đăng ký", "2", WHO, f"{WHO} trồng chè"):
        await stage.say("hoa", said)
    await stage.photo("hoa", 2)
    for said in ("x", "1 2", "1"):
        await stage.say("hoa", said)
    for said in ("mở 0001", "1"):
        await stage.say("minh", said)


def places(c: Connection, text: str) -> list[str]:
    """Every column in which a text stands."""
    found = []
    for table in metadata.sorted_tables:
        for row in c.execute(select(table)).mappings():
            found += [f"{table.name}.{key}" for key, value in row.items() if text in str(value)]
    return sorted(set(found))


async def test_the_name_stands_nowhere_any_more(on_stage: Stage) -> None:
    await sent(on_stage)
    await on_stage.say("lan", "mở 0001")
    for said in ("2", "1", f"Hỏi lại {WHO}"):
        await on_stage.say("lan", said)
    before = await on_stage.database.transact(places, WHO)
    assert {"records.name", "answers.value", "outbox.body", "notes.text"} <= set(before)
    assert isinstance(await wish(on_stage, "minh", ALL), Withdrawn)
    assert await on_stage.database.transact(places, WHO) == ["data_requests.asker"]


async def test_what_people_said_themselves_on_the_page_loses_the_name(on_stage: Stage) -> None:
    await sent(on_stage)
    own = KEYRING.seal({"id": "m1", "text": f"Hộ {WHO}", "evidence": 0, "name": ""})

    def say(c: Connection) -> None:
        c.execute(insert(outbox).values(
            contact_id=1, channel="web", lane="reply", rank=0, state="sent",
            created_at=on_stage.now, body={"text": "", "own": own},
        ))  # fmt: skip

    await on_stage.database.transact(say)
    await wish(on_stage, "hoa", ALL)

    def read(c: Connection) -> list[Any]:
        bodies = c.scalars(select(outbox.c.body).order_by(outbox.c.id)).all()
        return [KEYRING.open(b["own"]) for b in bodies if "own" in b]

    assert [said["text"] for said in await on_stage.database.transact(read)] == [f"Hộ {NAMELESS}"]


async def test_a_namesake_elsewhere_keeps_the_name(on_stage: Stage) -> None:
    await sent(on_stage)
    for said in ("đăng ký", "2", WHO, "Nuôi ong", "x", "1", "1"):
        await on_stage.say("dua", said)
    await wish(on_stage, "hoa", ALL)

    def names(c: Connection) -> list[str]:
        return list(c.scalars(select(records.c.name).order_by(records.c.id)))

    assert await on_stage.database.transact(names) == [NAMELESS, WHO]


async def test_the_count_stays_and_the_export_says_no_name(on_stage: Stage) -> None:
    await sent(on_stage)

    def counted(c: Connection) -> list[tuple[str, int]]:
        plan = plans.current(c)
        assert plan is not None
        found = summaries.summary(c, plan, 1, plan.phases[0].id, None, on_stage.now)
        return [(q.id, q.registered) for q in found.quotas]

    before = await on_stage.database.transact(counted)
    await wish(on_stage, "hoa", ALL)
    assert await on_stage.database.transact(counted) == before

    def export(c: Connection) -> dict[str, Any]:
        return exported(c, KEYRING, unit_id=None, phase=None, as_of=None, now=on_stage.now)

    data = await on_stage.database.transact(export)
    assert WHO not in json.dumps(data, ensure_ascii=False)
    one = data["exemplars"][0]
    assert (one["subject"]["name"], one["evidence"]) == (NAMELESS, [])
    assert [c["state"] for c in one["consent"]] == ["withdrawn", "withdrawn"]


async def test_pictures_are_given_to_nobody_any_more(on_stage: Stage) -> None:
    await sent(on_stage)
    shelf = Shelf(on_stage.database, on_stage.blobs, KEYRING)
    assert await shelf.picture(1)
    await wish(on_stage, "hoa", Withdraw(1, (PICTURES,), WHO, Verified.PHONE))
    assert await shelf.picture(1) is None
    for contact in (1, 2):
        assert await on_stage.database.transact(pages.stored_for, contact, 1) is None


async def test_the_photo_of_a_signed_decision_is_no_picture_of_anybody(on_stage: Stage) -> None:
    await sent(on_stage)

    def signed(c: Connection) -> None:
        c.execute(update(evidence).where(evidence.c.id == 2).values(key=paper_key(1)))

    def states(c: Connection) -> list[str]:
        return list(c.scalars(select(evidence.c.state).order_by(evidence.c.id)))

    await on_stage.database.transact(signed)
    await wish(on_stage, "hoa", Withdraw(1, (PICTURES,), WHO, Verified.KNOWN))
    assert await on_stage.database.transact(states) == ["hidden", "stored"]
    await wish(on_stage, "hoa", ALL)
    assert await on_stage.database.transact(states) == ["hidden", "hidden"]


async def test_a_photo_still_on_its_way_is_not_fetched_any_more(on_stage: Stage) -> None:
    await sent(on_stage)

    def wait(c: Connection) -> None:
        c.execute(update(evidence).where(evidence.c.id == 1).values(state="waiting"))

    await on_stage.database.transact(wait)
    await wish(on_stage, "hoa", ALL)
    await on_stage.idle()
    states = await on_stage.database.transact(
        lambda c: list(c.scalars(select(evidence.c.state).order_by(evidence.c.id)))
    )
    assert states == ["hidden", "hidden"]


async def test_a_list_that_was_closed_keeps_its_line_without_the_name(on_stage: Stage) -> None:
    await sent(on_stage)
    body = {"records": [{"id": 1, "name": WHO}, {"id": 9, "name": WHO}], "silent": []}

    def close(c: Connection) -> None:
        unit = c.scalar(select(records.c.unit_id))
        c.execute(insert(lists).values(
            unit_id=unit, term="p:1", number=1, state="sent", body=body, at=on_stage.now
        ))  # fmt: skip

    await on_stage.database.transact(close)
    await wish(on_stage, "hoa", ALL)
    kept = await on_stage.database.transact(lambda c: c.execute(select(lists.c.body)).scalar_one())
    assert [e["name"] for e in kept["records"]] == [NAMELESS, WHO]


async def test_figures_stay_and_come_back_with_the_rest(on_stage: Stage) -> None:
    await sent(on_stage)

    def answer(c: Connection) -> None:
        subject = c.scalar(select(records.c.subject_id))
        said = {"person_id": 1, "at": on_stage.now}
        for key, value, sealed in (
            ("P2.4", {"land": 300}, False), ("P2.1", {"text": f"{WHO} tốt"}, False),
            ("GI3a@2021", KEYRING.seal("good"), True),
        ):  # fmt: skip
            c.execute(insert(facts).values(
                subject_id=subject, key=key, value=value, restricted=sealed, **said
            ))  # fmt: skip

    def keys(c: Connection) -> list[str]:
        return sorted(c.scalars(select(facts.c.key)))

    await on_stage.database.transact(answer)
    await wish(on_stage, "hoa", ALL)
    assert await on_stage.database.transact(keys) == ["P2.4"]
    await wish(on_stage, "hoa", Agree(1, {NAME: "Tôi đồng ý"}, "1"))
    assert await on_stage.database.transact(keys) == ["GI3a@2021", "P2.1", "P2.4"]
    subject = await on_stage.database.transact(lambda c: c.scalar(select(subjects.c.name)))
    assert subject == WHO
    assert await on_stage.database.transact(lambda c: c.scalar(select(vaults.c.body))) is None


async def test_nothing_can_be_done_with_it_but_to_end_it(on_stage: Stage) -> None:
    await sent(on_stage)
    await wish(on_stage, "hoa", ALL)
    version = await on_stage.database.transact(lambda c: c.scalar(select(records.c.version)))
    select_it = Move(1, version or 0, Verb.SELECT, fields={"number": "1", "date": "2021-04-05"})
    assert isinstance(await wish(on_stage, "lan", select_it), Refused)
    end_it = Move(1, version or 0, Verb.DECLINE, note="đã rút")
    assert isinstance(await wish(on_stage, "lan", end_it), Moved)


async def test_pictures_without_a_name_are_not_agreed_to_again(on_stage: Stage) -> None:
    await sent(on_stage)
    await wish(on_stage, "hoa", ALL)
    assert isinstance(await wish(on_stage, "hoa", Agree(1, {PICTURES: "x"}, "1")), Refused)


async def test_only_whom_the_record_is_open_to_can_withdraw_for_somebody(on_stage: Stage) -> None:
    await sent(on_stage)
    assert isinstance(await wish(on_stage, "dua", ALL), Refused)
    assert WHO in str(await on_stage.database.transact(lambda c: c.scalar(select(records.c.name))))


async def test_twice_is_as_once(on_stage: Stage) -> None:
    await sent(on_stage)
    for _ in range(2):
        assert isinstance(await wish(on_stage, "hoa", ALL), Withdrawn)
    await wish(on_stage, "hoa", Agree(1, {NAME: "Tôi đồng ý"}, "1"))
    assert await on_stage.database.transact(lambda c: c.scalar(select(records.c.name))) == WHO


async def test_a_draft_is_dropped_with_what_it_told(on_stage: Stage) -> None:
    for said in ("đăng ký", "2", WHO, "Trồng chè", "x", "1"):
        await on_stage.say("hoa", said)
    done = await wish(on_stage, "hoa", ALL)
    assert isinstance(done, Withdrawn)
    assert done.draft
    found = await on_stage.database.transact(lambda c: c.execute(select(records)).one())
    assert (found.discarded, found.name) == (True, NAMELESS)


async def test_all_records_of_one_person_are_withdrawn_together(on_stage: Stage) -> None:
    await sent(on_stage)

    def again(c: Connection) -> None:
        row = dict(c.execute(select(records)).mappings().one())
        c.execute(insert(records).values(row | {"id": 7, "number": 7, "phase": "2023-2025"}))

    await on_stage.database.transact(again)
    await wish(on_stage, "hoa", ALL)
    names = await on_stage.database.transact(lambda c: set(c.scalars(select(records.c.name))))
    assert names == {NAMELESS}


async def test_a_units_name_is_everybodys_and_stays(on_stage: Stage) -> None:
    for said in ("đăng ký", "4", "Bản Háng Sung", "Làm đường", "x", "1 2", "1"):
        await on_stage.say("hoa", said)
    await wish(on_stage, "hoa", ALL)
    found = await on_stage.database.transact(lambda c: c.execute(select(records)).one())
    assert found.hidden_at is not None
    assert found.name == "Bản Háng Sung"
    stories = select(func.count()).select_from(answers).where(answers.c.key == "R5")
    assert await on_stage.database.transact(lambda c: c.scalar(stories)) == 0


def told_besides(c: Connection) -> None:
    """What others wrote of the person since: asked, answered, amended, seen and told later."""
    of = {"record_id": 1, "person_id": 1, "at": START}
    name, story = f"Hỏi {WHO}", {"text": f"{WHO} có 3 ha chè"}
    c.execute(insert(inquiries).values(**of, role="district", text=name, answer=story))
    c.execute(insert(amendments).values(
        **of, number=1, state="accepted", changes={"R5": story}, before={"R4": {"text": WHO}},
        why=name, waits_for="commune", note=name,
    ))  # fmt: skip
    c.execute(insert(spot_checks).values(
        **of, verdict="right", day=START.date(), note=name, role="commune",
    ))  # fmt: skip
    c.execute(insert(mentors).values(**of, name=f"Nhà {WHO}"))
    c.execute(insert(helps).values(**of, day=START.date(), what=f"Giúp {WHO}", whose="Hội"))
    c.execute(insert(half_cards).values(**of, half="2022-1", body={"K6": story, "K1": "good"}))


async def test_what_was_told_besides_goes_and_comes_back(on_stage: Stage) -> None:
    transact = on_stage.database.transact
    await sent(on_stage)
    await transact(told_besides)
    kept = [inquiries, amendments, half_cards, helps]
    before = await transact(lambda c: [tuple(row) for t in kept for row in c.execute(select(t))])
    assert isinstance(await wish(on_stage, "minh", ALL), Withdrawn)
    assert await transact(places, WHO) == ["data_requests.asker"]
    assert await transact(lambda c: c.scalar(select(half_cards.c.body))) == {"K1": "good"}
    await wish(on_stage, "hoa", Agree(1, {NAME: "Tôi đồng ý"}, "1"))
    after = await transact(lambda c: [tuple(row) for t in kept for row in c.execute(select(t))])
    assert after == before


# --- whatever tables there will be

# What tells of a person in a form of its own, or is none of theirs; each is filled by a test above
# or by the talk itself.
OWN_FORM = {
    "answers", "consents", "data_requests", "decisions", "erasures", "evidence", "half_cards",
    "looks", "praises", "submissions", "vaults",
}  # fmt: skip
TOLD_LATER: dict[type[Any], Any] = {
    Text: f"Hôm qua {WHO} kể thêm", Json: {"R5": {"text": f"{WHO} trồng chè"}},
}  # fmt: skip
SOME: dict[type[Any], Any] = {
    BigInteger: 1, Integer: 1, Instant: START, Date: START.date(), Boolean: False, String: "x",
}  # fmt: skip


def telling(table: Table) -> list[Column[Any]]:
    """The columns for words of a table whose rows are about a record."""
    about = any(key.column.table is records for key in table.foreign_keys)
    mine = about and table is not records and table.name not in OWN_FORM
    return [c for c in table.columns if type(c.type) in TOLD_LATER] if mine else []


def some_row(table: Table) -> dict[str, Any]:
    """A row about the first record, with the name in all its words."""
    told = {column.name: TOLD_LATER[type(column.type)] for column in telling(table)}
    to = [c.name for c in table.columns if any(k.column.table is records for k in c.foreign_keys)]
    needed = [c for c in table.columns if not (c.nullable or c.server_default or c.primary_key)]
    return (
        {c.name: SOME[type(c.type)] for c in needed if c.name not in told}
        | told
        | dict.fromkeys(to, 1)
    )


async def test_no_table_is_forgotten(on_stage: Stage) -> None:
    """A new table that tells of a person is found here, before anybody is told of in it."""
    await sent(on_stage)
    tables = [table for table in metadata.sorted_tables if telling(table)]
    known = {"inquiries", "amendments", "helps", "renewals", "spot_checks", "candidates"}
    assert known <= {table.name for table in tables}

    def fill(c: Connection) -> None:
        for table in tables:
            c.execute(insert(table).values(some_row(table)))

    await on_stage.database.transact(fill)
    assert isinstance(await wish(on_stage, "minh", ALL), Withdrawn)
    assert await on_stage.database.transact(places, WHO) == ["data_requests.asker"]
