"""What was said of exemplars learned from others: claimed, confirmed, denied."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0020"
down_revision = "0017"
branch_labels = None
depends_on = None

INSTANT = storage.types.Instant(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "derivations",
        sa.Column("id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("origin_id", ID, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_derivations_record_id_records")
        ),
        sa.ForeignKeyConstraint(
            ["origin_id"], ["records.id"], name=op.f("fk_derivations_origin_id_records")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_derivations_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_derivations")),
    )
    op.create_index(op.f("ix_derivations_origin_id"), "derivations", ["origin_id"])
    op.create_index("ix_derivations_record", "derivations", ["record_id", "origin_id", "id"])


def downgrade() -> None:
    op.drop_table("derivations")
