"""Rows of a message to many are found by it, and stand in nobody's way."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IS_QUEUED = "state = 'queued'"
# Each index of the outbox that changes: its columns, what it held before, what it holds now.
CHANGED = {
    "ix_outbox_pending": (["channel", "rank", "id"], None, "broadcast_id IS NULL"),
    "ix_outbox_expiring": (
        ["expires_at"],
        "expires_at IS NOT NULL",
        "expires_at IS NOT NULL AND broadcast_id IS NULL",
    ),
    "uq_outbox_coalesce": (["contact_id", "coalesce"], None, '"coalesce" IS NOT NULL'),
}
NEW = {
    "ix_outbox_broadcasts": (["broadcast_id", "channel", "rank", "id"], "broadcast_id IS NOT NULL"),
    "ix_outbox_put_off": (["channel"], "why <> ''"),
}
FATES = sa.text("broadcast_id IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("broadcast_id", ID, nullable=True))
    op.execute(
        "UPDATE outbox SET broadcast_id = (SELECT r.broadcast_id FROM recipients AS r"
        " WHERE r.id = outbox.recipient_id), state = CASE state WHEN 'paused' THEN 'queued'"
        " ELSE state END WHERE recipient_id IS NOT NULL"
    )
    for name, (columns, _, holds) in CHANGED.items():
        op.drop_index(name, "outbox")
        _create(name, columns, holds)
    for name, (columns, holds) in NEW.items():
        _create(name, columns, holds)
    op.create_index(
        "ix_outbox_fates", "outbox", ["broadcast_id", "state", "why"], postgresql_where=FATES,
        sqlite_where=FATES,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_outbox_fates", "outbox")
    for name in NEW:
        op.drop_index(name, "outbox")
    for name, (columns, held, _) in CHANGED.items():
        op.drop_index(name, "outbox")
        _create(name, columns, held)
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("broadcast_id")


def _create(name: str, columns: list[str], holds: str | None) -> None:
    where = sa.text(f"{IS_QUEUED} AND {holds}" if holds else IS_QUEUED)
    op.create_index(
        name, "outbox", columns, unique=name.startswith("uq_"), postgresql_where=where,
        sqlite_where=where,
    )  # fmt: skip
