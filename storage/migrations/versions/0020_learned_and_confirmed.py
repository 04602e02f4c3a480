"""What was said of exemplars learned from others, and who was commended without registering."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0020"
down_revision = "0019"
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

    _praises()


def _praises() -> None:
    op.create_table(
        "praises",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("who", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=8), server_default="", nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.Column("form", sa.String(length=12), nullable=False),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("naming", sa.String(length=8), nullable=False),
        sa.Column("phase", sa.String(length=32), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("revoked", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("mistaken", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("record_id", ID, nullable=True),
        sa.Column("erased_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_praises_unit_id_units")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_praises_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_praises_record_id_records")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_praises")),
    )
    op.create_index(op.f("ix_praises_unit_id"), "praises", ["unit_id"])
    op.create_index(op.f("ix_praises_record_id"), "praises", ["record_id"])
    op.create_table(
        "praise_words",
        sa.Column("id", ID, nullable=False),
        sa.Column("praise_id", ID, nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("role", sa.String(length=16), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("fields", storage.types.Json(), nullable=True),
        sa.ForeignKeyConstraint(
            ["praise_id"], ["praises.id"], name=op.f("fk_praise_words_praise_id_praises")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_praise_words_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_praise_words")),
    )
    op.create_index(op.f("ix_praise_words_praise_id"), "praise_words", ["praise_id"])
    for name in ("erasures", "data_requests"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("praise_id", ID, nullable=True))
            table.create_foreign_key(
                op.f(f"fk_{name}_praise_id_praises"), "praises", ["praise_id"], ["id"]
            )


def downgrade() -> None:
    for name in ("data_requests", "erasures"):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"fk_{name}_praise_id_praises"), type_="foreignkey")
            table.drop_column("praise_id")
    op.drop_table("praise_words")
    op.drop_table("praises")
    op.drop_table("derivations")
