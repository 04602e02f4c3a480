"""What officials saw on the spot, which records chance picked for it, and who learns from whom."""

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
)

from storage.tables.base import metadata, to
from storage.types import Id, Instant

spot_checks = Table(  # of one record and key the last one counts
    "spot_checks",
    metadata,
    Column("id", Id, primary_key=True),
    to("records", null=False),
    Column("key", String(48), nullable=False, server_default=""),  # a criterion; "": the record
    Column("verdict", String(8), nullable=False),  # right, wrong
    Column("day", Date, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("evidence_id", Id, ForeignKey("evidence.id")),
    to("people", null=False),
    Column("role", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("next_visit", Date),  # the day somebody means to look again
    Index("ix_spot_checks_record", "record_id", "key", "id"),
    Index("ix_spot_checks_next_visit", "next_visit"),
)

draws = Table(  # one for each unit and quarter: nobody draws until it suits
    "draws",
    metadata,
    Column("id", Id, primary_key=True),
    to("units", null=False),
    Column("period", String(8), nullable=False),
    Column("seed", String(64), nullable=False),
    Column("of", Integer, nullable=False),  # how many records it was drawn from
    to("people", null=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("unit_id", "period"),
)

drawn = Table(
    "drawn",
    metadata,
    to("draws", key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),  # from 1
    to("records", null=False),
)

lessons = Table(  # a unit wants to learn from an exemplar
    "lessons",
    metadata,
    Column("id", Id, primary_key=True),
    to("records", null=False),
    to("units", null=False),
    to("people", null=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("record_id", "unit_id"),
)

derivations = Table(  # what was said of a link, nothing is replaced: the last line counts
    "derivations",
    metadata,
    Column("id", Id, primary_key=True),
    to("records", null=False),  # that learned
    Column("origin_id", Id, ForeignKey("records.id"), nullable=False, index=True),
    Column("state", String(10), nullable=False),  # open: claimed; confirmed, denied
    to("people"),
    Column("role", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_derivations_record", "record_id", "origin_id", "id"),
)
