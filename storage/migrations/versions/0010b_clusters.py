"""Communes of a province under one supervisor, beside the tree of units."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0010b"
down_revision = "0010"
branch_labels = None
depends_on = None

INSTANT = storage.types.Instant(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "clusters",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_clusters_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clusters")),
    )
    op.create_table(
        "cluster_units",
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("cluster_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["cluster_id"], ["clusters.id"], name=op.f("fk_cluster_units_cluster_id_clusters")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_cluster_units_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_cluster_units")),
    )
    op.create_index(op.f("ix_cluster_units_cluster_id"), "cluster_units", ["cluster_id"])
    with op.batch_alter_table("posts") as posts:
        posts.add_column(sa.Column("cluster_id", ID, nullable=True))
        posts.create_foreign_key(
            op.f("fk_posts_cluster_id_clusters"), "clusters", ["cluster_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("posts") as posts:
        posts.drop_constraint("fk_posts_cluster_id_clusters", type_="foreignkey")
        posts.drop_column("cluster_id")
    op.drop_table("cluster_units")
    op.drop_table("clusters")
