"""What the people praised have agreed to and asked for, and what was taken out for their sake."""

from sqlalchemy import Boolean, Column, ForeignKey, String, Table, Text

from storage.tables.base import metadata, to
from storage.types import Id, Instant, Json

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

data_requests = Table(  # what people asked for about what is kept of them
    "data_requests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(12), nullable=False),  # `campaign.privacy.Kind`
    to("records", index=True),
    Column("of_person_id", Id, ForeignKey("people.id"), index=True),  # a user's own data
    to("praises"),
    Column("asker", Text, nullable=False, server_default=""),  # who came
    Column("verified", String(12), nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("by_person_id", Id, ForeignKey("people.id"), nullable=False),  # who recorded it
    Column("at", Instant, nullable=False),
    Column("settled_at", Instant),
    Column("settled_by_id", Id, ForeignKey("people.id")),
    Column("done", Boolean),
)

vaults = Table(  # what a record told of somebody before they withdrew, sealed
    "vaults",
    metadata,
    to("records", key=True),
    Column("body", Json, nullable=False),
    Column("at", Instant, nullable=False),
)

erasures = Table(  # what was erased for somebody's sake; stays for ever, and names nobody
    "erasures",
    metadata,
    Column("id", Id, primary_key=True),
    to("records", index=True),
    Column("of_person_id", Id, ForeignKey("people.id")),
    to("praises"),
    to("candidates"),
    Column("begun_at", Instant, nullable=False),  # when what was erased had been added
    Column("at", Instant, nullable=False),
    Column("blobs", Json, nullable=False),  # hashes of what may lie in the photo store
    Column("gone_at", Instant),  # since then nothing of it lies there
)
