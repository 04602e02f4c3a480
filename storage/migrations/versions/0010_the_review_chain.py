"""Several questions in one request for more; what officers saw of a record at their last look."""

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
    with op.batch_alter_table("notes") as notes:
        notes.drop_column("asks")
