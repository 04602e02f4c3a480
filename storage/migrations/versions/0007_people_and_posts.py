"""Codes are kept hashed and know who gave them; tries, sheets of codes, revoking, the post in use.

A plain code of an earlier release waits as `plain:…`, which opens nothing, until `codes.hide` has
hashed it: a migration knows no SECRET_KEY.
"""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = storage.types.Instant(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("invites") as invites:
        invites.drop_constraint("uq_invites_code", type_="unique")
        invites.alter_column(
            "code", new_column_name="hash", type_=sa.String(length=64),
            existing_type=sa.String(length=16), existing_nullable=False,
        )  # fmt: skip
        invites.add_column(sa.Column("phone", sa.String(40), server_default="", nullable=False))
        invites.add_column(sa.Column("title", sa.String(40), server_default="", nullable=False))
        invites.add_column(sa.Column("ended_at", INSTANT, nullable=True))
        invites.add_column(sa.Column("by_person_id", ID, nullable=True))
        invites.add_column(sa.Column("post_id", ID, nullable=True))
        invites.create_foreign_key(
            op.f("fk_invites_by_person_id_people"), "people", ["by_person_id"], ["id"]
        )
        invites.create_foreign_key(op.f("fk_invites_post_id_posts"), "posts", ["post_id"], ["id"])
        invites.create_index("ix_invites_place", ["unit_id", "role"])
    with op.batch_alter_table("invites") as invites:
        invites.create_unique_constraint("uq_invites_hash", ["hash"])
    op.execute("UPDATE invites SET hash = 'plain:' || hash")
    with op.batch_alter_table("posts") as posts:
        posts.add_column(sa.Column("rank", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "guesses",
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("who", name=op.f("pk_guesses")),
    )
    op.create_table(
        "sheets",
        sa.Column("id", ID, nullable=False),
        sa.Column("body", storage.types.Json(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheets")),
    )
    op.create_table(
        "pasted",
        sa.Column("evidence_id", ID, nullable=False),
        sa.Column("lines", storage.types.Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_pasted_evidence_id_evidence")
        ),
        sa.PrimaryKeyConstraint("evidence_id", name=op.f("pk_pasted")),
    )
    op.create_table(
        "revocations",
        sa.Column("id", ID, nullable=False),
        sa.Column("post_id", ID, nullable=False),
        sa.Column("by_person_id", ID, nullable=False),
        sa.Column("by_post_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("settled_by_id", ID, nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["people.id"], name=op.f("fk_revocations_by_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["by_post_id"], ["posts.id"], name=op.f("fk_revocations_by_post_id_posts")
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_revocations_post_id_posts")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["people.id"], name=op.f("fk_revocations_settled_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocations")),
    )
    op.create_index("ix_revocations_post_id", "revocations", ["post_id"])


def downgrade() -> None:
    op.drop_table("revocations")
    op.drop_table("pasted")
    op.drop_table("sheets")
    op.drop_table("guesses")
    with op.batch_alter_table("posts") as posts:
        posts.drop_column("rank")
    op.execute("DELETE FROM invites")  # what a hash was made of is not to be had
    with op.batch_alter_table("invites") as invites:
        invites.drop_index("ix_invites_place")
        invites.drop_constraint("fk_invites_post_id_posts", type_="foreignkey")
        invites.drop_constraint("fk_invites_by_person_id_people", type_="foreignkey")
        invites.drop_constraint("uq_invites_hash", type_="unique")
        for name in ("post_id", "by_person_id", "ended_at", "title", "phone"):
            invites.drop_column(name)
        invites.alter_column(
            "hash", new_column_name="code", type_=sa.String(length=16),
            existing_type=sa.String(length=64), existing_nullable=False,
        )  # fmt: skip
    with op.batch_alter_table("invites") as invites:
        invites.create_unique_constraint("uq_invites_code", ["code"])
