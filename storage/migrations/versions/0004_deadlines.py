"""Deadlines: what units owe, how they end it, and how people want to be reminded."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = storage.types.Instant(timezone=True)
JSON = storage.types.Json()
IS_EXPIRED = sa.text("state = 'expired'")


def upgrade() -> None:
    op.create_table(
        "terms",
        sa.Column("term", sa.String(length=80), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_terms_person_id_people")
        ),
        sa.PrimaryKeyConstraint("term", name=op.f("pk_terms")),
    )
    op.create_table(
        "leads",
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_leads_person_id_people")
        ),
        sa.PrimaryKeyConstraint("level", name=op.f("pk_leads")),
    )
    op.create_table(
        "nothings",
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("term", sa.String(length=80), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_nothings_person_id_people")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_nothings_unit_id_units")),
        sa.PrimaryKeyConstraint("unit_id", "term", name=op.f("pk_nothings")),
    )
    op.create_table(
        "lists",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("term", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_by_id", ID, nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["people.id"], name=op.f("fk_lists_answered_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_lists_person_id_people")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_lists_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lists")),
        sa.UniqueConstraint("unit_id", "term", "number", name=op.f("uq_lists_unit_id")),
    )
    op.create_table(
        "reports",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("term", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("evidence_id", ID, nullable=True),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_reports_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_reports_person_id_people")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_reports_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index("ix_reports_duty", "reports", ["unit_id", "term"], unique=False)
    op.create_table(
        "habits",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("hour", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_habits_person_id_people")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_habits")),
    )
    op.create_table(
        "snoozes",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("term", sa.String(length=80), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_snoozes_person_id_people")
        ),
        sa.PrimaryKeyConstraint("person_id", "term", name=op.f("pk_snoozes")),
    )
    op.create_table(
        "nudges",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("term", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_nudges_person_id_people")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_nudges_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudges")),
    )
    op.create_index("ix_nudges_day", "nudges", ["unit_id", "term", "day"], unique=False)
    op.create_index(
        "ix_outbox_expired", "outbox", ["expires_at"], unique=False,
        postgresql_where=IS_EXPIRED, sqlite_where=IS_EXPIRED,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_outbox_expired", table_name="outbox")
    op.drop_table("nudges")
    op.drop_table("snoozes")
    op.drop_table("habits")
    op.drop_table("reports")
    op.drop_table("lists")
    op.drop_table("nothings")
    op.drop_table("leads")
    op.drop_table("terms")
