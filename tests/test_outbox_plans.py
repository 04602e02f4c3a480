"""A message to 20,000 people stands in the queue: who looks at the outbox walks past none of them.

Plans are read by the names of their indexes and by what they scan, after `ANALYZE`, on both
engines. Costs and times are not looked at: they depend on the machine, and on what it did before.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, event, text

from bot.channels.base import Pace
from bot.claims import Look, claim
from campaign.broadcasts import State
from storage import broadcast_sending as sending
from storage import outbox, outgoing, settling
from storage.types import Instant
from tests.fake_channel import FakeChannel
from tests.many import WEB, approved, set_state
from tests.stage import START, Stage

PEOPLE, FIRST = 20_000, 1_000_000
CHANNEL = FakeChannel(WEB, Pace(1000, 1000))

_NUMBERS = """WITH RECURSIVE numbers(n) AS (
    SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :people)"""
_FILL = (
    """INSERT INTO contacts (id, channel, address, created_at) {numbers}
    SELECT :first + n, 'web', 'crowd-' || n, :now FROM numbers""",
    """INSERT INTO outbox (contact_id, channel, lane, rank, body, state, position, created_at)
    {numbers} SELECT :first + n, 'web', 'reply', 0, '[]', 'sent', 1, :now FROM numbers""",
    """INSERT INTO outbox (contact_id, channel, lane, rank, body, state, broadcast_id, created_at)
    {numbers} SELECT :first + n, 'web', 'broadcast', 3, '[]', 'queued', :broadcast, :now
    FROM numbers""",
)


def fill(c: Connection) -> int:
    """A crowd that got replies long ago, and the id of the message to all of them."""
    id = approved(c)
    set_state(c, id, State.SENDING)
    given = {"people": PEOPLE, "first": FIRST, "now": START, "broadcast": id}
    for statement in _FILL:
        sql = text(statement.format(numbers=_NUMBERS))
        used = {name: given[name] for name in sql.compile().params}
        c.execute(sql.bindparams(bindparam("now", type_=Instant())), used)
    c.execute(text("ANALYZE"))
    return id


def clear(c: Connection, id: int) -> None:
    set_state(c, id, State.CANCELLED)
    sending.clear(c, id, START)


@dataclass(frozen=True)
class Job:
    """What is done to the outbox, and the index it is to use on both engines."""

    work: Callable[[Connection, int], object]
    index: str = "ix_outbox_broadcasts"


JOBS = {
    "a look at the talks": Job(
        lambda c, _: claim(c, [CHANNEL], START, Look(16, 0)), "ix_outbox_pending"
    ),
    "a look at the bulk lanes": Job(lambda c, _: claim(c, [CHANNEL], START, Look(0, 16))),
    "a claim of a message": Job(
        lambda c, id: outgoing.claim_to_many(c, START, id, channel=WEB, limit=16)
    ),
    "whether replies wait": Job(
        lambda c, _: outgoing.replies_wait(c, START, [WEB]), "ix_outbox_pending"
    ),
    "a contact's next": Job(
        lambda c, _: outgoing.take(c, START, FIRST + 1, channels=[WEB]), "ix_outbox_live"
    ),
    "the sweep": Job(lambda c, _: settling.sweep(c, START), "ix_outbox_expiring"),
    "new tokens": Job(lambda c, _: settling.unblock(c, WEB), "ix_outbox_put_off"),
    "for /metrics": Job(lambda c, _: (outbox.pending(c), outbox.oldest(c, START))),
    "whether it is over": Job(lambda c, id: sending.end(c, id, START)),
    "clearing away": Job(clear),
}  # fmt: skip


async def test_nobody_walks_past_a_message_to_many(on_stage: Stage) -> None:
    id = await on_stage.database.transact(fill)
    for name, job in JOBS.items():
        plan = await on_stage.database.transact(plan_of, job, id)
        assert job.index in plan, f"{name}:\n{plan}"
        assert walks(plan) == [], f"{name}:\n{plan}"


def plan_of(c: Connection, job: Job, id: int) -> str:
    """The plans of all its statements that read or change the outbox."""
    statements: list[tuple[str, Any]] = []

    def note(*arguments: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own signature
        statements.append((arguments[2], arguments[3]))

    event.listen(c, "before_cursor_execute", note)
    job.work(c, id)
    event.remove(c, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN " if c.dialect.name == "sqlite" else "EXPLAIN "
    found = [
        row[-1]
        for sql, parameters in statements
        if re.search(r"(FROM|UPDATE) outbox\b", sql)
        for row in c.exec_driver_sql(explain + sql, parameters)
    ]
    return "\n".join(found)


def walks(plan: str) -> list[str]:
    """Its lines that go over the whole table, or along all ids."""
    whole = r"Seq Scan on outbox|SCAN (?:outbox|due|head|newer|others)(?!.*USING)"
    along = r"Scan (?:Backward )?using pk_outbox on outbox (?:due|outbox_1)"
    return [line for line in plan.splitlines() if re.search(f"{whole}|{along}", line)]
