"""Forged webhooks of the Official Account against the real route: not one is believed.

Three stretches, twice: forgeries alone, of which the database hears nothing at all; forgeries with
true events of every way of signing among them, of which exactly the true ones come in; forgeries
with the same true events once more, after which every row is as before. What Python holds is
counted in blocks of memory after each half: a second half that leaves some for each post is a leak.
"""

import asyncio
import gc
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, count, product
from pathlib import Path
from random import Random
from typing import Any

import orjson
from sqlalchemy import Connection, select
from structlog.testing import capture_logs

from bot.channels.zalo_oa_events import VARIANTS, read
from storage.database import Database
from storage.tables import inbox, metadata
from tests.listening import Listening
from tests.soak.report import Report
from tests.stage import Stage
from tests.zalo_oa import Forgery, Signing
from tests.zalo_oa.delivery import signed
from tests.zalo_oa.events import Event
from tests.zalo_oa.forging import forged
from tests.zalo_oa.signing import TIMESTAMP_HEADER
from tests.zalo_oa.values import Json
from tests.zalo_oa_stage import ZaloOAStage, zalo_oa_stage

HEARD, FORGED = 200, 403
CALLERS = 16
EACH_TRUE = 50  # forgeries to a true event
LEFT = 0.5  # blocks of memory that each post of the second half may leave
MINUTE = 60_000  # milliseconds
SIGNINGS = [
    Signing(timestamp=at, first=who)  # type: ignore[arg-type]
    for at, who in product(("body", "header"), ("app_id", "oa_id"))
]


@dataclass(frozen=True, slots=True)
class Post:
    raw: bytes
    headers: dict[str, str]
    wanted: int  # the status of the answer


@dataclass
class Forger:
    """Makes up events that Zalo never sent, and signs them well or badly. It knows no secret but
    for what it must not get away with.
    """

    there: ZaloOAStage
    chance: Random
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def event(self, name: str = "user_send_text") -> Event:
        n, account = next(self._numbers), self.there.api.account
        who, at = self.there.person("hoa").id, str(int(self.there.clock.at * 1000) + n * MINUTE)
        body: Json = {"event_name": name, "app_id": account.app_id, "sender": {"id": who}}
        body |= {"recipient": {"id": account.oa_id}, "follower": {"id": f"9{n:018}"}}
        body |= {"message": {"text": "menu", "msg_id": f"{n:020x}"}, "info": {"phone": "84900"}}
        body |= {"timestamp": at}
        return Event(n, who, body, orjson.dumps(body), at)

    def true(self, signing: Signing) -> Post:
        event = self.event()
        return Post(event.raw, signed(event, signing, self.there.api.account), HEARD)

    def forgeries(self, number: int) -> Iterator[Post]:
        for _ in range(number):
            signing = self.chance.choice(SIGNINGS)
            how = self.chance.choice((*Forgery, _other_body, _other_moment))
            event = self.event(self.chance.choice(("user_send_text", "follow", "user_submit_info")))
            if isinstance(how, Forgery):
                post = forged(event, how, signing, self.there.api.account)
            else:
                post = how(self, event, signing)
            yield Post(*post, FORGED)


def _other_body(forger: Forger, event: Event, signing: Signing) -> tuple[bytes, dict[str, str]]:
    """An event under everything that another one was signed with."""
    return event.raw, signed(forger.event(), signing, forger.there.api.account)


def _other_moment(forger: Forger, event: Event, signing: Signing) -> tuple[bytes, dict[str, str]]:
    """The body's moment of one event, the header's of another one, signed with a third."""
    headers = signed(event, signing, forger.there.api.account)
    moment = forger.event().timestamp
    if signing.timestamp == "header":
        return event.raw, headers | {TIMESTAMP_HEADER: moment}
    return event.raw.replace(event.timestamp.encode(), moment.encode()), headers


async def forged_events(make: Callable[[], str], number: int, report: Report) -> None:
    """`number` forgeries in all."""
    begun, memory = time.monotonic(), []
    stage: Any = Stage(Database(make()))
    with tempfile.TemporaryDirectory() as folder, capture_logs() as logs:
        async with zalo_oa_stage(stage, Path(folder) / "spool") as there:
            forger = Forger(there, Random(number))
            for _ in range(2):
                true = await _half(forger, number // 2)
                gc.collect()
                memory.append(sys.getallocatedblocks())
        assert [log["event"] for log in logs] == ["zalo_oa_signature"] * len(VARIANTS), logs[:9]
    await stage.database.close()
    assert memory[1] - memory[0] <= LEFT * number // 2, memory
    report.add(
        f"{number} forged webhooks of the Official Account in {time.monotonic() - begun:.0f} s: "
        f"each answered with {FORGED}, none reached the database; {2 * true} true ones among them, "
        f"signed in {len(SIGNINGS)} ways, heard once and without effect the second time; memory "
        f"{memory[0]:,} blocks after the first half, {memory[1]:,} after the second"
    )


async def _half(forger: Forger, number: int) -> int:
    """How many true events were among them."""
    database, third = forger.there.database, number // 3
    with Listening(database) as asked:
        await _post(forger, forger.forgeries(number - 2 * third))
    assert not asked, asked[:3]
    true = [forger.true(SIGNINGS[n % len(SIGNINGS)]) for n in range(third // EACH_TRUE)]
    keys = await database.transact(_keys)
    await _post(forger, _among(true, forger.forgeries(third)))
    come = await database.transact(_keys) - keys
    assert come == {read(post.raw)[0].key for post in true}
    before = await database.transact(_everything)
    await _post(forger, _among(true, forger.forgeries(third)))
    assert await database.transact(_everything) == before
    return len(true)


def _among(true: Sequence[Post], forgeries: Iterator[Post]) -> Iterator[Post]:
    for post in true:
        yield from (next(forgeries) for _ in range(EACH_TRUE // 2))
        yield post
        yield from (next(forgeries) for _ in range(EACH_TRUE // 2))
    yield from forgeries


async def _post(forger: Forger, posts: Iterable[Post]) -> None:
    """Post them all, `CALLERS` at once; each is answered as it must be."""
    left = iter(posts)

    async def caller() -> None:
        for post in left:
            status = await forger.there.api.webhook.post(post.raw, post.headers)
            assert status == post.wanted, (status, post)

    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    await forger.there.intake.settle()


def _keys(c: Connection) -> set[str]:
    return set(c.execute(select(inbox.c.key)).scalars())


def _everything(c: Connection) -> set[str]:
    """Every row of every table."""
    tables = metadata.sorted_tables
    return set(chain(*([f"{t}{tuple(row)}" for row in c.execute(select(t))] for t in tables)))
