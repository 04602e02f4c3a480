"""What officials saw on the spot, random lists for it, and who learns from which exemplar."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = storage.types.Instant(timezone=True)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def upgrade() -> None:
    op.create_table(
        "spot_checks",
        sa.Column("id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("key", sa.String(length=48), server_default="", nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("evidence_id", ID, nullable=True),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _to("spot_checks", "record_id", "records"),
        _to("spot_checks", "evidence_id", "evidence"),
        _to("spot_checks", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_checks")),
    )
    op.create_index("ix_spot_checks_record", "spot_checks", ["record_id", "key", "id"])
    op.create_table(
        "draws",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _to("draws", "unit_id", "units"),
        _to("draws", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draws")),
        sa.UniqueConstraint("unit_id", "period", name=op.f("uq_draws_unit_id")),
    )
    op.create_table(
        "drawn",
        sa.Column("draw_id", ID, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        _to("drawn", "draw_id", "draws"),
        _to("drawn", "record_id", "records"),
        sa.PrimaryKeyConstraint("draw_id", "place", name=op.f("pk_drawn")),
    )
    op.create_table(
        "lessons",
        sa.Column("id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _to("lessons", "record_id", "records"),
        _to("lessons", "unit_id", "units"),
        _to("lessons", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lessons")),
        sa.UniqueConstraint("record_id", "unit_id", name=op.f("uq_lessons_record_id")),
    )
    op.create_index(
        "ix_records_learned",
        "records",
        ["derived_from_id"],
        postgresql_where=sa.text("derived_from_id IS NOT NULL"),
        sqlite_where=sa.text("derived_from_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_records_learned", table_name="records")
    op.drop_table("lessons")
    op.drop_table("drawn")
    op.drop_table("draws")
    op.drop_table("spot_checks")
