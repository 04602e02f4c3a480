"""Possible exemplars before anybody registers them, and what was told of them."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text

from storage.tables.base import metadata, to
from storage.types import Id, Instant

candidates = Table(
    "candidates",
    metadata,
    Column("id", Id, primary_key=True),
    to("units", null=False),
    Column("origin", String(8), nullable=False),  # `campaign.survey.Origin`
    Column("name", Text, nullable=False, server_default=""),  # empty once it was erased
    Column("guess", String(16), nullable=False, server_default=""),  # an answer to R1
    Column("state", String(12), nullable=False),  # `campaign.survey.State`
    Column("why", Text, nullable=False, server_default=""),
    Column("by_role", String(16), nullable=False, server_default=""),  # none: a stranger
    to("people"),
    to("contacts"),  # by which a suggestion came
    Column("signed", Text, nullable=False, server_default=""),  # as whoever it came from wishes
    to("records", index=True),  # that was registered from it
    Column("at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("told_at", Instant),  # whoever suggested it heard what became of it
    Index("ix_candidates_place", "unit_id", "state"),
    Index("ix_candidates_sender", "contact_id", "at"),
)

candidate_notes = Table(
    "candidate_notes",
    metadata,
    Column("id", Id, primary_key=True),
    to("candidates", index=True, null=False),
    to("people"),  # none: one of the people
    Column("text", Text, nullable=False, server_default=""),
    Column("evidence_id", Id, ForeignKey("evidence.id")),  # a photo or a voice note
    Column("at", Instant, nullable=False),
)
