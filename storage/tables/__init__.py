"""Every table. Rows are written by the file of their noun; what somebody said is never deleted."""

from storage.tables.base import metadata
from storage.tables.duties import (
    broadcasts,
    habits,
    leads,
    lists,
    nothings,
    nudges,
    recipients,
    reports,
    snoozes,
    terms,
)
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
    "broadcasts",
    "contacts",
    "counters",
    "decisions",
    "evidence",
    "facts",
    "habits",
    "history",
    "inbox",
    "invites",
    "leads",
    "leases",
    "lists",
    "metadata",
    "notes",
    "nothings",
    "nudges",
    "outbox",
    "people",
    "plans",
    "posts",
    "rates",
    "recipients",
    "records",
    "reports",
    "settings",
    "snoozes",
    "subjects",
    "submissions",
    "terms",
    "tokens",
    "units",
]
