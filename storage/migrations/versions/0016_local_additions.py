"""Local criteria and models: what communes, districts and the province add beside the plan."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0016"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = storage.types.Instant(timezone=True)
LOCAL = sa.text("key LIKE 'local:%'")


def upgrade() -> None:
    op.create_table(
        "additions",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("photo", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("settled_by_id", ID, nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("began_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_additions_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["people.id"], name=op.f("fk_additions_settled_by_id_people")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_additions_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_additions")),
    )
    op.create_index(op.f("ix_additions_unit_id"), "additions", ["unit_id"])
    op.create_index(
        "ix_answers_local", "answers", ["key", "record_id"], postgresql_where=LOCAL,
        sqlite_where=LOCAL,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_answers_local", "answers")
    op.drop_table("additions")
