"""Local criteria and local models, made by units beside the plan."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, text

from storage.tables.base import metadata, to
from storage.tables.records import answers
from storage.types import Id, Instant

additions = Table(
    "additions",
    metadata,
    Column("id", Id, primary_key=True),
    to("units", null=False, index=True),  # whose post made it; its heir's, once that has ended
    Column("role", String(16), nullable=False),
    Column("kind", String(12), nullable=False),  # criterion, model
    Column("category", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("answer", String(16), nullable=False),
    Column("photo", Boolean, nullable=False),
    Column("state", String(12), nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    to("people", null=False),  # who made it
    Column("at", Instant, nullable=False),
    Column("settled_by_id", Id, ForeignKey("people.id")),  # who took the last step
    Column("settled_at", Instant),
    Column("note", Text, nullable=False, server_default=""),
    Column("began_at", Instant),  # in force
    Column("ended_at", Instant),
)

# Answers to additions are few among many: found without reading the others.
LOCAL_KEYS = "key LIKE 'local:%'"
Index(
    "ix_answers_local", answers.c.key, answers.c.record_id, postgresql_where=text(LOCAL_KEYS),
    sqlite_where=text(LOCAL_KEYS),
)  # fmt: skip
