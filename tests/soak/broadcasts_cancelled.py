"""A broadcast cancelled while two processes send it: what was not begun stays where it is.

The hard idea is what may still leave. A process that has claimed rows begins their requests in
transactions of their own, which see the cancelling as soon as it is committed. So only requests
whose transaction was before that can come in after it: at most the places of each process.
"""

from collections.abc import Callable
from time import monotonic

from sqlalchemy import Connection

from bot.envelope import Envelope
from bot.turn import take
from bot.world import World
from campaign.broadcasts import Fate, State
from storage.broadcasts import get
from tests.soak.broadcasts_stage import (
    AT_ONCE,
    MOST,
    ON_THE_WEB,
    WINDOW,
    WORKERS,
    Sending,
    sending,
)
from tests.soak.report import Report
from tests.stage import KEYRING, START

LATEST = 1.0  # seconds after the commit


async def cancelled_while_sending(
    make: Callable[[], str], people: int, report: Report, *, timed: bool
) -> None:
    """At 40 % the author cancels: the result adds up to the recipients exactly. `timed`: the
    machine is quick enough to ask how long after the commit a request may still come in.
    """
    async with sending(make, people) as sent:
        await sent.until_begun(people * 2 // 5)
        await sent.database.transact(_say, 1, f"thông báo {sent.id}")
        await sent.database.transact(_cancel, sent.id)
        committed = monotonic()
        counts = await sent.until_over()
        late = [call.at - committed for call in sent.calls if call.at > committed]
        for worker in sent.workers:
            await worker.stop()
        _check(sent, people, late)
        assert not timed or max(late, default=0) <= LATEST, late
        arrived = sum(not call.error for call in sent.calls)
    assert sum(counts.values()) == people + ON_THE_WEB, counts
    assert counts.keys() <= {Fate.SENT, Fate.CANCELLED}, counts
    assert arrived <= counts[Fate.SENT] <= arrived + ON_THE_WEB, (arrived, counts)
    report.add(
        f"broadcast to {people} people cancelled at 40 % while {WORKERS} processes sent it: "
        f"{len(late)} requests came in after the commit, the last {1000 * max(late, default=0):.0f}"
        f" ms later; {counts[Fate.SENT]} sent and {counts[Fate.CANCELLED]} cancelled are all"
    )


def _say(c: Connection, n: int, text: str) -> None:
    take(c, World(KEYRING, lambda _: {}), Envelope("web", "demo-lan", f"{n}", text), START)


def _cancel(c: Connection, id: int) -> None:
    _say(c, 2, "Hủy thông báo")
    found = get(c, id)
    assert found is not None
    assert found.state is State.CANCELLED, found.state


def _check(sent: Sending, people: int, late: list[float]) -> None:
    sent.check_once()
    assert len(sent.calls) < people
    assert sent.api.most_in(WINDOW) <= MOST
    assert len(late) <= WORKERS * AT_ONCE, late
