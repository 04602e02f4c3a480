"""Possible exemplars before anybody registers them, and what was told of them."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

INSTANT = storage.types.Instant(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    op.create_table(
        "candidates",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("origin", sa.String(length=8), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("guess", sa.String(length=16), server_default="", nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("by_role", sa.String(length=16), server_default="", nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("contact_id", ID, nullable=True),
        sa.Column("signed", sa.Text(), server_default="", nullable=False),
        sa.Column("record_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("told_at", INSTANT, nullable=True),
        _refers("candidates", "unit_id", "units"),
        _refers("candidates", "person_id", "people"),
        _refers("candidates", "contact_id", "contacts"),
        _refers("candidates", "record_id", "records"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidates")),
    )
    op.create_index(op.f("ix_candidates_record_id"), "candidates", ["record_id"])
    op.create_index("ix_candidates_place", "candidates", ["unit_id", "state"])
    op.create_index("ix_candidates_sender", "candidates", ["contact_id", "at"])
    op.create_table(
        "candidate_notes",
        sa.Column("id", ID, nullable=False),
        sa.Column("candidate_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("evidence_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        _refers("candidate_notes", "candidate_id", "candidates"),
        _refers("candidate_notes", "person_id", "people"),
        _refers("candidate_notes", "evidence_id", "evidence"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_notes")),
    )
    op.create_index(op.f("ix_candidate_notes_candidate_id"), "candidate_notes", ["candidate_id"])
    with op.batch_alter_table("erasures") as erasures:
        erasures.add_column(sa.Column("candidate_id", ID, nullable=True))
        erasures.create_foreign_key(
            op.f("fk_erasures_candidate_id_candidates"), "candidates", ["candidate_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("erasures") as erasures:
        erasures.drop_constraint(op.f("fk_erasures_candidate_id_candidates"), type_="foreignkey")
        erasures.drop_column("candidate_id")
    op.drop_table("candidate_notes")
    op.drop_table("candidates")
