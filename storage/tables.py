"""Every table. Rows are written by the file of their noun; nothing is deleted that somebody said.

`records` is the registration of one subject in one phase; `subjects` is what it is about, and
carries the facts that several records share. `history` and `audit` hold ids and verbs, never names
or values.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.types import Id, Instant, Json

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Compared by bytes on both engines, so that a range of paths is a subtree.
PATH = String(200).with_variant(String(200, collation="C"), "postgresql")


def _to(table: str, *, index: bool = False, null: bool = True, key: bool = False) -> Column[int]:
    """A reference to a row of `table`, named `<noun>_id`."""
    name = {"people": "person"}.get(table, table.removesuffix("s")) + "_id"
    return Column(name, Id, ForeignKey(f"{table}.id"), index=index, nullable=null, primary_key=key)


settings = Table(
    "settings", metadata, Column("key", String(64), primary_key=True), Column("value", Json)
)

plans = Table(
    "plans",
    metadata,
    Column("id", Id, primary_key=True),
    Column("plan", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("source", Text, nullable=False),
    Column("loaded_at", Instant, nullable=False),
    UniqueConstraint("plan", "version"),
)

units = Table(
    "units",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", String(32), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("folded", String(200), nullable=False, index=True),
    Column("kind", String(40), nullable=False),
    Column("level", String(32), nullable=False),
    Column("parent_id", Id, ForeignKey("units.id"), index=True),
    Column("path", PATH, nullable=False, index=True),  # "/1/12/340/"
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
)

people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("title", String(40), nullable=False, server_default="đồng chí"),
    Column("language", String(8), nullable=False, server_default="vi"),
    Column("phone", String(40), nullable=False, server_default=""),
    Column("demo", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", Instant, nullable=False),
)

posts = Table(
    "posts",
    metadata,
    Column("id", Id, primary_key=True),
    _to("people", index=True, null=False),
    _to("units", index=True, null=False),
    Column("role", String(16), nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("address", String(128), nullable=False),
    _to("people", index=True),
    Column("session", Json),
    Column("reachable", Boolean, nullable=False, server_default=text("true")),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant),
    UniqueConstraint("channel", "address"),
)

invites = Table(
    "invites",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", String(16), nullable=False, unique=True),
    _to("units", null=False),
    Column("role", String(16), nullable=False),
    Column("name", String(200), nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    _to("people"),
)

subjects = Table(
    "subjects",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("name", String(400), nullable=False),
    Column("folded", String(400), nullable=False),
    _to("units", null=False),
    Index("ix_subjects_place", "unit_id", "kind", "folded"),
)

records = Table(
    "records",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", Integer, unique=True),
    _to("plans", null=False),
    _to("subjects", index=True),
    Column("category", String(32)),
    Column("kind", String(32)),
    Column("name", String(400), nullable=False, server_default=""),
    Column("folded", String(400), nullable=False, server_default="", index=True),
    _to("units", null=False),
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
    _to("records", key=True),
    Column("key", String(48), primary_key=True),
    Column("value", Json),
    Column("restricted", Boolean, nullable=False, server_default=text("false")),
    _to("people"),
    Column("at", Instant, nullable=False),
)

facts = Table(
    "facts",
    metadata,
    _to("subjects", key=True),
    Column("key", String(48), primary_key=True),
    Column("value", Json),
    Column("restricted", Boolean, nullable=False, server_default=text("false")),
    _to("people"),
    Column("at", Instant, nullable=False),
)

submissions = Table(  # what was sent up, frozen
    "submissions",
    metadata,
    Column("id", Id, primary_key=True),
    _to("records", index=True, null=False),
    Column("version", Integer, nullable=False),
    Column("body", Json, nullable=False),
    Column("at", Instant, nullable=False),
)

history = Table(
    "history",
    metadata,
    Column("id", Id, primary_key=True),
    _to("records", index=True, null=False),
    Column("at", Instant, nullable=False, index=True),
    _to("people"),
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
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Id, primary_key=True),
    _to("records", index=True, null=False),
    Column("kind", String(16), nullable=False),
    Column("authority", String(200), nullable=False),
    Column("number", String(100), nullable=False),
    Column("date", Date, nullable=False),
    Column("revoked", Boolean, nullable=False, server_default=text("false")),
    Column("at", Instant, nullable=False),
)

evidence = Table(
    "evidence",
    metadata,
    Column("id", Id, primary_key=True),
    _to("contacts", index=True, null=False),
    _to("people"),
    _to("records", index=True),
    Column("key", String(48), nullable=False, server_default=""),
    Column("kind", String(8), nullable=False),
    Column("state", String(10), nullable=False),  # waiting, stored, refused
    Column("why", String(20), nullable=False, server_default=""),
    Column("ref", Json, nullable=False),
    Column("album", String(80), nullable=False, server_default=""),
    Column("caption", Text, nullable=False, server_default=""),
    Column("sha256_received", String(64), index=True),
    Column("sha256", String(64), index=True),
    Column("thumbnail", String(64), index=True),
    Column("media_type", String(100)),
    Column("bytes", Integer),
    Column("dhash", String(16)),
    # Its 64 bits in five parts: of two hashes at most 4 apart at least one part is the same.
    *(Column(f"dhash_{n}", SmallInteger, index=True) for n in range(5)),
    Column("reused_from_id", Id, ForeignKey("evidence.id")),
    Column("received_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("held_until", Instant),  # on the database's clock: a lease or a back-off
    Column("told_in", Id),  # the outbox row that says why it was refused
    Index("ix_evidence_waiting", "id", postgresql_where=text("state = 'waiting'"),
          sqlite_where=text("state = 'waiting'")),
)  # fmt: skip

inbox = Table(
    "inbox",
    metadata,
    Column("key", String(160), primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("state", String(8), nullable=False),  # done, failed
    Column("raw", Json),
    Column("error", Text),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    _to("contacts", null=False),
    Column("channel", String(16), nullable=False),
    Column("lane", String(12), nullable=False),
    Column("rank", SmallInteger, nullable=False),  # of the lane: the lowest goes first
    Column("body", Json, nullable=False),
    Column("prompt", Boolean, nullable=False, server_default=text("false")),
    Column("state", String(12), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("not_before", Instant),  # on the calendar, as `expires_at`
    Column("expires_at", Instant),
    Column("held_until", Instant),  # on the database's clock, as `leased_until`
    Column("leased_until", Instant),
    Column("dedupe", String(80), unique=True),
    Column("coalesce", String(80)),
    Column("created_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("position", Integer),  # among all that were delivered to this contact
    Column("receipt", String(128), nullable=False, server_default=""),
    Column("why", String(200), nullable=False, server_default=""),
    Index("ix_outbox_delivered", "contact_id", "position"),
    Index("ix_outbox_pending", "channel", "rank", "id", postgresql_where=text("state = 'queued'"),
          sqlite_where=text("state = 'queued'")),
    Index("ix_outbox_live", "contact_id", "rank", "id",
          postgresql_where=text("state IN ('queued', 'sending')"),
          sqlite_where=text("state IN ('queued', 'sending')")),
    Index("ix_outbox_expiring", "expires_at",
          postgresql_where=text("state = 'queued' AND expires_at IS NOT NULL"),
          sqlite_where=text("state = 'queued' AND expires_at IS NOT NULL")),
    Index("uq_outbox_coalesce", "contact_id", "coalesce", unique=True,
          postgresql_where=text("state = 'queued'"), sqlite_where=text("state = 'queued'")),
    Index("uq_outbox_sending", "contact_id", unique=True,  # one request in flight per contact
          postgresql_where=text("state = 'sending'"), sqlite_where=text("state = 'sending'")),
    # Every row is updated a few times within a second: clean up early.
    postgresql_with={"autovacuum_vacuum_scale_factor": 0.02, "fillfactor": 70},
)  # fmt: skip

counters = Table(
    "counters",
    metadata,
    _to("units", key=True),
    Column("category", String(32), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("phase", String(32), primary_key=True),
    Column("status", String(20), primary_key=True),
    Column("n", Integer, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    _to("people"),
    Column("verb", String(24), nullable=False),
    Column("thing", String(16), nullable=False),
    Column("thing_id", Id),
)
