"""The demo: exemplars in every state, made by talking, and nothing left to be sent."""

import asyncio
import io
import json
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from bot import cast
from bot.app import opened
from bot.commands.frame import ready
from bot.demo import set_the_stage
from bot.exporting import exported
from bot.settings import Settings, read
from campaign.plan import Plan
from campaign.workflow import Status
from storage import evidence, outbox, plans
from storage.blobs import Blobs, BlobsUnavailable
from storage.tables import contacts, posts, records, units
from storage.tables import evidence as evidence_table
from storage.tables import outbox as outbox_table
from storage.tables import people as people_table

INTERRUPTED_AT = 6  # writes to the photo store: the two photos of the first exemplar
CATEGORIES = {"1.1", "1.2A", "1.2B", "1.3", "1.4", "2A", "2B"}


class Filling:
    """A photo store that stops to answer after a few photos."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs, self._left = blobs, INTERRUPTED_AT

    def put(self, data: bytes) -> str:
        if not self._left:
            raise BlobsUnavailable
        self._left -= 1
        return self._blobs.put(data)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - all the rest is the real one's
        return getattr(self._blobs, name)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, str]:
    """A demo that was started, broken off and started again; what the second start said."""
    settings = read(
        {
            "DATA_DIR": str(tmp_path_factory.mktemp("demo")),
            "DEMO": "1",
            "CLOCK_START": "2022-05-05T08:00:00+07:00",
        }
    )
    said = io.StringIO()
    asyncio.run(_start_twice(settings, said))
    return settings, said.getvalue()


async def _start_twice(settings: Settings, said: io.StringIO) -> None:
    await ready(settings)
    async with opened(settings) as services:
        with pytest.raises(BlobsUnavailable):
            await set_the_stage(replace(services, blobs=Filling(services.blobs)))  # type: ignore[arg-type]
    async with opened(settings) as services:
        with redirect_stdout(said):
            await set_the_stage(services)


def _rows(c: Connection) -> list[dict[str, Any]]:
    found = c.execute(
        select(records, units.c.path.label("place")).join(units, records.c.unit_id == units.c.id)
    )
    return [dict(row._mapping) for row in found]  # noqa: SLF001 - SQLAlchemy's name for it


def _plan(c: Connection) -> Plan:
    id = plans.current_id(c)
    assert id is not None
    return plans.get(c, id)


async def test_every_status_category_and_kind_is_there(started: tuple[Settings, str]) -> None:
    async with opened(started[0]) as services:
        rows = await services.database.transact(_rows)
        plan = await services.database.transact(_plan)
    assert 38 <= len(rows) <= 45
    assert {row["status"] for row in rows} == set(Status)
    assert {row["category"] for row in rows} >= CATEGORIES
    assert {row["kind"] for row in rows} == {kind.id for kind in plan.kinds}
    assert len({row["place"].split("/")[2] for row in rows if row["place"].count("/") > 2}) >= 5
    sent = [row["number"] for row in rows if row["status"] != Status.DRAFT]
    assert sorted(sent) == list(range(1, len(sent) + 1))
    assert max(row["changed_at"] for row in rows) < services.clock()


async def test_every_photo_is_stored_and_nothing_waits(started: tuple[Settings, str]) -> None:
    def look(c: Connection) -> None:
        states = Counter(c.scalars(select(evidence_table.c.state)))
        assert states[evidence.STORED] >= 40
        assert set(states) == {evidence.STORED}
        assert c.scalar(select(func.count(evidence_table.c.reused_from_id))) == 0
        assert not any(outbox.pending(c).values())
        assert c.scalar(select(func.count(outbox_table.c.held_until))) == 0

    async with opened(started[0]) as services:
        await services.database.transact(look)


async def test_everybody_one_can_play_is_at_home_and_has_something_to_do(
    started: tuple[Settings, str],
) -> None:
    async with opened(started[0]) as services:
        for part in cast.CAST:
            last = await services.database.transact(_last_shown, part)
            assert part.name in last["text"]
        hoa = await services.database.transact(_statuses_of, "hoa")
        minh = await services.database.transact(_statuses_of, "hoa", "extra-sua", "extra-pang")
    wanted = {Status.DRAFT, Status.RETURNED, Status.SUBMITTED, Status.RECOGNISED}
    assert wanted <= set(hoa)
    assert minh[Status.SUBMITTED] >= 3


def _last_shown(c: Connection, part: cast.Part) -> dict[str, Any]:
    contact_id = c.scalar(select(contacts.c.id).where(contacts.c.address == part.address))
    shown = outbox.since(c, int(contact_id or 0), 0)
    assert [row.position for row in shown] == list(range(1, len(shown) + 1))
    return dict(shown[-1].body)


def _statuses_of(c: Connection, *keys: str) -> Counter[str]:
    names = [p.name for p in (*cast.CAST, *cast.EXTRAS) if p.key in keys]
    found = select(records.c.status).join(people_table, records.c.author_id == people_table.c.id)
    return Counter(c.scalars(found.where(people_table.c.name.in_(names))))


async def test_whoever_speaks_is_invented_and_known_as_such(started: tuple[Settings, str]) -> None:
    def look(c: Connection) -> int:
        assert set(c.scalars(select(people_table.c.demo))) == {True}
        return int(c.scalar(select(func.count(posts.c.id))) or 0)

    async with opened(started[0]) as services:
        assert await services.database.transact(look) == len(cast.CAST) + len(cast.EXTRAS)


async def test_its_export_is_whole(started: tuple[Settings, str]) -> None:
    async with opened(started[0]) as services:
        found = await services.database.transact(
            exported, services.keyring, unit_id=None, phase=None, as_of=None, now=services.clock()
        )
    told = json.loads(json.dumps(found, default=str, ensure_ascii=False))
    assert "menu" not in {
        str(value.get("text"))
        for record in (*told["exemplars"], *told["drafts"])
        for value in (*record["registration"].values(), *record["answers"].values())
        if isinstance(value, dict)
    }
    assert len(told["drafts"]) == 2
    recognised = [e for e in told["exemplars"] if e["status"] == "recognised"]
    assert len(recognised) >= 5
    for exemplar in recognised:
        assert any(d["kind"] == "recognition" and d["number"] for d in exemplar["decisions"])
        assert exemplar["answers"]
    dates = [step["at"] for e in told["exemplars"] for step in e["history"]]
    assert min(dates)[:7] == "2021-04"
    assert max(dates)[:7] == "2022-04"


async def test_a_second_start_changes_nothing(started: tuple[Settings, str]) -> None:
    async with opened(started[0]) as services:
        before = await services.database.transact(_counts)
        await set_the_stage(services)
        assert await services.database.transact(_counts) == before


def _counts(c: Connection) -> list[int]:
    tables = (records, outbox_table, evidence_table, people_table)
    return [int(c.scalar(select(func.count()).select_from(table)) or 0) for table in tables]


def test_it_says_how_far_it_has_come(started: tuple[Settings, str]) -> None:
    lines = started[1].splitlines()
    assert lines[-1] == "Đang dựng dữ liệu mẫu: 41/41"
    assert all(line.startswith("Đang dựng dữ liệu mẫu: ") for line in lines)
