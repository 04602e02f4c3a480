"""Visits that are planned, who helps an exemplar, and cards of villages without exemplars."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

INSTANT = storage.types.Instant(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("spot_checks") as table:
        table.add_column(sa.Column("next_visit", sa.Date(), nullable=True))
        table.create_index("ix_spot_checks_next_visit", ["next_visit"])
    op.create_table(
        "village_cards",
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("half", sa.String(length=8), nullable=False),
        sa.Column("fresh", sa.Boolean(), nullable=False),
        sa.Column("stuck", sa.Boolean(), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_village_cards_unit_id_units")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_village_cards_person_id_people")
        ),
        sa.PrimaryKeyConstraint("unit_id", "half", name=op.f("pk_village_cards")),
    )
    op.create_index("ix_village_cards_half", "village_cards", ["half"])
    _told_of_records("mentors", sa.Column("name", sa.Text(), nullable=False))
    _told_of_records(
        "helps",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("whose", sa.Text(), nullable=False),
    )


def _told_of_records(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        *columns,
        sa.Column("person_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f(f"fk_{name}_record_id_records")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f(f"fk_{name}_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_record_id"), name, ["record_id"])


def downgrade() -> None:
    op.drop_table("village_cards")
    op.drop_table("helps")
    op.drop_table("mentors")
    with op.batch_alter_table("spot_checks") as table:
        table.drop_index("ix_spot_checks_next_visit")
        table.drop_column("next_visit")
