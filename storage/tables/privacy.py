"""What the people praised have agreed to."""

from sqlalchemy import Column, ForeignKey, String, Table, Text

from storage.tables.base import metadata, to
from storage.types import Id, Instant

consents = Table(  # one for each purpose; what was withdrawn and given again is two rows
    "consents",
    metadata,
    Column("id", Id, primary_key=True),
    to("records", index=True, null=False),
    Column("purpose", String(32), nullable=False),
    Column("wording", Text, nullable=False),  # the very text that was agreed to
    Column("edition", String(80), nullable=False),  # which text that is
    Column("how", String(8), nullable=False),  # tap, photo, voice
    Column("evidence_id", Id, ForeignKey("evidence.id")),
    Column("note", Text, nullable=False, server_default=""),
    to("people"),  # who noted it
    Column("at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    Column("withdrawn_by_id", Id, ForeignKey("people.id")),
)
