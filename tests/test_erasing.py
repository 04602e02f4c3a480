"""Erasing for good: by two people, from rows and the photo store, and again after a restore."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from bot.backup import backup, restore
from bot.forgetting import Forgetting
from campaign.desk import Refused
from campaign.privacy import (
    NAME,
    NAMELESS,
    Agree,
    Asked,
    AskErase,
    Correct,
    Settled,
    SettleData,
    Verified,
)
from campaign.privacy_clock import answer_by, stop_by
from storage import erasing
from storage.database import Database
from storage.tables import (
    audit,
    contacts,
    counters,
    erasures,
    evidence,
    outbox,
    people,
    posts,
    records,
)
from tests.stage import KEYRING, Stage
from tests.terminal import Operator, Terminal
from tests.territory import PLAN
from tests.test_consents import wish
from tests.test_withdrawal import WHO, places, sent

ASK = AskErase(1, WHO, Verified.KNOWN)


def forgetting(stage: Stage, database: Database | None = None) -> Forgetting:
    return Forgetting(database or stage.database, stage.blobs, KEYRING, lambda: stage.now)


async def asked(stage: Stage, effect: AskErase = ASK) -> int:
    came = await wish(stage, "hoa", effect)
    assert isinstance(came, Asked)
    return came.request.id


async def erase(stage: Stage) -> None:
    assert isinstance(
        await wish(stage, "minh", SettleData(await asked(stage), agreed=True)), Settled
    )


async def test_nothing_that_tells_of_somebody_is_left(on_stage: Stage) -> None:
    await sent(on_stage)
    on_stage.blobs.put(b"somebody else's")
    before = len(list(on_stage.blobs.keys()))
    await erase(on_stage)
    await forgetting(on_stage).step()
    assert await on_stage.database.transact(places, WHO) == []
    assert before > len(list(on_stage.blobs.keys())) == 1

    def read(c: Connection) -> tuple[Any, ...]:
        row, done = c.execute(select(records)).one(), c.execute(select(erasures)).one()
        return row.status, row.name, row.erased_at, done.record_id, done.blobs, done.gone_at

    now = on_stage.now
    found = await on_stage.database.transact(read)
    assert found == ("commune_confirmed", NAMELESS, now, 1, [], now)


async def test_the_figures_and_the_trail_stay(on_stage: Stage) -> None:
    await sent(on_stage)

    def figures(c: Connection) -> list[Any]:
        return [tuple(r) for r in c.execute(select(counters))]

    before = await on_stage.database.transact(figures)
    await erase(on_stage)
    assert await on_stage.database.transact(figures) == before
    verbs = await on_stage.database.transact(
        lambda c: list(c.scalars(select(audit.c.verb).order_by(audit.c.id.desc()).limit(2)))
    )
    assert verbs == ["agree_data", "ask_erase"]


async def test_bytes_that_somebody_else_needs_stay(on_stage: Stage) -> None:
    await sent(on_stage)

    def share(c: Connection) -> str:
        row = dict(c.execute(select(evidence).where(evidence.c.id == 1)).mappings().one())
        c.execute(insert(evidence).values(row | {"id": 90, "record_id": None}))
        return str(row["sha256"])

    shared = await on_stage.database.transact(share)
    await erase(on_stage)
    await forgetting(on_stage).step()
    assert on_stage.blobs.has(shared)


async def test_it_takes_another_officer(on_stage: Stage) -> None:
    await sent(on_stage)
    id = await asked(on_stage)
    for who in ("hoa", "dua"):
        assert isinstance(await wish(on_stage, who, SettleData(id, agreed=True)), Refused)
    assert isinstance(await wish(on_stage, "lan", SettleData(id, agreed=True)), Settled)
    assert isinstance(await wish(on_stage, "minh", SettleData(id, agreed=True)), Refused)


async def test_an_officer_who_asked_is_not_the_second_person(on_stage: Stage) -> None:
    await sent(on_stage)
    came = await wish(on_stage, "minh", ASK)
    assert isinstance(came, Asked)
    assert [name for _, name in came.seconds] == ["Hà Thị Lan"]
    assert isinstance(
        await wish(on_stage, "minh", SettleData(came.request.id, agreed=True)), Refused
    )


async def test_asking_twice_is_one_request(on_stage: Stage) -> None:
    await sent(on_stage)
    assert await asked(on_stage) == await asked(on_stage)


async def test_what_was_not_agreed_to_changes_nothing(on_stage: Stage) -> None:
    await sent(on_stage)
    await wish(on_stage, "minh", SettleData(await asked(on_stage), agreed=False))
    assert await on_stage.database.transact(lambda c: c.scalar(select(records.c.name))) == WHO


async def test_what_was_erased_does_not_come_back_by_a_consent(on_stage: Stage) -> None:
    await sent(on_stage)
    await erase(on_stage)
    assert isinstance(await wish(on_stage, "hoa", Agree(1, {NAME: "x"}, "1")), Refused)
    assert isinstance(await wish(on_stage, "hoa", ASK), Refused)


async def test_a_name_put_right_before_is_erased_too(on_stage: Stage) -> None:
    await sent(on_stage)
    await wish(on_stage, "minh", Correct(1, "R4", "Giàng A Tùa", WHO, Verified.PAPER))
    said_before = {"outbox.body", "submissions.body", "records.name"}
    assert said_before.isdisjoint(await on_stage.database.transact(places, WHO))
    await erase(on_stage)
    for name in (WHO, "Giàng A Tùa"):
        assert await on_stage.database.transact(places, name) == []


@pytest.mark.parametrize("key", ["R10", "GI3a@2021", "R6"])
async def test_only_name_and_story_are_put_right_like_this(on_stage: Stage, key: str) -> None:
    await sent(on_stage)
    effect = Correct(1, key, "khác", WHO, Verified.PAPER)
    assert isinstance(await wish(on_stage, "minh", effect), Refused)


async def test_an_older_backup_does_not_bring_anybody_back(
    on_stage: Stage, make_url: Callable[[], str], tmp_path: Path
) -> None:
    await sent(on_stage)
    await backup(on_stage.database, on_stage.blobs, tmp_path / "old.tar", on_stage.now)
    await erase(on_stage)
    await forgetting(on_stage).step()
    other = Database(make_url())
    await restore(other, on_stage.blobs, tmp_path / "old.tar")
    assert "records.name" in await other.transact(places, WHO)
    assert await forgetting(on_stage, other).again() == 1
    assert await other.transact(places, WHO) == []
    assert list(on_stage.blobs.keys()) == []
    assert await forgetting(on_stage, other).again() == 0
    await other.close()


async def test_a_note_of_another_database_erases_nobody_here(on_stage: Stage) -> None:
    await sent(on_stage)
    noted = ("record-1-1", "record-99-1", "person-1-2", "nonsense")
    assert await forgetting(on_stage).again(noted) == 0


async def test_a_crash_before_the_photos_were_gone_is_made_good(on_stage: Stage) -> None:
    await sent(on_stage)
    await erase(on_stage)
    assert await on_stage.database.transact(lambda c: len(erasing.unfinished(c))) == 1
    assert len(list(on_stage.blobs.keys())) > 0
    await on_stage.restart()
    assert await forgetting(on_stage).step() == 1
    assert list(on_stage.blobs.keys()) == []


async def test_a_user_is_erased_with_phone_channels_and_posts(on_stage: Stage) -> None:
    await sent(on_stage)
    await on_stage.say("hoa", "kết nối")
    id = await asked(on_stage, AskErase())
    await wish(on_stage, "minh", SettleData(id, agreed=True))

    def read(c: Connection) -> tuple[Any, ...]:
        who = c.execute(select(people).where(people.c.id == 1)).one()
        where = c.execute(select(contacts).where(contacts.c.id == 1)).one()
        ended = c.scalar(select(posts.c.until).where(posts.c.person_id == 1))
        said = c.scalars(select(outbox.c.body).where(outbox.c.contact_id == 1))
        return who.name, who.phone, where.address, where.session, ended, {b["text"] for b in said}

    found = await on_stage.database.transact(read)
    assert found == (NAMELESS, "", "erased-1", None, on_stage.now, {""})
    # Whom they put forward stays, and the record with its unit.
    assert await on_stage.database.transact(lambda c: c.scalar(select(records.c.name))) == WHO


async def test_after_a_restore_a_user_is_erased_again(
    on_stage: Stage, make_url: Callable[[], str], tmp_path: Path
) -> None:
    await backup(on_stage.database, on_stage.blobs, tmp_path / "old.tar", on_stage.now)
    await wish(on_stage, "minh", SettleData(await asked(on_stage, AskErase()), agreed=True))
    listed = await on_stage.database.transact(erasing.names)
    other = Database(make_url())
    await restore(other, on_stage.blobs, tmp_path / "old.tar")
    assert await forgetting(on_stage, other).again(listed) == 1
    name = await other.transact(lambda c: c.scalar(select(people.c.name).where(people.c.id == 1)))
    assert name == NAMELESS
    await other.close()


# --- the clock of the law


@pytest.mark.parametrize(
    ("asked_on", "answer"),
    [
        (date(2022, 5, 5), date(2022, 5, 9)),  # a Thursday: Friday, Monday
        (date(2022, 5, 7), date(2022, 5, 10)),  # a Saturday
        (date(2022, 1, 28), date(2022, 2, 8)),  # the Friday before Tết
    ],
)
def test_two_working_days_leave_out_weekends_and_holidays(asked_on: date, answer: date) -> None:
    assert answer_by(PLAN, asked_on) == answer
    assert stop_by(asked_on) == asked_on + timedelta(days=15)


def test_the_operator_sees_what_is_due_and_may_be_the_second_person(
    tmp_path: Path, terminal: Terminal
) -> None:
    operator = Operator(tmp_path, terminal)
    said = "dữ liệu của tôi\n#5\n#2\n"
    assert operator.run("chat", "--as", "hoa", said=said).returncode == 0
    (one,) = json.loads(operator.run("privacy", "due", "--format", "json").stdout)
    assert (one["kind"], one["about"]) == ("erase", "Giàng A Hòa")
    assert (one["answer_by"], one["stop_by"]) == ("2022-05-09", "2022-05-20")
    done = operator.run("privacy", "approve", str(one["id"]))
    assert done.stdout == f"Request {one['id']} (erase) is done.\n"
    again = operator.run("privacy", "approve", str(one["id"]))
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
    assert operator.run("privacy", "erased").stdout.startswith("person-1-")
    kept = operator.run("privacy", "retention", RETENTION="loose=30 audit=0").stdout.splitlines()
    assert kept[2] == "loose\t30 days\tbefore 05/04/2022\t0"
    assert kept[-1] == "audit\tfor ever"
    refused = operator.run("privacy", "retention", RETENTION="photos=30")
    assert (refused.returncode, refused.stderr.startswith("RETENTION: photos is not")) == (2, True)
