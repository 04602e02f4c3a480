"""When a platform took a message, who may be written to, pauses, links between channels, tokens."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = storage.types.Instant(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("accepted_at", INSTANT, nullable=True))
        outbox.create_index(
            "ix_outbox_prompts", ["contact_id", "id"], unique=False,
            postgresql_where=sa.text("prompt"), sqlite_where=sa.text("prompt"),
        )  # fmt: skip
    with op.batch_alter_table("contacts") as contacts:
        contacts.add_column(sa.Column("heard_at", INSTANT, nullable=True))
        contacts.add_column(sa.Column("paused_until", INSTANT, nullable=True))
    with op.batch_alter_table("invites") as invites:
        invites.add_column(sa.Column("for_person_id", sa.BigInteger().with_variant(
            sa.Integer(), "sqlite"), nullable=True))  # fmt: skip
        invites.create_foreign_key(
            op.f("fk_invites_for_person_id_people"), "people", ["for_person_id"], ["id"]
        )
    op.create_table(
        "tokens",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("pair", storage.types.Json(), nullable=False),
        sa.Column("before", storage.types.Json(), nullable=True),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("renewed_at", INSTANT, nullable=False),
        sa.Column("broken", sa.String(length=200), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_tokens")),
    )


def downgrade() -> None:
    op.drop_table("tokens")
    with op.batch_alter_table("invites") as invites:
        invites.drop_constraint(op.f("fk_invites_for_person_id_people"), type_="foreignkey")
        invites.drop_column("for_person_id")
    with op.batch_alter_table("contacts") as contacts:
        contacts.drop_column("paused_until")
        contacts.drop_column("heard_at")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_index("ix_outbox_prompts")
        outbox.drop_column("accepted_at")
