"""What happens to an exemplar after its registration: decisions that were recorded by mistake, and
changes of what was registered, registrations that follow one another.
"""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0011"
down_revision = "0010b"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = storage.types.Instant(timezone=True)
JSON = storage.types.Json()


def upgrade() -> None:
    op.add_column(
        "decisions",
        sa.Column("mistaken", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.create_table(
        "amendments",
        sa.Column("id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("changes", JSON, nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("waits_for", sa.String(length=16), nullable=False),
        sa.Column("answered_by_id", ID, nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["people.id"], name=op.f("fk_amendments_answered_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_amendments_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_amendments_record_id_records")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendments")),
    )
    op.create_index("ix_amendments_record", "amendments", ["record_id", "state"], unique=False)
    op.create_table(
        "renewals",
        sa.Column("id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("phase", sa.String(length=32), nullable=False),
        sa.Column("choice", sa.String(length=8), nullable=False),
        sa.Column("renewed_id", ID, nullable=True),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_renewals_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_renewals_record_id_records")
        ),
        sa.ForeignKeyConstraint(
            ["renewed_id"], ["records.id"], name=op.f("fk_renewals_renewed_id_records")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewals")),
    )
    op.create_index(op.f("ix_renewals_record_id"), "renewals", ["record_id"], unique=False)
    op.create_index(op.f("ix_renewals_renewed_id"), "renewals", ["renewed_id"], unique=False)


def downgrade() -> None:
    op.drop_table("renewals")
    op.drop_table("amendments")
    op.drop_column("decisions", "mistaken")
