"""The outbox on both engines: order, leases, keys, and the indexes it must use."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import Connection, event, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from storage import outbox, outgoing, settling
from storage.clock import from_now
from storage.database import Database
from storage.outbox import Message
from storage.outgoing import Row
from storage.tables import contacts, people
from storage.tables import outbox as table

NOW = datetime(2022, 5, 5, 1, tzinfo=UTC)
HOA, MINH = 1, 2


@pytest.fixture(autouse=True)
def _long_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """No machine is so slow that a hold ends by itself in a test."""
    monkeypatch.setattr(outbox, "HOLD_SECONDS", 600.0)


def add_contacts(c: Connection, n: int = 2) -> None:
    c.execute(
        insert(contacts),
        [
            {"id": id, "channel": "telegram", "address": f"{id}00", "created_at": NOW}
            for id in range(1, n + 1)
        ],
    )


def say(words: str, contact_id: int = HOA, **more: Any) -> Message:  # noqa: ANN401 - any column
    message = {"contact_id": contact_id, "channel": "telegram", "body": {"text": words}}
    return cast("Message", message | more)


def put(c: Connection, words: str, contact_id: int = HOA, **more: Any) -> int | None:  # noqa: ANN401
    return outbox.put(c, NOW, **say(words, contact_id, **more))


def claim(c: Connection, **more: Any) -> list[Row]:  # noqa: ANN401 - any limit of a claim
    return outgoing.claim(c, NOW, channel="telegram", **more)


def take(c: Connection, contact_id: int = HOA, **more: Any) -> Row | None:  # noqa: ANN401
    return outgoing.take(c, NOW, contact_id, channels=["telegram"], **more)


def words(rows: list[Row]) -> list[str]:
    return [row.body["text"] for row in rows]


def states(c: Connection) -> list[tuple[str, str]]:
    rows = c.execute(select(table.c.body, table.c.state).order_by(table.c.id))
    return [(row.body["text"], row.state) for row in rows]


def let_leases_run_out(c: Connection) -> None:
    c.execute(update(table).values(leased_until=from_now(-1)))


async def test_one_row_per_contact_in_order_and_replies_first(database: Database) -> None:
    def story(c: Connection) -> None:
        add_contacts(c)
        put(c, "tin chung", lane="broadcast")
        outbox.put_many(c, NOW, [say("một"), say("hai"), say("nhắc", MINH, lane="reminder")])
        claimed = claim(c)
        assert words(claimed) == ["một", "nhắc"]
        assert claimed[0].address == "100"
        assert claim(c) == []
        row = outgoing.sending(c, claimed[0].id)
        assert row is not None
        assert row.tries == 1
        assert outgoing.sending(c, row.id) is None
        assert take(c) is None
        settling.sent(c, NOW, row.id, "m1")
        second = take(c)
        assert second is not None
        settling.sent(c, NOW, second.id)
        assert take(c, lanes=["reply"]) is None
        assert words(claim(c)) == ["tin chung"]

    await database.transact(story)


async def test_limits_of_a_claim(database: Database) -> None:
    def story(c: Connection) -> None:
        add_contacts(c, 4)
        for contact_id in (1, 2, 3):
            put(c, "trả lời", contact_id)
        put(c, "nhắc", 4, lane="reminder")
        assert words(claim(c, lanes=["reminder"])) == ["nhắc"]
        assert len(claim(c, limit=2)) == 2
        assert outgoing.claim(c, NOW, channel="web") == []
        assert [row.contact_id for row in claim(c)] == [3]

    await database.transact(story)


async def test_lease_over_while_queued_frees_and_while_sending_is_unknown(
    database: Database,
) -> None:
    def story(c: Connection) -> None:
        add_contacts(c)
        put(c, "chưa gửi")
        put(c, "đang gửi", MINH)
        first, second = claim(c)
        outgoing.sending(c, second.id)
        settling.sweep(c, NOW)
        assert states(c) == [("chưa gửi", "queued"), ("đang gửi", "sending")]
        let_leases_run_out(c)
        assert [row.id for row in claim(c)] == [first.id]
        settling.sweep(c, NOW)
        assert states(c) == [("chưa gửi", "queued"), ("đang gửi", "unknown")]
        settling.sent(c, NOW, second.id)  # the answer was only late
        assert states(c)[1] == ("đang gửi", "sent")

    await database.transact(story)


async def test_second_request_for_a_contact_is_refused_by_the_database(
    database: Database,
) -> None:
    def both(c: Connection) -> None:
        add_contacts(c)
        for id in (put(c, "một"), put(c, "hai")):
            assert id is not None
            outgoing.sending(c, id)

    with pytest.raises(IntegrityError):
        await database.transact(both)


async def test_newer_coalesced_row_replaces_the_queued_one(database: Database) -> None:
    def story(c: Connection) -> None:
        add_contacts(c)
        first = put(c, "Đã nhận 1 ảnh", coalesce="album")
        claimed_early = claim(c, ahead=outbox.HOLD_SECONDS + 1)
        assert claim(c) == []
        assert put(c, "Đã nhận 5 ảnh", coalesce="album") == first
        put(c, "Đã nhận 1 ảnh", MINH, coalesce="album")
        row = outgoing.sending(c, claimed_early[0].id)
        assert row is not None
        assert row.body == {"text": "Đã nhận 5 ảnh"}
        put(c, "Đã nhận 6 ảnh", coalesce="album")
        settling.retry(c, row.id, 0)
        assert [text for text, _ in states(c)] == [
            "Đã nhận 5 ảnh", "Đã nhận 1 ảnh", "Đã nhận 6 ảnh",
        ]  # fmt: skip

    await database.transact(story)


async def test_held_row_lets_others_pass(database: Database) -> None:
    def story(c: Connection) -> None:
        add_contacts(c)
        put(c, "biên nhận", coalesce="album")
        put(c, "câu hỏi")
        assert words(claim(c)) == ["câu hỏi"]

    await database.transact(story)


async def test_dedupe_key_is_taken_once(database: Database) -> None:
    def story(c: Connection) -> None:
        add_contacts(c)
        assert put(c, "hạn nộp", dedupe="due:7") is not None
        assert put(c, "hạn nộp", dedupe="due:7") is None
        outbox.put_many(c, NOW, [say("hạn nộp", dedupe="due:7"), say("khác", dedupe="due:8")])
        assert words(claim(c)) == ["hạn nộp"]
        assert len(states(c)) == 2
        with pytest.raises(ValueError, match="not both"):
            put(c, "?", dedupe="a", coalesce="b")

    await database.transact(story)


async def test_calendar_decides_about_not_before_and_expiry(database: Database) -> None:
    def story(c: Connection) -> None:
        add_contacts(c)
        put(c, "mai", not_before=NOW + timedelta(days=1))
        put(c, "hôm qua", expires_at=NOW)
        put(c, "còn hạn", expires_at=NOW + timedelta(hours=1))
        assert words(claim(c)) == ["còn hạn"]
        settling.sweep(c, NOW)
        assert states(c)[1] == ("hôm qua", "expired")
        tomorrow = NOW + timedelta(days=1)
        let_leases_run_out(c)
        assert words(outgoing.claim(c, tomorrow, channel="telegram")) == ["mai"]

    await database.transact(story)


async def test_retry_halts_that_chat_only(database: Database) -> None:
    def story(c: Connection) -> None:
        add_contacts(c)
        outbox.put_many(c, NOW, [say("một"), say("hai")])
        row = take(c)
        assert row is not None
        settling.retry(c, row.id, 30)
        put(c, "cho Minh", MINH)
        assert take(c) is None
        assert words(claim(c)) == ["cho Minh"]
        let_leases_run_out(c)
        again = take(c)
        assert again is not None
        assert (again.id, again.tries) == (row.id, 2)

    await database.transact(story)


async def test_overtaken_prompt_is_suppressed_only_when_it_was_held_up(
    database: Database,
) -> None:
    def story(c: Connection) -> None:
        add_contacts(c)
        outbox.put_many(c, NOW, [say("Câu 1", prompt=True), say("Câu 2", prompt=True)])
        assert words(claim(c)) == ["Câu 1"]
        let_leases_run_out(c)
        assert words(claim(c)) == ["Câu 2"]
        let_leases_run_out(c)
        settling.sweep(c, NOW)
        assert states(c) == [("Câu 1", "suppressed"), ("Câu 2", "queued")]

    await database.transact(story)


async def test_page_gets_its_rows_in_the_order_of_delivery(database: Database) -> None:
    def story(c: Connection) -> None:
        add_contacts(c)
        put(c, "biên nhận", coalesce="album")
        put(c, "câu hỏi")
        for ahead in (0, outbox.HOLD_SECONDS):
            row = outgoing.sending(c, claim(c, ahead=ahead)[0].id)
            assert row is not None
            settling.sent(c, NOW, row.id)
        shown = outbox.since(c, HOA, 0)
        assert [(d.position, d.body["text"]) for d in shown] == [(1, "câu hỏi"), (2, "biên nhận")]
        assert [d.position for d in outbox.since(c, HOA, 1)] == [2]
        assert outbox.since(c, HOA, 0, limit=1) == shown[:1]
        assert outbox.latest(c, [HOA, MINH]) == {HOA: 2, MINH: 0}

    await database.transact(story)


async def test_metrics_count_what_waits(database: Database) -> None:
    def story(c: Connection) -> None:
        add_contacts(c)
        assert set(outbox.pending(c).values()) == {0}
        assert set(outbox.oldest(c, NOW).values()) == {0.0}
        put(c, "một")
        put(c, "hai", MINH)
        take(c)
        found = outbox.pending(c)
        assert (found["reply", "queued"], found["reply", "sending"]) == (1, 1)
        assert outbox.oldest(c, NOW + timedelta(seconds=9)) == {
            "reply": 9.0, "supplement": 0.0, "reminder": 0.0, "broadcast": 0.0,
        }  # fmt: skip

    await database.transact(story)


async def test_other_contact_of_the_person_takes_over(database: Database) -> None:
    def story(c: Connection) -> None:
        c.execute(insert(people).values(id=5, name="Hoa", created_at=NOW))
        add_contacts(c, 3)
        c.execute(update(contacts).where(contacts.c.id != MINH).values(person_id=5))
        c.execute(update(contacts).where(contacts.c.id == 3).values(channel="zalo_oa"))
        outbox.put_many(c, NOW, [say("một"), say("hai"), say("cho Minh", MINH)])
        row, other = take(c), take(c, MINH)
        assert row is not None
        assert other is not None
        assert settling.unreachable(c, row.id, "403") == 3
        assert words([*outgoing.claim(c, NOW, channel="zalo_oa")]) == ["một"]
        assert settling.unreachable(c, other.id, "403") is None
        assert states(c)[2] == ("cho Minh", "failed")
        reachable = select(contacts.c.id).where(contacts.c.reachable)
        assert c.scalars(reachable).all() == [3]

    await database.transact(story)


async def test_replies_of_a_turn_are_one_statement(database: Database) -> None:
    def story(c: Connection) -> list[str]:
        add_contacts(c)
        seen: list[str] = []

        @event.listens_for(c, "before_cursor_execute")
        def _note(*arguments: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own signature
            seen.append(arguments[2])

        outbox.put_many(c, NOW, [say("một"), say("hai"), say("báo Minh", MINH)])
        return seen

    assert len(await database.transact(story)) == 1


def explained(c: Connection, statement: str, parameters: Any) -> str:  # noqa: ANN401 - a driver's
    prefix = "EXPLAIN QUERY PLAN " if c.dialect.name == "sqlite" else "EXPLAIN "
    rows = c.exec_driver_sql(prefix + statement, parameters)
    return "\n".join(str(row[-1]) for row in rows)


def fill(c: Connection) -> None:
    """As after a year: nearly everything was sent long ago, and a broadcast is on its way."""
    add_contacts(c, 500)
    outbox.put_many(c, NOW, [say("cũ", 1 + n % 500) for n in range(2000)])
    c.execute(update(table).values(state="sent", position=table.c.id))
    outbox.put_many(c, NOW, [say("tin", 1 + n, lane="broadcast") for n in range(500)])
    outbox.put_many(c, NOW, [say("mới", 1 + n) for n in range(50)])
    c.execute(text("ANALYZE outbox"))


def plans_of(c: Connection, job: Callable[[], object]) -> list[str]:
    statements: list[tuple[str, Any]] = []

    def note(*arguments: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own signature
        statements.append((arguments[2], arguments[3]))

    event.listen(c, "before_cursor_execute", note)
    job()
    event.remove(c, "before_cursor_execute", note)
    return [explained(c, *statement) for statement in statements]


@pytest.mark.parametrize("lanes", [outbox.LANES, ["reply"], outbox.SPOKEN, outbox.BULK])
async def test_claim_walks_the_partial_index(database: Database, lanes: list[str]) -> None:
    def story(c: Connection) -> list[str]:
        fill(c)
        return plans_of(c, lambda: claim(c, lanes=lanes, limit=10))

    (plan,) = await database.transact(story)
    assert "ix_outbox_pending" in plan
    assert "ix_outbox_live" in plan
    assert "Sort Key: due" not in plan
    assert "Seq Scan" not in plan
    assert "SCAN due" not in plan


def leave(c: Connection) -> None:
    settling.left(c, HOA, "403")


@pytest.mark.parametrize(
    "job", [take, lambda c: settling.sweep(c, NOW), leave], ids=["take", "sweep", "left"]
)
async def test_nothing_looks_at_what_was_sent(
    database: Database, job: Callable[[Connection], object]
) -> None:
    def story(c: Connection) -> list[str]:
        fill(c)
        return plans_of(c, lambda: job(c))

    for plan in await database.transact(story):
        assert "Seq Scan" not in plan
        assert not [
            line for line in plan.splitlines() if re.search("SCAN (?!picked)(?!.*INDEX)", line)
        ]
