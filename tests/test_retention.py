"""What has been kept long enough goes, photos and all, and nothing that counts changes."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Table, func, insert, select, update

from bot.measures import Measures
from bot.retaining import Retaining, would_go
from campaign.retention import USUAL, Class, before, parse
from storage import inbox, retention
from storage.blobs import Blobs
from storage.summaries import summary
from storage.tables import (
    audit,
    contacts,
    evidence,
    invites,
    outbox,
    people,
    posts,
    records,
)
from storage.tables import (
    inbox as inbox_table,
)
from tests.registrations import exported
from tests.stage import KEYRING, Stage
from tests.territory import PLAN

FORM = ("đăng ký", "2", "Giàng A Tủa", "Trồng chè")
YEAR = timedelta(days=365)


def retaining(stage: Stage, blobs: Blobs | None = None, **days: int) -> Retaining:
    """With days of classes in place of the usual ones."""
    every = parse(" ".join(f"{name}={n}" for name, n in days.items()))
    return Retaining(stage.database, blobs or stage.blobs, KEYRING, lambda: stage.now, every)


async def rows(stage: Stage, table: Table) -> list[Any]:
    in_order = select(table).order_by(*table.primary_key)
    return list(await stage.database.transact(lambda c: c.execute(in_order).all()))


async def draft(stage: Stage) -> None:
    for said in FORM:
        await stage.say("hoa", said)
    await stage.photo("hoa", 2)


async def sent(stage: Stage) -> None:
    await draft(stage)
    for said in ("x", "1 2", "1"):
        await stage.say("hoa", said)


# --- the rules


def test_days_are_the_usual_ones_unless_the_operator_says_otherwise() -> None:
    assert parse("") == USUAL
    assert parse("loose=30, audit=0") == {**USUAL, Class.LOOSE: 30, Class.AUDIT: 0}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("photos=30", "photos is not a class of data"),
        ("loose", "loose needs a number of days"),
        ("loose=-1", "loose=-1 needs a number of days"),
        ("loose=3", "loose=3: 7 days at least, or 0 for ever"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse(text)


def test_what_is_kept_for_ever_never_goes() -> None:
    now = datetime.fromisoformat("2022-01-31T00:00+07:00")
    assert before({**USUAL, Class.LOOSE: 0}, Class.LOOSE, now) is None
    assert before(USUAL, Class.LOOSE, now) == datetime.fromisoformat("2021-11-02T00:00+07:00")


# --- what goes


async def test_a_draft_nobody_touched_for_years_goes_with_its_photos(on_stage: Stage) -> None:
    await draft(on_stage)
    on_stage.passes(5 * YEAR - timedelta(days=1))
    await retaining(on_stage).step()
    assert [r.name for r in await rows(on_stage, records)] == ["Giàng A Tủa"]
    on_stage.passes(timedelta(days=2))
    await retaining(on_stage).step()
    gone = (await rows(on_stage, records))[0]
    assert (gone.name, gone.discarded) == ("(không nêu tên)", True)
    assert "Giàng A Tủa" not in str(await exported(on_stage.database))
    assert [(r.state, r.sha256) for r in await rows(on_stage, evidence)] == [("erased", None)] * 2


async def test_a_draft_that_was_answered_since_stays(on_stage: Stage) -> None:
    await draft(on_stage)
    on_stage.passes(5 * YEAR - timedelta(days=1))
    await on_stage.say("hoa", "x")
    on_stage.passes(timedelta(days=2))
    await retaining(on_stage).step()
    assert [r.name for r in await rows(on_stage, records)] == ["Giàng A Tủa"]


async def test_photos_of_a_record_that_was_declined_go_and_the_record_stays(
    on_stage: Stage,
) -> None:
    await sent(on_stage)
    end = update(records).values(status="declined", changed_at=on_stage.now)
    await on_stage.database.transact(lambda c: c.execute(end).rowcount)
    on_stage.passes(YEAR + timedelta(days=1))
    counted = await numbers(on_stage)
    assert await retaining(on_stage).step() > 2
    assert list(on_stage.blobs.keys()) == []
    record = (await rows(on_stage, records))[0]
    assert (record.name, record.number, record.status) == ("Giàng A Tủa", 1, "declined")
    assert await numbers(on_stage) == counted


async def test_what_was_sent_up_stays_whatever_its_age(on_stage: Stage) -> None:
    await sent(on_stage)
    on_stage.passes(9 * YEAR)
    kept, counted = sorted(on_stage.blobs.keys()), await numbers(on_stage)
    await retaining(on_stage).step()
    assert sorted(on_stage.blobs.keys()) == kept
    assert await numbers(on_stage) == counted


async def numbers(stage: Stage) -> Any:  # noqa: ANN401 - whatever is counted
    def read(c: Connection) -> Any:  # noqa: ANN401
        top = c.scalar(select(posts.c.unit_id).where(posts.c.role == "province"))
        return summary(c, PLAN, top or 0, "2021-2023", None, stage.now)

    counted = await stage.database.transact(read)
    return counted, (await exported(stage.database)).get("totals")


async def test_loose_photos_go_and_are_asked_about_no_more(on_stage: Stage) -> None:
    await on_stage.photo("hoa")
    on_stage.passes(timedelta(days=91))
    await retaining(on_stage).step()
    assert list(on_stage.blobs.keys()) == []
    heard = await on_stage.photo("hoa")
    assert "Gương Sáng đã nhận ảnh" in heard[-1].body.text
    assert [r.state for r in await rows(on_stage, evidence)] == ["erased", "stored"]


async def test_words_of_messages_go_but_for_the_question_that_stands(on_stage: Stage) -> None:
    await draft(on_stage)
    on_stage.passes(YEAR + timedelta(days=1))
    before_ = await rows(on_stage, outbox)
    await retaining(on_stage).step()
    after = await rows(on_stage, outbox)
    assert [(r.id, r.state, r.lane) for r in after] == [(r.id, r.state, r.lane) for r in before_]
    said = [r.body["text"] for r in after if r.body["text"]]
    assert len(said) == 1
    assert "ảnh minh chứng" in said[0]


async def test_people_without_a_post_are_forgotten_and_others_are_not(on_stage: Stage) -> None:
    await on_stage.say("lạ", "chào")
    await on_stage.say("hoa", "nghỉ")
    await on_stage.tap("hoa", "Thôi giữ chức vụ")
    on_stage.passes(2 * YEAR + timedelta(days=1))
    await retaining(on_stage).step()
    addresses = {r.address for r in await rows(on_stage, contacts)}
    assert {"demo-minh", "demo-lan"} < addresses
    assert {"demo-hoa", "demo-lạ"}.isdisjoint(addresses)
    known = {r.name: r.phone for r in await rows(on_stage, people)}
    assert known["Giàng A Hòa"] == ""
    assert known["Lý Văn Minh"] == "0900000002"


async def test_invites_lose_the_name_and_old_rows_go(on_stage: Stage) -> None:
    for said in ("mời", "2", "tà lành", "Thào Thị Dợ"):
        await on_stage.say("minh", said)

    def fail(c: Connection) -> bool:
        return inbox.failed(c, "raw", {"text": "Giàng A Tủa"}, "boom", on_stage.now)

    await on_stage.database.transact(fail)
    on_stage.passes(11 * YEAR)
    await retaining(on_stage).step()
    assert [r.name for r in await rows(on_stage, invites)] == [""]
    assert await rows(on_stage, inbox_table) == []
    assert await rows(on_stage, audit) == []


# --- how


class Broken(Exception):
    """A process that dies."""


class Dying:
    """A photo store behind which a process dies at the first deletion, or just after it."""

    def __init__(self, blobs: Blobs, *, after: bool) -> None:
        self._blobs, self._after = blobs, after

    def delete(self, sha256: str) -> None:
        if self._after:
            self._blobs.delete(sha256)
        raise Broken


@pytest.mark.parametrize("after", [False, True])
async def test_whoever_dies_at_a_photo_is_followed_by_who_finishes(
    on_stage: Stage, *, after: bool
) -> None:
    await on_stage.photo("hoa")
    on_stage.passes(timedelta(days=91))
    dying: Any = Dying(on_stage.blobs, after=after)
    with pytest.raises(Broken):
        await retaining(on_stage, dying).step()
    marked = (await rows(on_stage, evidence))[0]
    assert marked.state == "erased"
    assert marked.sha256 is not None
    await retaining(on_stage).step()
    assert list(on_stage.blobs.keys()) == []
    assert (await rows(on_stage, evidence))[0].sha256 is None


async def test_bytes_that_another_photo_needs_stay(on_stage: Stage) -> None:
    await sent(on_stage)

    def copy(c: Connection) -> int:
        row = c.execute(select(evidence).limit(1)).one()
        loose = {k: v for k, v in row._mapping.items() if k != "id"}  # noqa: SLF001 - public name
        return c.execute(insert(evidence).values({**loose, "record_id": None, "key": ""})).rowcount

    await on_stage.database.transact(copy)
    kept = sorted(on_stage.blobs.keys())
    on_stage.passes(timedelta(days=91))
    await retaining(on_stage).step()
    assert sorted(on_stage.blobs.keys()) == kept


async def test_a_day_is_done_once_and_a_dry_run_says_what_would_go(on_stage: Stage) -> None:
    await on_stage.photo("hoa")
    assert await retaining(on_stage).step() == 0
    on_stage.passes(timedelta(days=91))
    found = await on_stage.database.transact(would_go, USUAL, on_stage.now)
    assert {which: n for which, _, n in found if n} == {Class.LOOSE: 1, Class.SEEN: 1}
    assert [r.state for r in await rows(on_stage, evidence)] == ["stored"]
    assert await retaining(on_stage).step() == 2
    assert await retaining(on_stage).step() == 0


async def test_small_batches_add_up(on_stage: Stage) -> None:
    many = [{"key": f"k{n}", "at": on_stage.now, "state": "done"} for n in range(250)]
    await on_stage.database.transact(lambda c: c.execute(insert(inbox_table), many).rowcount)
    on_stage.passes(timedelta(days=31))
    measures = Measures()
    job = Retaining(
        on_stage.database, on_stage.blobs, KEYRING, lambda: on_stage.now, USUAL, measures.gone
    )
    assert await job.step() == 250
    assert b'retention_gone_total{data="seen"} 250.0' in measures.text()
    left = select(func.count()).select_from(inbox_table)
    assert await on_stage.database.transact(lambda c: c.scalar(left)) == 0


async def test_what_is_to_be_kept_for_ever_is_left_alone(on_stage: Stage) -> None:
    await on_stage.photo("hoa")
    on_stage.passes(9 * YEAR)
    await retaining(on_stage, loose=0).step()
    assert [r.state for r in await rows(on_stage, evidence)] == ["stored"]
    due = await on_stage.database.transact(retention.due, Class.LOOSE, on_stage.now)
    assert due == 1
