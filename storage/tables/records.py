"""Records, answers, facts, and everything superiors did to them.

`records` is the registration of one subject in one phase; `subjects` is what it is about, and
carries the facts that several records share. `history` holds ids and verbs, never names or values.
"""

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

from campaign.workflow import Status
from storage.tables.base import PATH, metadata, to
from storage.types import Id, Instant, Json

subjects = Table(
    "subjects",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("name", String(400), nullable=False),
    Column("folded", String(400), nullable=False),
    to("units", null=False),
    Index("ix_subjects_place", "unit_id", "kind", "folded"),
)

records = Table(
    "records",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", Integer, unique=True),
    to("plans", null=False),
    to("subjects", index=True),
    Column("category", String(32)),
    Column("kind", String(32)),
    Column("name", String(400), nullable=False, server_default=""),
    Column("folded", String(400), nullable=False, server_default="", index=True),
    to("units", null=False),
    Column("path", PATH, nullable=False),
    Column("phase", String(32)),
    Column("status", String(20), nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("author_id", Id, ForeignKey("people.id"), nullable=False),
    Column("author_role", String(16), nullable=False),
    Column("author_unit_id", Id, ForeignKey("units.id"), nullable=False),
    Column("author_channel", String(16), nullable=False),
    Column("entered_by_id", Id, ForeignKey("people.id")),
    Column("derived_from_id", Id, ForeignKey("records.id")),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("discarded", Boolean, nullable=False, server_default=text("false")),
    Index("ix_records_unit_status", "unit_id", "status"),
    Index("ix_records_author", "author_unit_id", "author_role", "status"),
    Index("ix_records_path", "path", "status"),
)

answers = Table(
    "answers",
    metadata,
    to("records", key=True),
    Column("key", String(48), primary_key=True),
    Column("value", Json),
    Column("restricted", Boolean, nullable=False, server_default=text("false")),
    to("people"),
    Column("at", Instant, nullable=False),
)

facts = Table(
    "facts",
    metadata,
    to("subjects", key=True),
    Column("key", String(48), primary_key=True),
    Column("value", Json),
    Column("restricted", Boolean, nullable=False, server_default=text("false")),
    to("people"),
    Column("at", Instant, nullable=False),
)

submissions = Table(  # what was sent up, frozen
    "submissions",
    metadata,
    Column("id", Id, primary_key=True),
    to("records", index=True, null=False),
    Column("version", Integer, nullable=False),
    Column("body", Json, nullable=False),
    Column("at", Instant, nullable=False),
)

history = Table(
    "history",
    metadata,
    Column("id", Id, primary_key=True),
    to("records", index=True, null=False),
    Column("at", Instant, nullable=False, index=True),
    to("people"),
    Column("role", String(16)),
    Column("verb", String(16), nullable=False),
    Column("source", String(20), nullable=False),
    Column("target", String(20), nullable=False),
)

notes = Table(  # reasons and opinions; restricted to who may see the record
    "notes",
    metadata,
    Column("history_id", Id, ForeignKey("history.id"), primary_key=True),
    Column("key", String(48), nullable=False, server_default=""),
    Column("text", Text, nullable=False),
    Column("fields", Json),
    Column("asks", Json),  # [key, reason, mended] of every question; null: `key` and `text` alone
)

batches = Table(  # steps for many records that wait, or waited, for a second officer
    "batches",
    metadata,
    Column("id", Id, primary_key=True),
    to("units", null=False),  # whose records they are
    Column("desk_id", Id, ForeignKey("units.id"), nullable=False),
    Column("role", String(16), nullable=False),
    to("people", null=False),  # who asked
    Column("marks", Json, nullable=False),  # [record id, what it said]
    Column("fields", Json, nullable=False),
    Column("at", Instant, nullable=False),
    Column("settled_by_id", Id, ForeignKey("people.id")),
    Column("settled_at", Instant),
    Column("agreed", Boolean),
    Index("ix_batches_desk", "desk_id", "role"),
)

inquiries = Table(  # what officers asked authors, without sending the record back
    "inquiries",
    metadata,
    Column("id", Id, primary_key=True),
    to("records", index=True, null=False),
    to("people", null=False),  # who asked
    Column("role", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("answer", Json),
    Column("answered_by_id", Id, ForeignKey("people.id")),
    Column("answered_at", Instant),
)

listed = Table(  # what a record said when an officer last saw it in a list to decide together
    "listed",
    metadata,
    to("people", key=True),
    to("records", key=True),
    Column("mark", String(16), nullable=False),
)

looks = Table(  # what an officer saw of a record at their last look
    "looks",
    metadata,
    to("people", key=True),
    to("records", key=True),
    Column("at", Instant, nullable=False),
    Column("history_id", Id, nullable=False),  # the last step they saw, 0 for none
    Column("evidence", Integer, nullable=False),  # how much others had sent along
    Column("seen", Json, nullable=False),  # answers by key; of a restricted one a fingerprint
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Id, primary_key=True),
    to("records", index=True, null=False),
    Column("kind", String(16), nullable=False),
    Column("authority", String(200), nullable=False),
    Column("number", String(100), nullable=False),
    Column("date", Date, nullable=False),
    Column("revoked", Boolean, nullable=False, server_default=text("false")),
    Column("at", Instant, nullable=False),
    Column("mistaken", Boolean, nullable=False, server_default=text("false")),  # and revoked, too
)

counters = Table(  # one row for each place and kind of record, a column for each status
    "counters",
    metadata,
    to("units", key=True),
    Column("category", String(32), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("phase", String(32), primary_key=True),
    *(
        Column(status.value, Integer, nullable=False, server_default="0")
        for status in Status
        if status is not Status.DRAFT
    ),
)

arrivals = Table(  # by how many the registered records of a place grew on a day
    "arrivals",
    metadata,
    Column("day", Date, primary_key=True),
    to("units", key=True),
    Column("category", String(32), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("phase", String(32), primary_key=True),
    Column("n", Integer, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    to("people"),
    Column("verb", String(24), nullable=False),
    Column("thing", String(16), nullable=False),
    Column("thing_id", Id),
)
