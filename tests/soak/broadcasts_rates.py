"""Two processes share the pace of a channel, and die of kill -9 while they do.

The hard idea is what a death leaves in doubt. A request that was open at the platform when its
process died is unknown for ever. Besides, there are two short moments that no platform can see:
before a request that was begun comes in, and after its answer has left until that is noted. So a
death comes in two ways. At a random moment, what is unknown beyond the open ones can be no more
than the places that the process had left. And with every answer held back until all places are
open: then nothing is in those moments, and exactly what was open at the platform is unknown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from time import monotonic

from sqlalchemy import Connection, func, select

from campaign.broadcasts import Fate
from storage.tables import contacts, outbox, recipients
from tests.many import fates
from tests.soak.broadcasts_pace import Stretch, Window, between, watched, windows
from tests.soak.broadcasts_stage import (
    AT_ONCE,
    MOST,
    ON_THE_WEB,
    SEND,
    WINDOW,
    Sending,
    sending,
)
from tests.soak.report import Report
from tests.soak.telegram_process import Running

PACE, MINUTE, TOLERANCE = 25.0, 60.0, 0.01
BUSY = 0.5  # share of the time somebody waits for a processor; more is no quiet machine


@dataclass(frozen=True, slots=True)
class Death:
    """`open` are the chats whose requests of that process the fake had not answered."""

    disturbed: Stretch
    door: str
    open: frozenset[str]
    held: bool

    @property
    def unseen(self) -> int:
        """How many more may be unknown."""
        return 0 if self.held else AT_ONCE - len(self.open)


async def rates_of_a_broadcast(
    make: Callable[[], str], people: int, deaths: int, report: Report, *, timed: bool
) -> None:
    """Each recipient has one row and gets it once, whoever dies; never more than the pace.

    `timed`: the machine is quick enough to ask whether the pace is reached, too.
    """
    async with watched() as machine, sending(make, people) as sent:
        died, calm = await _played(sent, people, deaths, timed=timed)
        sent.check_once()
        unknown = await _checked(sent, people, died)
    at = [call.at for call in sent.calls]
    minutes = [each for stretch in calm for each in windows(at, stretch, MINUTE, machine)]
    pace, most = _pace(minutes) if timed else "", sent.api.most_in(WINDOW)
    assert most <= MOST
    report.add(
        f"broadcast to {people} people by two processes, {deaths} times kill -9: {pace}at most "
        f"{most} in {WINDOW} s; nobody twice, {unknown} unknown, of which "
        f"{sum(len(death.open) for death in died)} were open at the platform at a death"
    )


async def _played(
    sent: Sending, people: int, deaths: int, *, timed: bool
) -> tuple[list[Death], list[Stretch]]:
    """The deaths, and the time that they left undisturbed; in the end everybody has a fate."""
    chance = Random(people)
    await sent.until(lambda: all(sent.api.traffic.of(w.door, SEND) for w in sent.workers))
    begun, died = monotonic(), list[Death]()
    for n in range(deaths):
        await sent.until_begun(_moment(people, n, chance))
        died.append(await _death(sent, chance.choice(sent.workers), n, timed=timed))
    await sent.until_begun(people - 2 * AT_ONCE * (deaths + 1))
    ending = monotonic()
    if not timed:
        await sent.until_answered()
    await sent.until_over()
    for worker in sent.workers:
        await worker.until_up()  # one that was killed near the end may just be starting
        await worker.stop()
    return died, list(between(begun, [death.disturbed for death in died], ending))


async def _checked(sent: Sending, people: int, died: Sequence[Death]) -> int:
    """How many are unknown; all fates add up to the recipients and to what came in."""
    counts = await fates(sent.database, sent.id)
    assert await sent.database.transact(_rows, sent.id) == people + ON_THE_WEB
    assert counts.keys() <= {Fate.SENT, Fate.UNKNOWN}, counts
    assert sum(counts.values()) == people + ON_THE_WEB, counts
    unknown = await sent.database.transact(_unknown, sent.id)
    arrived = sum(not call.error for call in sent.calls)
    assert counts[Fate.SENT] - ON_THE_WEB <= arrived <= counts[Fate.SENT] + len(unknown), counts
    _check_unknown(sent, died, unknown)
    return len(unknown)


def _moment(people: int, n: int, chance: Random) -> int:
    """After how many requests somebody dies: in the full size a minute and more lies between."""
    return people * (5 + 4 * n) // 20 + chance.randint(0, people // 40)


async def _death(sent: Sending, worker: Running, n: int, *, timed: bool) -> Death:
    """Kill one and start it again; `timed`, until it sends."""
    held, traffic, begin = n % 2 == 0, sent.api.traffic, monotonic()
    if held:
        traffic.hold()
        await sent.until(
            lambda: all(len(traffic.open_of(w.door, SEND)) == AT_ONCE for w in sent.workers)
        )
    open_ = frozenset(passing.to for passing in traffic.open_of(worker.door, SEND))
    await worker.die()  # it is killed before anything here can go on
    traffic.release()
    before = len(traffic.of(worker.door, SEND))
    await worker.start()
    if timed:
        await sent.until(lambda: len(traffic.of(worker.door, SEND)) > before)
    return Death(Stretch(begin, monotonic()), worker.door, open_, held)


def _check_unknown(sent: Sending, died: Sequence[Death], unknown: set[str]) -> None:
    """What was open is unknown; and no more besides than a death can leave."""
    opened = {chat for death in died for chat in death.open}
    assert opened <= unknown, opened - unknown
    unseen = unknown - opened
    assert len(unseen) <= sum(death.unseen for death in died), (unseen, died)
    doors = {p.to: p.door for p in sent.api.traffic.all if p.method == SEND}
    assert all(doors.get(chat, "") in {"", *(d.door for d in died)} for chat in unseen), unseen


def _pace(minutes: Sequence[Window]) -> str:
    """The means of all full minutes in words; in each that the machine left undisturbed, too, it is
    the pace.
    """
    assert minutes, "no full minute between two deaths"
    quiet = [each.mean for each in minutes if each.busy <= BUSY]
    exact = [mean for mean in quiet if abs(mean - PACE) <= PACE * TOLERANCE]
    assert len(exact) == len(quiet), (min(quiet), max(quiet))
    means = [each.mean for each in minutes]
    said = f"{min(means):.2f} to {max(means):.2f}/s in a minute"
    if quiet:
        return f"{said}, {min(quiet):.2f} to {max(quiet):.2f} where the machine was quiet, "
    busy = min(each.busy for each in minutes)
    return f"{said} (never quiet: others waited for a processor {busy:.0%} of the time at least), "


def _unknown(c: Connection, id: int) -> set[str]:
    """The addresses of those of whom nobody can tell."""
    mine = select(recipients.c.id).where(recipients.c.broadcast_id == id)
    rows = select(contacts.c.address).join(outbox, outbox.c.contact_id == contacts.c.id)
    return set(c.scalars(rows.where(outbox.c.recipient_id.in_(mine), outbox.c.state == "unknown")))


def _rows(c: Connection, id: int) -> int:
    mine = select(recipients.c.id).where(recipients.c.broadcast_id == id)
    return c.scalar(select(func.count()).where(outbox.c.recipient_id.in_(mine))) or 0
