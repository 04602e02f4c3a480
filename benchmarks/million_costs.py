"""What is done again and again while a message to a million people stands in the queue."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from sqlalchemy import Connection, update

from benchmarks.crowd import CHANNEL, NOW
from benchmarks.million_people import FIRST, SPOKEN_TO
from bot import claims
from bot.channels.base import Pace
from bot.claims import Look
from campaign.broadcasts import State
from storage import broadcast_results, outbox, outgoing, settling
from storage.outgoing import Row
from storage.tables import broadcasts
from storage.tables import outbox as table
from tests.fake_channel import FakeChannel

MOST_RATIO = 2
SHOWN_ROUNDS = 10  # of what has no bound
AT_ONCE = 16  # places of a sender
WEB = FakeChannel(CHANNEL, Pace(1_000_000, 1_000_000))  # nothing is sent through it


@dataclass(frozen=True, slots=True)
class Cost:
    """`work(connection, round, id of the message)`; `most` is how many times as long it may take
    beside a million (median), None where it is only shown.
    """

    name: str
    work: Callable[[Connection, int, int], object]
    most: float | None = MOST_RATIO

    def rounds(self, wanted: int) -> int:
        return wanted if self.most else min(wanted, SHOWN_ROUNDS)


@dataclass(frozen=True, slots=True)
class Figure:
    """Milliseconds of each time something was done; `most` as of its `Cost`."""

    name: str
    quiet: Sequence[float]
    full: Sequence[float]
    most: float | None = MOST_RATIO

    @property
    def ratio(self) -> float:
        return median(self.full) / median(self.quiet)

    @property
    def is_good(self) -> bool:
        return self.most is None or self.ratio <= self.most

    def __str__(self) -> str:
        shown = "".join(f"{median(t):>9.2f}{_p99(t):>9.2f}" for t in (self.quiet, self.full))
        return f"{self.name:<38}{shown}{self.ratio:>8.2f}"


def _p99(times: Sequence[float]) -> float:
    return quantiles(times, n=100, method="inclusive")[98]


def reply(c: Connection, n: int, _id: int) -> None:
    """A reply is put, and a look at the queue takes it."""
    body = {"text": f"#{n}"}
    outbox.put(c, NOW, contact_id=FIRST + 1 + n % SPOKEN_TO, channel=CHANNEL, body=body)
    rows = claims.claim(c, [WEB], NOW, Look(AT_ONCE, 0)).rows
    if [row.body for row in rows] != [body]:
        raise AssertionError(rows)
    outgoing.sending(c, rows[0].id)
    settling.sent(c, NOW, rows[0].id)


def _look(c: Connection) -> list[Row]:
    """A look at the bulk lanes; what it claims is given back at once."""
    rows = claims.claim(c, [WEB], NOW, Look(0, AT_ONCE)).rows
    given_back = update(table).where(table.c.id.in_([row.id for row in rows]))
    c.execute(given_back.values(leased_until=None))
    return rows


def _claimed(c: Connection, _n: int, _id: int) -> None:
    if not _look(c):
        raise AssertionError("nothing is claimed")


def _paused(c: Connection, _n: int, id: int) -> None:
    """It is paused and nothing of it may leave; it is resumed and goes on."""
    turn(c, id, State.PAUSED)
    if _look(c):
        raise AssertionError("a paused message leaves")
    turn(c, id, State.SENDING)
    _claimed(c, 0, id)


def turn(c: Connection, id: int, state: State) -> None:
    c.execute(update(broadcasts).where(broadcasts.c.id == id).values(state=state))


BESIDE_AN_EMPTY_QUEUE = (
    Cost("a reply put, claimed, settled", reply),
    Cost("whether replies wait", lambda c, _n, _: outgoing.replies_wait(c, NOW, [CHANNEL])),
    Cost("the sweep of each second", lambda c, _n, _: settling.sweep(c, NOW)),
)
BESIDE_A_SMALL_ONE = (
    Cost("16 rows claimed and given back", _claimed),
    Cost("paused, a look, resumed, a look", _paused),
    Cost("counted for /metrics", lambda c, _n, _: (outbox.pending(c), outbox.oldest(c, NOW)), None),
    Cost(
        "its author asks how far it is",
        lambda c, _n, id: broadcast_results.progress(c, id, gives_way=False),
        None,
    ),
)
