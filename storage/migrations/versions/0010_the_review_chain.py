"""Several things asked for at once; questions to authors; what officers saw at their last look."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None

INSTANT = storage.types.Instant(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = storage.types.Json()


def upgrade() -> None:
    with op.batch_alter_table("notes") as notes:
        notes.add_column(sa.Column("asks", JSON, nullable=True))
    op.create_table(
        "inquiries",
        sa.Column("id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("answer", JSON, nullable=True),
        sa.Column("answered_by_id", ID, nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["people.id"], name=op.f("fk_inquiries_answered_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_inquiries_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_inquiries_record_id_records")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiries")),
    )
    op.create_index(op.f("ix_inquiries_record_id"), "inquiries", ["record_id"])
    op.create_table(
        "batches",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("desk_id", ID, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("marks", JSON, nullable=False),
        sa.Column("fields", JSON, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("settled_by_id", ID, nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["desk_id"], ["units.id"], name=op.f("fk_batches_desk_id_units")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_batches_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["people.id"], name=op.f("fk_batches_settled_by_id_people")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_batches_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
    )
    op.create_index("ix_batches_desk", "batches", ["desk_id", "role"])
    op.create_table(
        "listed",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_listed_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_listed_record_id_records")
        ),
        sa.PrimaryKeyConstraint("person_id", "record_id", name=op.f("pk_listed")),
    )
    op.create_table(
        "looks",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("history_id", ID, nullable=False),
        sa.Column("evidence", sa.Integer(), nullable=False),
        sa.Column("seen", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_looks_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_looks_record_id_records")
        ),
        sa.PrimaryKeyConstraint("person_id", "record_id", name=op.f("pk_looks")),
    )


def downgrade() -> None:
    op.drop_table("looks")
    op.drop_table("listed")
    op.drop_table("batches")
    op.drop_table("inquiries")
    with op.batch_alter_table("notes") as notes:
        notes.drop_column("asks")
