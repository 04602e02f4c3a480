"""What villages tell of themselves, by year."""

from sqlalchemy import Column, Index, Integer, String, Table

from storage.tables.base import metadata, to
from storage.types import Instant

yearly = Table(  # what a unit told of a year; the last word counts
    "yearly",
    metadata,
    to("units", key=True),
    Column("part", String(16), primary_key=True),  # `campaign.yearly.Part`
    Column("year", Integer, primary_key=True),
    Column("num", Integer),  # a share: so many …
    Column("den", Integer),  # … of so many
    Column("rating", String(16)),
    to("people"),
    Column("at", Instant, nullable=False),
    Index("ix_yearly_year", "year", "part"),
)
