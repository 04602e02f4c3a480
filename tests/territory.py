"""The shipped plan and units in a database, and records put there without any conversation."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import Connection, insert, select, update

from campaign.people import Role
from campaign.plan_file import load_shipped, source_of
from campaign.units import Unit
from campaign.units_file import SHIPPED, read_file
from campaign.vietnam import local_day
from campaign.workflow import Status
from storage import counters, people, plans, units
from storage.tables import history, records

DAY = date(2022, 5, 5)
NOW = datetime(2022, 5, 5, 1, 0, tzinfo=UTC)  # 8:00 in Vietnam
LONG_AGO = NOW - timedelta(days=200)
PLAN = load_shipped("yenbai-2021-2025")
FIRST, SECOND = (phase.id for phase in PLAN.phases)
ROWS = read_file(SHIPPED / "yenbai-2021.csv")


def settle(c: Connection) -> None:
    """The plan, its units and one person, who writes every record."""
    plans.load(c, source_of("yenbai-2021-2025"), LONG_AGO)
    units.load(c, ROWS, PLAN, dry_run=False)
    people.add(c, "Lò Văn Pha", LONG_AGO)


def unit(c: Connection, code: str) -> Unit:
    found = units.by_code(c, code, DAY)
    assert found is not None, code
    return found


def record(
    c: Connection,
    code: str,
    what: tuple[str, str],
    *statuses: Status,
    phase: str = FIRST,
    at: datetime = LONG_AGO,
) -> int:
    """A record of a category and kind at the unit `code`, which took these statuses at `at`."""
    place = unit(c, code)
    new = insert(records).values(
        plan_id=1, unit_id=place.id, path="/", category=what[0], kind=what[1], phase=phase,
        status=Status.DRAFT, author_id=1, author_role=Role.REPORTER, author_unit_id=place.id,
        author_channel="web", created_at=at, changed_at=at,
    )  # fmt: skip
    id = int(c.execute(new.returning(records.c.id)).scalar_one())
    for source, target in pairwise((Status.DRAFT, *statuses)):
        move(c, id, source, target, at)
    return id


def move(c: Connection, id: int, source: Status, target: Status, at: datetime) -> None:
    """What a step leaves behind: the status, a line of history, the counters."""
    row = c.execute(select(records).where(records.c.id == id)).one()
    c.execute(update(records).where(records.c.id == id).values(status=target, changed_at=at))
    c.execute(
        insert(history).values(record_id=id, at=at, verb="confirm", source=source, target=target)
    )
    counters.moved(
        c, unit_id=row.unit_id, category=row.category, kind=row.kind, phase=row.phase,
        source=None if source is Status.DRAFT else source, target=target,
        on=local_day(at),
    )  # fmt: skip
