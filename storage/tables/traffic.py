"""What comes in and what goes out: messages taken, messages to send, evidence; at which pace."""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)

from storage.tables.base import metadata, to
from storage.types import Id, Instant, Json

evidence = Table(
    "evidence",
    metadata,
    Column("id", Id, primary_key=True),
    to("contacts", index=True, null=False),
    to("people"),
    to("records", index=True),
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

_EXPIRES = text("state = 'queued' AND expires_at IS NOT NULL AND broadcast_id IS NULL")

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    to("contacts", null=False),
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
    to("recipients"),  # of a message to many
    # That message. No reference of its own, which each of a million rows would be checked for:
    # it comes from the recipient.
    Column("broadcast_id", Id),
    Column("created_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("accepted_at", Instant),  # on the platform's clock
    Column("position", Integer),  # among all that were delivered to this contact
    Column("receipt", String(128), nullable=False, server_default=""),
    Column("why", String(200), nullable=False, server_default=""),
    Index("ix_outbox_delivered", "contact_id", "position"),
    Index("ix_outbox_pending", "channel", "rank", "id",
          postgresql_where=text("state = 'queued' AND broadcast_id IS NULL"),
          sqlite_where=text("state = 'queued' AND broadcast_id IS NULL")),
    # With the rank, so that no plan takes the walk along all ids for the same order.
    Index("ix_outbox_broadcasts", "broadcast_id", "channel", "rank", "id",
          postgresql_where=text("state = 'queued' AND broadcast_id IS NOT NULL"),
          sqlite_where=text("state = 'queued' AND broadcast_id IS NOT NULL")),
    Index("ix_outbox_live", "contact_id", "rank", "id",
          postgresql_where=text("state IN ('queued', 'sending')"),
          sqlite_where=text("state IN ('queued', 'sending')")),
    Index("ix_outbox_fates", "broadcast_id", "state", "why",
          postgresql_where=text("broadcast_id IS NOT NULL"),
          sqlite_where=text("broadcast_id IS NOT NULL")),
    Index("ix_outbox_expiring", "expires_at", postgresql_where=_EXPIRES, sqlite_where=_EXPIRES),
    Index("ix_outbox_expired", "expires_at", postgresql_where=text("state = 'expired'"),
          sqlite_where=text("state = 'expired'")),
    Index("uq_outbox_recipient", "recipient_id", unique=True,
          postgresql_where=text("recipient_id IS NOT NULL"),
          sqlite_where=text("recipient_id IS NOT NULL")),
    Index("uq_outbox_coalesce", "contact_id", "coalesce", unique=True,
          postgresql_where=text("state = 'queued' AND \"coalesce\" IS NOT NULL"),
          sqlite_where=text("state = 'queued' AND \"coalesce\" IS NOT NULL")),
    Index("ix_outbox_put_off", "channel", postgresql_where=text("state = 'queued' AND why <> ''"),
          sqlite_where=text("state = 'queued' AND why <> ''")),
    Index("ix_outbox_prompts", "contact_id", "id", postgresql_where=text("prompt"),
          sqlite_where=text("prompt")),
    Index("uq_outbox_sending", "contact_id", unique=True,  # one request in flight per contact
          postgresql_where=text("state = 'sending'"), sqlite_where=text("state = 'sending'")),
    # Every row is updated a few times within a second: clean up early.
    postgresql_with={"autovacuum_vacuum_scale_factor": 0.02, "fillfactor": 70},
)  # fmt: skip

rates = Table(
    "rates",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("tokens", Float, nullable=False),  # bulk messages that may leave, as of `at`
    Column("at", Instant, nullable=False),  # on the database's clock, as `paused_until`
    Column("paused_until", Instant),
)

tokens = Table(
    "tokens",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("pair", Json, nullable=False),  # sealed, as `before`, the pair it came from
    Column("before", Json),
    Column("seed", String(64), nullable=False),  # hash of the pair the settings gave last
    Column("renewed_at", Instant, nullable=False),  # on the database's clock
    Column("broken", String(200), nullable=False, server_default=""),  # why nothing can be sent
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(48), primary_key=True),
    Column("holder", String(80), nullable=False),
    Column("until", Instant, nullable=False),  # on the database's clock
)
