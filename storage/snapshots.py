"""What a list would say now, and how a list that was closed is kept."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, true

from campaign.addition_wishes import LocalLine
from campaign.additions import Kind
from campaign.calendar import Term
from campaign.closing import Entry, Owed, Snapshot, goes_up
from campaign.people import Role
from campaign.plan import Plan
from campaign.vietnam import local_day
from campaign.workflow import Status, waits_for
from storage import duties, summaries
from storage.export_rows import below
from storage.paths import path_of
from storage.tables import records, submissions, units


def snapshot(  # noqa: PLR0913, PLR0917 - whose list, by which deadline, when
    c: Connection, plan: Plan, term: Term, place: duties.Place, role: Role, now: datetime
) -> Snapshot:
    """The list of a unit as it stands; `role` is the post that closes it."""
    own = [s for s in Status if waits_for(s) is role]
    found = _entries(c, term, place, [*goes_up(role), *own])
    up = tuple(e for e in found if e.status not in own)
    quotas, local = _numbers(c, plan, term, place, now)
    silent = duties.silent(c, plan, term, place, local_day(now))
    return Snapshot(up, silent, quotas, len(found) - len(up), local)


_SENT = (
    select(func.coalesce(func.max(submissions.c.version), 0))
    .where(submissions.c.record_id == records.c.id)
    .scalar_subquery()
    .label("sent")
)


def _entries(c: Connection, term: Term, place: duties.Place, statuses: list[Status]) -> list[Entry]:
    """Records of the term's phase at the unit and below, by number."""
    phase = term.deadline.phase
    rows = c.execute(
        select(
            records.c.id, records.c.number, records.c.name, records.c.category, records.c.kind,
            units.c.name.label("unit"), records.c.status,
            _SENT,
        )
        .join(units, units.c.id == records.c.unit_id)
        .where(
            below(records.c.path, path_of(place.path)), records.c.status.in_(statuses),
            records.c.number.is_not(None), records.c.discarded.is_(False),
            true() if phase is None else records.c.phase == phase,
        )
        .order_by(records.c.number)
    )  # fmt: skip
    return [_entry(row._asdict()) for row in rows]


def _entry(kept: dict[str, Any]) -> Entry:
    status, category, kind = Status(kept["status"]), kept["category"] or "", kept["kind"] or ""
    return Entry(**{**kept, "status": status, "category": category, "kind": kind})


def _numbers(
    c: Connection, plan: Plan, term: Term, place: duties.Place, now: datetime
) -> tuple[tuple[Owed, ...], tuple[LocalLine, ...]]:
    """Quotas that owe something here, and what places add, as the summary counts them."""
    phase = term.deadline.phase
    if phase is None:
        return (), ()
    found = summaries.summary(c, plan, place.id, phase, None, now)
    owed = (Owed(q.id, q.registered, q.min, q.target) for q in found.quotas if q.min)
    return tuple(owed), found.local


# --- kept


def to_json(snapshot: Snapshot) -> dict[str, Any]:
    names = Entry.__slots__
    return {
        "records": [{name: getattr(e, name) for name in names} for e in snapshot.entries],
        "silent": list(snapshot.silent),
        "quotas": [
            {"quota": q.quota, "registered": q.registered, "min": q.min, "target": q.target}
            for q in snapshot.quotas
        ],
        "waiting": snapshot.waiting,
    } | ({"local": [asdict(line) for line in snapshot.local]} if snapshot.local else {})


def from_json(body: dict[str, Any]) -> Snapshot:
    return Snapshot(
        tuple(_entry(kept) for kept in body["records"]), tuple(body["silent"]),
        tuple(Owed(**kept) for kept in body["quotas"]), body["waiting"],
        tuple(LocalLine(**{**kept, "kind": Kind(kept["kind"])}) for kept in body.get("local", ())),
    )  # fmt: skip
