"""What units owe and have done, how people want to be reminded, and messages to many."""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.base import metadata, to
from storage.types import Id, Instant, Json

TERM = String(80)  # `Term.id`: the plan and the term

terms = Table(  # the days the province has set
    "terms",
    metadata,
    Column("term", TERM, primary_key=True),
    Column("last_day", Date, nullable=False),
    to("people"),
    Column("at", Instant, nullable=False),
)

leads = Table(  # how many days before the province a level has its own last day
    "leads",
    metadata,
    Column("level", String(32), primary_key=True),
    Column("days", Integer, nullable=False),
    to("people"),
    Column("at", Instant, nullable=False),
)

nothings = Table(  # villages that have nobody to introduce in a round
    "nothings",
    metadata,
    to("units", key=True),
    Column("term", TERM, primary_key=True),
    to("people"),
    Column("at", Instant, nullable=False),
)

lists = Table(  # numbered lists of registrations, frozen and sent up
    "lists",
    metadata,
    Column("id", Id, primary_key=True),
    to("units", null=False),
    Column("term", TERM, nullable=False),
    Column("number", Integer, nullable=False),  # of this unit in this term, from 1
    Column("state", String(12), nullable=False),  # sent, received, mend
    Column("body", Json, nullable=False),
    to("people"),
    Column("at", Instant, nullable=False),
    Column("note", Text, nullable=False, server_default=""),  # what the level above wants
    Column("answered_by_id", Id, ForeignKey("people.id")),
    Column("answered_at", Instant),
    UniqueConstraint("unit_id", "term", "number"),
)

reports = Table(  # reports that were sent on paper, as somebody says; the last one counts
    "reports",
    metadata,
    Column("id", Id, primary_key=True),
    to("units", null=False),
    Column("term", TERM, nullable=False),
    Column("number", String(100), nullable=False),
    Column("date", Date, nullable=False),
    Column("evidence_id", Id, ForeignKey("evidence.id")),  # a photo of the signed paper
    to("people"),
    Column("at", Instant, nullable=False),
    Index("ix_reports_duty", "unit_id", "term"),
)

habits = Table(
    "habits",
    metadata,
    to("people", key=True),
    Column("hour", Integer),  # of the digest, in minutes of the day
    Column("quiet_until", Date),  # no digest before this day
)

snoozes = Table(
    "snoozes",
    metadata,
    to("people", key=True),
    Column("term", TERM, primary_key=True),
    Column("until", Date, nullable=False),  # not spoken of before this day
)

nudges = Table(
    "nudges",
    metadata,
    Column("id", Id, primary_key=True),
    to("units", null=False),  # whose supervisor it was
    Column("term", TERM, nullable=False),
    Column("day", Date, nullable=False),
    to("people"),
    Column("at", Instant, nullable=False),
    Index("ix_nudges_day", "unit_id", "term", "day"),
)

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("lane", String(12), nullable=False),
    to("people", null=False),
    to("units", null=False),  # in whose name
    Column("state", String(12), nullable=False, index=True),  # `campaign.broadcasts.State`
    Column("segment", Json, nullable=False),
    Column("term", TERM),  # it reaches only those whose duty is open when it is sent
    Column("text", Text, nullable=False),
    Column("same", String(64), nullable=False),  # the hash by which equal texts are known
    Column("pictures", Json, nullable=False),  # ids of evidence
    Column("file", String(300), nullable=False, server_default=""),
    Column("send_at", Instant),  # on the calendar; none: at once
    Column("expires_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("approved_by_id", Id, ForeignKey("people.id")),  # or declined by
    Column("approved_at", Instant),
    Column("note", Text, nullable=False, server_default=""),  # why it was declined
    Column("started_at", Instant),
    Column("ended_at", Instant),
)

recipients = Table(
    "recipients",
    metadata,
    Column("id", Id, primary_key=True),
    to("broadcasts", null=False),
    to("people", null=False, index=True),
    to("units", null=False),
    Column("contact_id", Id, ForeignKey("contacts.id")),  # none: cannot be reached at all
    Column("known_at", Instant),  # when they said that they know the content
    Column("told_id", Id, ForeignKey("people.id")),  # who was told instead
    UniqueConstraint("broadcast_id", "person_id"),
    Index("ix_recipients_silent", "broadcast_id", postgresql_where=text("known_at IS NULL"),
          sqlite_where=text("known_at IS NULL")),
)  # fmt: skip
