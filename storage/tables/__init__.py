"""Every table. Rows are written by the file of their noun; what somebody said is never deleted."""

from storage.tables.base import metadata
from storage.tables.people import contacts, invites, people, posts
from storage.tables.records import (
    answers,
    arrivals,
    audit,
    counters,
    decisions,
    facts,
    history,
    notes,
    records,
    subjects,
    submissions,
)
from storage.tables.territory import plans, settings, units
from storage.tables.traffic import evidence, inbox, leases, outbox, rates, tokens

__all__ = [
    "answers",
    "arrivals",
    "audit",
    "contacts",
    "counters",
    "decisions",
    "evidence",
    "facts",
    "history",
    "inbox",
    "invites",
    "leases",
    "metadata",
    "notes",
    "outbox",
    "people",
    "plans",
    "posts",
    "rates",
    "records",
    "settings",
    "subjects",
    "submissions",
    "tokens",
    "units",
]
