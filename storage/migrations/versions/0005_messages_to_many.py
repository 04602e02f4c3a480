"""Messages to many, who they reach, and what became of each."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = storage.types.Instant(timezone=True)
JSON = storage.types.Json()
IS_ONE = sa.text("recipient_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("id", ID, nullable=False),
        sa.Column("lane", sa.String(length=12), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("segment", JSON, nullable=False),
        sa.Column("term", sa.String(length=80), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("same", sa.String(length=64), nullable=False),
        sa.Column("pictures", JSON, nullable=False),
        sa.Column("file", sa.String(length=300), server_default="", nullable=False),
        sa.Column("send_at", INSTANT, nullable=True),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("approved_by_id", ID, nullable=True),
        sa.Column("approved_at", INSTANT, nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("started_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["people.id"], name=op.f("fk_broadcasts_approved_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_broadcasts_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_broadcasts_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
    )
    op.create_index(op.f("ix_broadcasts_state"), "broadcasts", ["state"], unique=False)
    op.create_table(
        "recipients",
        sa.Column("id", ID, nullable=False),
        sa.Column("broadcast_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("contact_id", ID, nullable=True),
        sa.Column("known_at", INSTANT, nullable=True),
        sa.Column("told_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcasts.id"], name=op.f("fk_recipients_broadcast_id_broadcasts")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_recipients_contact_id_contacts")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_recipients_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["told_id"], ["people.id"], name=op.f("fk_recipients_told_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_recipients_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipients")),
        sa.UniqueConstraint("broadcast_id", "person_id", name=op.f("uq_recipients_broadcast_id")),
    )
    op.create_index(op.f("ix_recipients_person_id"), "recipients", ["person_id"], unique=False)
    op.create_index(
        "ix_recipients_silent",
        "recipients",
        ["broadcast_id"],
        unique=False,
        postgresql_where=sa.text("known_at IS NULL"),
        sqlite_where=sa.text("known_at IS NULL"),
    )
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("recipient_id", ID, nullable=True))
        outbox.create_foreign_key(
            op.f("fk_outbox_recipient_id_recipients"), "recipients", ["recipient_id"], ["id"]
        )
        outbox.create_index(
            "uq_outbox_recipient", ["recipient_id"], unique=True, postgresql_where=IS_ONE,
            sqlite_where=IS_ONE,
        )  # fmt: skip


def downgrade() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_index("uq_outbox_recipient")
        outbox.drop_constraint(op.f("fk_outbox_recipient_id_recipients"), type_="foreignkey")
        outbox.drop_column("recipient_id")
    op.drop_table("recipients")
    op.drop_table("broadcasts")
