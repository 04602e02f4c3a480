"""What everything hangs on: settings, plans by version, the tree of units."""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.tables.base import PATH, metadata
from storage.types import Id, Instant, Json

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
