"""What officials saw on the spot. Of one record and key the last word counts; none is deleted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    func,
    insert,
    select,
    true,
)

from campaign.people import Role
from campaign.proof import Check, Finding, Seen
from campaign.workflow import REGISTERED
from storage import visits
from storage.tables import history, people, records, spot_checks
from storage.types import AnyRow

WHOLE = ""  # the key of what is said of a record as a whole


def note(  # noqa: PLR0913 - one row, all of it known at once
    c: Connection,
    now: datetime,
    *,
    record_id: int,
    key: str,
    finding: Finding,
    day: date,
    words: str,
    evidence_id: int | None,
    person_id: int,
    role: Role,
    next_visit: date | None = None,
) -> int:
    """Keep what somebody saw; the id."""
    new = insert(spot_checks).values(
        record_id=record_id, key=key, verdict=finding, day=day, note=words,
        evidence_id=evidence_id, person_id=person_id, role=role, at=now, next_visit=next_visit,
    )  # fmt: skip
    return int(c.execute(new.returning(spot_checks.c.id)).scalar_one())


def of_record(c: Connection, record_id: int) -> Seen:
    rows = c.execute(_OF_RECORD, {"record": record_id}).all()
    last = {row.key: _check(row) for row in rows}
    planned = [row.next_visit for row in rows if row.is_open]
    return Seen(tuple(last[key] for key in sorted(last)), planned[-1] if planned else None)


_OF_RECORD = (
    select(spot_checks, people.c.name.label("by"), visits.OPEN.label("is_open"))
    .join(people, people.c.id == spot_checks.c.person_id)
    .where(spot_checks.c.record_id == bindparam("record"))
    .order_by(spot_checks.c.id)
)


def _check(row: AnyRow) -> Check:
    return Check(
        row.key, Finding(row.verdict), row.day, row.note, row.by, Role(row.role), row.at,
        row.evidence_id is not None,
    )  # fmt: skip


def latest(
    c: Connection, record_ids: Sequence[int] | Select[Any]
) -> Mapping[int, Mapping[str, Finding]]:
    """What was found last, by record and key."""
    found: dict[int, dict[str, Finding]] = defaultdict(dict)
    rows = c.execute(
        select(spot_checks.c.record_id, spot_checks.c.key, spot_checks.c.verdict)
        .where(spot_checks.c.record_id.in_(record_ids))
        .order_by(spot_checks.c.id)
    )
    for row in rows:
        found[row.record_id][row.key] = Finding(row.verdict)
    return found


def seen_since(day: date) -> ColumnElement[bool]:
    """Records that somebody has looked at as a whole on that day or later."""
    seen = select(spot_checks.c.id).where(
        spot_checks.c.record_id == records.c.id, spot_checks.c.key == WHOLE,
        spot_checks.c.day >= day,
    )  # fmt: skip
    return seen.exists()


# --- counted


def verified(phase: str, as_of: datetime | None) -> Select[Any]:
    """Registered records of a phase that were last found right on the spot: unit_id, category,
    kind and n, in the shape of `storage.tallies`.
    """
    until = true() if as_of is None else spot_checks.c.at <= as_of
    last = (
        select(func.max(spot_checks.c.id).label("id"))
        .where(spot_checks.c.key == WHOLE, until)
        .group_by(spot_checks.c.record_id)
        .subquery()
    )
    return (
        select(records.c.unit_id, records.c.category, records.c.kind, func.count().label("n"))
        .join_from(spot_checks, last, last.c.id == spot_checks.c.id)
        .join(records, records.c.id == spot_checks.c.record_id)
        .where(
            spot_checks.c.verdict == Finding.RIGHT, records.c.phase == phase,
            records.c.status.in_(REGISTERED) if as_of is None else _stood(as_of),
        )
        .group_by(records.c.unit_id, records.c.category, records.c.kind)
    )  # fmt: skip


def _stood(as_of: datetime) -> ColumnElement[bool]:
    """Records that were registered at that moment, by the last line of their history."""
    line = history.alias("line")
    last = (
        select(line.c.id)
        .where(line.c.record_id == records.c.id, line.c.at <= as_of)
        .order_by(line.c.at.desc(), line.c.id.desc())
        .limit(1)
        .correlate(records)
        .scalar_subquery()
    )
    found = select(history.c.id).where(and_(history.c.id == last, history.c.target.in_(REGISTERED)))
    return found.exists()
