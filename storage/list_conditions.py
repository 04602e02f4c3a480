"""The conditions of `campaign.worklists` as conditions on rows of `records`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from campaign.vietnam import local_day
from campaign.workflow import Status
from campaign.worklists import (
    ALIVE,
    Aged,
    Condition,
    Copied,
    Lying,
    Praised,
    Ready,
    Silent,
    Standing,
    Unchecked,
    Uncommended,
    Unproved,
    Unrated,
    Visits,
)
from storage import replication, spot_checks, tray, visits
from storage.tables import decisions, history, records

_copies = records.alias("copies")
_COMMENDED = (
    select(decisions.c.id)
    .where(
        decisions.c.record_id == records.c.id, decisions.c.kind == "commendation",
        decisions.c.revoked.is_(False),
    )
    .exists()
)  # fmt: skip
_COPIED = (
    select(_copies.c.id)
    .where(_copies.c.derived_from_id == records.c.id, replication.learned(_copies))
    .exists()
)


def rows(wanted: Condition, now: datetime, districts: Sequence[int]) -> ColumnElement[bool] | None:
    """None where it takes more than rows to tell, or where the list is one of units."""
    match wanted:
        case Standing(statuses=statuses):
            return records.c.status.in_(statuses)
        case Lying(role=role):
            return tray.lying(role, districts)
        case Aged(status=status, days=days):
            return (records.c.status == status) & ~_came(status, now - timedelta(days=days))
        case Uncommended():
            return (records.c.status == Status.RECOGNISED) & ~_COMMENDED
        case Unchecked(days=days):
            return _unchecked(now - timedelta(days=days))
        case Visits(days=days):
            return visits.planned_by(local_day(now) + timedelta(days=days))
        case Copied():
            return _COPIED
        case Silent() | Praised() | Ready() | Unrated() | Unproved():
            return None


def first_by(wanted: Condition) -> ColumnElement[Any]:
    """What a list begins with: the next visit, or else what nothing was done with longest."""
    return visits.FIRST if isinstance(wanted, Visits) else records.c.changed_at


def _unchecked(since: datetime) -> ColumnElement[bool]:
    return and_(
        records.c.status.in_(ALIVE), records.c.hidden_at.is_(None),
        ~_came(Status.REGISTERED, since),
        ~spot_checks.seen_since(local_day(since)),
    )  # fmt: skip


def _came(status: Status, since: datetime) -> ColumnElement[bool]:
    """Records that came into a status after a moment."""
    line = (
        history.c.record_id == records.c.id, history.c.target == status,
        history.c.source != status, history.c.at > since,
    )  # fmt: skip
    return select(history.c.id).where(*line).exists()
