"""People, the posts they hold, their contacts and the invites that bring them here."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from storage.tables.base import metadata, to
from storage.types import Id, Instant, Json

people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("title", String(40), nullable=False, server_default="đồng chí"),
    Column("language", String(8), nullable=False, server_default="vi"),
    Column("phone", String(40), nullable=False, server_default=""),
    Column("demo", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", Instant, nullable=False),
)

posts = Table(
    "posts",
    metadata,
    Column("id", Id, primary_key=True),
    to("people", index=True, null=False),
    to("units", index=True, null=False),
    Column("role", String(16), nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    # Of several posts of one person the highest is the one they act in; of equals the newest.
    Column("rank", Integer, nullable=False, server_default="0"),
    to("clusters"),  # that it supervises; its unit is the province
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("address", String(128), nullable=False),
    to("people", index=True),
    Column("session", Json),
    Column("reachable", Boolean, nullable=False, server_default=text("true")),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant),  # on the calendar
    Column("heard_at", Instant),  # on the platform's clock: windows to write in begin here
    Column("paused_until", Instant),  # on the database's clock: somebody answers by hand
    Column("name", String(200)),  # as the platform has it; empty until it says so, once it is asked
    UniqueConstraint("channel", "address"),
)

invites = Table(
    "invites",
    metadata,
    Column("id", Id, primary_key=True),
    Column("hash", String(64), nullable=False, unique=True),  # `storage.codes`
    to("units", null=False),
    Column("role", String(16), nullable=False),
    Column("name", String(200), nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    to("people"),
    # Who is to be the same person on one more channel; then there is no new post.
    Column("for_person_id", Id, ForeignKey("people.id")),
    Column("phone", String(40), nullable=False, server_default=""),
    Column("title", String(40), nullable=False, server_default=""),
    Column("ended_at", Instant),  # a newer code took its place, or whoever gave it lost their post
    Column("by_person_id", Id, ForeignKey("people.id")),  # whom to ask; none: the operator
    Column("post_id", Id, ForeignKey("posts.id")),  # the post that passes on when it is used
    Index("ix_invites_place", "unit_id", "role"),
)

guesses = Table(  # wrong codes: of one contact, or of all of a channel
    "guesses",
    metadata,
    Column("who", String(80), primary_key=True),
    Column("wrong", Integer, nullable=False),
    Column("since", Instant, nullable=False),  # on the database's clock
)

sheets = Table(  # codes given together, sealed, for the file that holds them
    "sheets",
    metadata,
    Column("id", Id, primary_key=True),
    Column("body", Json, nullable=False),
    Column("at", Instant, nullable=False),
)

pasted = Table(  # what a file lists that somebody sent
    "pasted",
    metadata,
    Column("evidence_id", Id, ForeignKey("evidence.id"), primary_key=True),
    Column("lines", Json, nullable=False),
)

revocations = Table(  # a post is taken away when a second person agrees
    "revocations",
    metadata,
    Column("id", Id, primary_key=True),
    to("posts", index=True, null=False),
    Column("by_person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("by_post_id", Id, ForeignKey("posts.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("settled_by_id", Id, ForeignKey("people.id")),
    Column("settled_at", Instant),
    Column("agreed", Boolean),
)
