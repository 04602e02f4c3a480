"""What everything hangs on: settings, plans by version, the tree of units now and before."""

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

from storage.tables.base import PATH, metadata, to
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

clusters = Table(  # communes of a province under one supervisor, beside the tree
    "clusters",
    metadata,
    Column("id", Id, primary_key=True),
    to("units", null=False),  # the province
    Column("name", String(200), nullable=False),
    Column("at", Instant, nullable=False),
)

cluster_units = Table(  # a commune is in one cụm at most
    "cluster_units",
    metadata,
    to("units", key=True),
    to("clusters", null=False, index=True),
)

reorganisations = Table(
    "reorganisations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("day", Date, nullable=False),  # the first of the new order
    Column("state", String(12), nullable=False),  # planned, done, undone
    Column("file", String(200), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("source", Text, nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("undone_at", Instant),
    Column("made", Json, nullable=False),  # what it made and changed apart from the tree
)

unit_states = (
    Table(  # every state of the units that a reorganisation has touched, one after another
        "unit_states",
        metadata,
        to("units", key=True),
        Column("since", Date, primary_key=True),
        Column("until", Date),
        to("reorganisations", null=False, index=True),
        Column("code", String(32), nullable=False),
        Column("name", String(200), nullable=False),
        Column("folded", String(200), nullable=False),
        Column("kind", String(40), nullable=False),
        Column("parent_id", Id, ForeignKey("units.id")),
        Column("path", PATH, nullable=False),
        Column("valid_to", Date),
    )
)
