"""What happens to a record after its registration."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

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

praises = Table(  # signed decisions that commend somebody who is not registered
    "praises",
    metadata,
    Column("id", Id, primary_key=True),
    Column("version", Integer, nullable=False, server_default="1"),
    to("units", null=False, index=True),
    Column("who", String(12), nullable=False),  # person, household, collective
    Column("title", String(8), nullable=False, server_default=""),
    Column("name", String(200), nullable=False),
    Column("folded", String(200), nullable=False),
    Column("form", String(12), nullable=False),
    Column("authority", String(200), nullable=False),
    Column("number", String(100), nullable=False),
    Column("date", Date, nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    Column("naming", String(8), nullable=False),  # why the name may be told above the commune
    Column("phase", String(32), nullable=False),
    to("people"),  # who recorded it
    Column("role", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("ended_at", Instant),  # it counts no more: revoked, recorded by mistake, or passed on
    Column("revoked", Boolean, nullable=False, server_default=text("false")),
    Column("mistaken", Boolean, nullable=False, server_default=text("false")),  # and revoked, too
    to("records", index=True),  # the registration it passed to
    Column("erased_at", Instant),  # name, reason and picture are gone
)

praise_words = Table(  # what was done to them
    "praise_words",
    metadata,
    Column("id", Id, primary_key=True),
    to("praises", null=False, index=True),
    Column("act", String(10), nullable=False),
    to("people"),
    Column("role", String(16)),
    Column("at", Instant, nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    Column("fields", Json),  # what changed, and as `…_was` what stood there before
)
