"""What villages tell of themselves and of their exemplars, and what is difficult there."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INSTANT = storage.types.Instant(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "yearly",
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("num", sa.Integer(), nullable=True),
        sa.Column("den", sa.Integer(), nullable=True),
        sa.Column("rating", sa.String(length=16), nullable=True),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_yearly_unit_id_units")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_yearly_person_id_people")
        ),
        sa.PrimaryKeyConstraint("unit_id", "part", "year", name=op.f("pk_yearly")),
    )
    op.create_index("ix_yearly_year", "yearly", ["year", "part"])
    op.create_table(
        "problems",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("by_role", sa.String(length=16), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_by_id", ID, nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_problems_unit_id_units")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_problems_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["people.id"], name=op.f("fk_problems_answered_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problems")),
    )
    op.create_index("ix_problems_place", "problems", ["unit_id", "answered_at"])
    op.create_table(
        "half_cards",
        sa.Column("record_id", ID, nullable=False),
        sa.Column("half", sa.String(length=8), nullable=False),
        sa.Column("body", storage.types.Json(), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_half_cards_record_id_records")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_half_cards_person_id_people")
        ),
        sa.PrimaryKeyConstraint("record_id", "half", name=op.f("pk_half_cards")),
    )
    op.create_table(
        "contributions",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("land", sa.Float(), nullable=False),
        sa.Column("money", sa.Float(), nullable=False),
        sa.Column("days", sa.Float(), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_contributions_unit_id_units")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_contributions_record_id_records")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_contributions_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributions")),
    )
    op.create_index(op.f("ix_contributions_unit_id"), "contributions", ["unit_id"])


def downgrade() -> None:
    op.drop_table("contributions")
    op.drop_table("half_cards")
    op.drop_table("problems")
    op.drop_table("yearly")
