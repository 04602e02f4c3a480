"""What happens to a record after its registration."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from storage.tables.base import metadata, to
from storage.types import Id, Instant, Json

renewals = Table(  # registered again for a later phase, or said to stop
    "renewals",
    metadata,
    Column("id", Id, primary_key=True),
    to("records", null=False, index=True),
    Column("phase", String(32), nullable=False),
    Column("choice", String(8), nullable=False),  # keep, raise, stop
    Column("renewed_id", Id, ForeignKey("records.id"), index=True),  # the next registration
    Column("why", Text, nullable=False, server_default=""),
    to("people"),
    Column("at", Instant, nullable=False),
)

amendments = Table(  # changes of what was registered, and what they replaced
    "amendments",
    metadata,
    Column("id", Id, primary_key=True),
    to("records", null=False),
    Column("number", Integer, nullable=False),  # of this record, from 1
    Column("state", String(12), nullable=False),  # open, accepted, refused, replaced
    Column("changes", Json, nullable=False),  # values by question key, as `before`
    Column("before", Json, nullable=False),
    Column("why", Text, nullable=False),
    to("people"),
    Column("at", Instant, nullable=False),
    Column("waits_for", String(16), nullable=False),  # the role that answers
    Column("answered_by_id", Id, ForeignKey("people.id")),
    Column("answered_at", Instant),
    Column("note", Text, nullable=False, server_default=""),
    Index("ix_amendments_record", "record_id", "state"),
)
