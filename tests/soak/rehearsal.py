"""The rehearsal: March and April of 2021 day by day, with everybody who is to hear of 20/4/2021.

Everything is the real thing but the platform: the loop looks day and night, the sender sends, a
village answers by the button of its own digest. Who heard what and when is compared with a
calculation of its own (`rehearsal_expected`).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from time import perf_counter

from sqlalchemy import Connection, insert

from bot.channels.base import Body, Layout, Pace, Receipt
from bot.envelope import Envelope
from bot.reminding import Reminding
from bot.sender import Sender
from bot.turn import take
from bot.world import World
from storage.database import Database
from storage.tables import lists
from tests.soak.rehearsal_expected import Heard, expected
from tests.soak.rehearsal_people import (
    CHANNEL,
    FIRST_DAY,
    Unit,
    build,
    cast,
    days,
    events,
    take_up,
)
from tests.soak.report import Report
from tests.stage import KEYRING, ZONE
from tests.watching import D1

PROVINCE = 1356  # villages
DAY_AND_NIGHT = tuple(time(n // 2, n % 2 * 30) for n in range(48))
ANSWER = "D.what.none:D1"  # the button "Kỳ này chưa có"
_WAITING = re.compile(r"Còn (\d+)/\d+ đơn vị")
_LATE = re.compile(r"Đơn vị bên dưới quá hạn .* còn (\d+) đơn vị")
_OWN = ("Kính mời đồng chí:", "Việc có hạn của đồng chí:")
_SCOLDING = re.compile(r"quá hạn|trễ|chậm(?! nhất)")


@dataclass
class SendOnly:
    """A platform that takes everything. Digests are told from replies by how they begin."""

    now: datetime
    name: str = CHANNEL
    layout: Layout = field(default_factory=lambda: Layout(2000, max_buttons=10))
    pace: Pace | None = None
    digests: list[tuple[datetime, str, str]] = field(default_factory=list)
    buttons: set[str] = field(default_factory=set)  # of every digest, as address and payload

    async def send(self, address: str, body: Body) -> Receipt:
        if body.text.startswith((*_OWN, "Đơn vị bên dưới", "Hôm qua hệ thống")):
            self.digests.append((self.now, address, body.text))
            self.buttons |= {f"{address} {button.payload}" for _, button in body.controls}
        return Receipt("m")


@dataclass
class Rehearsal:
    database: Database
    cast: Sequence[Unit]
    looks: Sequence[time]  # of every day
    platform: SendOnly = field(default_factory=lambda: SendOnly(at(FIRST_DAY, time(0))))

    async def run(self) -> None:
        """Day and night of two months."""
        self._sender = Sender(self.database, {CHANNEL: self.platform}, lambda: self.platform.now)
        loop = Reminding(self.database, lambda: self.platform.now)
        coming = sorted(events(self.cast), key=lambda one: (one[0], one[1], one[2].id))
        for moment in (at(day, look) for day in days() for look in self.looks):
            happened = bool(coming) and coming[0][0] <= moment
            while coming and coming[0][0] <= moment:
                await self._happens(*coming.pop(0))
            self.platform.now = moment
            if await loop.look() or happened:
                await self._sender.drain()

    async def _happens(self, now: datetime, what: int, unit: Unit) -> None:
        self.platform.now = now
        if what == 0:
            await self.database.transact(take_up, unit, now)
        elif unit.level == "village":
            await self._answers(unit, now)
        else:
            await self.database.transact(_close, unit, now)

    async def _answers(self, unit: Unit, now: datetime) -> None:
        envelope = Envelope(CHANNEL, unit.address, f"{unit.id}", payload=ANSWER)
        await self.database.transact(take, World(KEYRING, lambda _: {}), envelope, now)


def at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, ZONE)


def _close(c: Connection, unit: Unit, now: datetime) -> None:
    """The list of a commune or district is closed and sent up."""
    c.execute(
        insert(lists).values(unit_id=unit.id, term=D1, number=1, state="sent", body={}, at=now)
    )


# --- what is compared


def heard(platform: SendOnly) -> list[Heard]:
    return [
        Heard(now, address, _number(_WAITING, text), _number(_LATE, text))
        for now, address, text in platform.digests
    ]


def _number(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    return int(found[1]) if found else 0


def check(cast: Sequence[Unit], platform: SendOnly) -> None:
    """Raises AssertionError where anything differs from the calculation."""
    found = heard(platform)
    wanted = expected(cast)
    assert len(found) == len(set(found)), "somebody heard the same twice"
    assert set(found) == wanted, sorted(map(str, set(found) ^ wanted))[:20]
    days = Counter((one.address, one.at.date()) for one in found)
    assert max(days.values()) == 1, "two digests on one day"
    assert all(time(7) <= one.at.time() < time(20) for one in found)
    _nobody_done(cast, found)
    _one_tap(cast, platform)
    _no_village_scolded(cast, platform)


def _nobody_done(cast: Sequence[Unit], found: Sequence[Heard]) -> None:
    done = {unit.address: unit.done for unit in cast if unit.level in {"village", "commune"}}
    for one in found:
        when = done.get(one.address)
        assert when is None or one.at < when, f"{one} was done at {when}"


def _one_tap(cast: Sequence[Unit], platform: SendOnly) -> None:
    """Every digest of a village carried the button that villages answer by."""
    villages = {unit.address for unit in cast if unit.level == "village"}
    heard_of = {address for _, address, _ in platform.digests} & villages
    assert {f"{address} {ANSWER}" for address in heard_of} <= platform.buttons


def _no_village_scolded(cast: Sequence[Unit], platform: SendOnly) -> None:
    villages = {unit.address for unit in cast if unit.level == "village"}
    texts = [text for _, address, text in platform.digests if address in villages]
    assert texts
    assert not [text for text in texts if _SCOLDING.search(text)]


async def rehearse(
    url: str,
    report: Report,
    villages: int = PROVINCE,
    district: str | None = None,
    looks: Sequence[time] = DAY_AND_NIGHT,
) -> SendOnly:
    """Two months of one district, or of the province, in a new database."""
    begun, database = perf_counter(), Database(url)
    await database.transact(build, villages)
    here = Rehearsal(database, await database.transact(cast, district), looks)
    await here.run()
    await database.close()
    check(here.cast, here.platform)
    officers, got = sum(unit.joins is not None for unit in here.cast), len(here.platform.digests)
    report.add(
        f"rehearsal of March and April 2021: {officers:,} officers got {got:,} digests,"
        f" each as calculated by hand, in {perf_counter() - begun:.0f} s"
    )
    return here.platform
