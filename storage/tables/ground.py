"""What villages tell of themselves and of their exemplars, and what is difficult there."""

from sqlalchemy import Boolean, Column, Date, Float, ForeignKey, Index, Integer, String, Table, Text

from storage.tables.base import metadata, to
from storage.types import Id, Instant, Json

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

problems = Table(  # difficulties and proposals that a unit raised, and what a level above answered
    "problems",
    metadata,
    Column("id", Id, primary_key=True),
    to("units", null=False),
    Column("by_role", String(16), nullable=False),
    to("people"),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("role", String(16), nullable=False),  # who owes the answer
    Column("answer", Text, nullable=False, server_default=""),
    Column("answered_by_id", Id, ForeignKey("people.id")),
    Column("answered_at", Instant),
    Index("ix_problems_place", "unit_id", "answered_at"),
)

half_cards = Table(  # how an exemplar goes on, told each half-year; the last word counts
    "half_cards",
    metadata,
    to("records", key=True),
    Column("half", String(8), primary_key=True),  # 2022-1
    Column("body", Json, nullable=False),  # {key of the plan's question: value}
    to("people"),
    Column("at", Instant, nullable=False),
)

village_cards = Table(  # of a village without exemplars, each half-year; the last word counts
    "village_cards",
    metadata,
    to("units", key=True),
    Column("half", String(8), primary_key=True),  # 2022-1
    Column("fresh", Boolean, nullable=False),  # somebody good is there, and not registered
    Column("stuck", Boolean, nullable=False),
    to("people"),
    Column("at", Instant, nullable=False),
    Index("ix_village_cards_half", "half"),
)

mentors = Table(  # who follows and helps an exemplar; the last one counts
    "mentors",
    metadata,
    Column("id", Id, primary_key=True),
    to("records", null=False, index=True),
    Column("name", Text, nullable=False),  # a person or a unit
    to("people"),
    Column("at", Instant, nullable=False),
)

helps = Table(  # the help an exemplar was given
    "helps",
    metadata,
    Column("id", Id, primary_key=True),
    to("records", null=False, index=True),
    Column("day", Date, nullable=False),
    Column("what", Text, nullable=False),
    Column("whose", Text, nullable=False),
    to("people"),
    Column("at", Instant, nullable=False),
)

contributions = Table(  # what people gave, one row for each note
    "contributions",
    metadata,
    Column("id", Id, primary_key=True),
    to("units", null=False, index=True),
    to("records"),  # none: for the common works of the place
    Column("people", Integer, nullable=False),
    Column("land", Float, nullable=False),  # m²
    Column("money", Float, nullable=False),  # million đồng
    Column("days", Float, nullable=False),
    to("people"),
    Column("at", Instant, nullable=False),
)
