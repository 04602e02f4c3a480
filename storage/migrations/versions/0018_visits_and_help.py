"""When somebody means to look again at what they saw on the spot."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("spot_checks") as table:
        table.add_column(sa.Column("next_visit", sa.Date(), nullable=True))
        table.create_index("ix_spot_checks_next_visit", ["next_visit"])


def downgrade() -> None:
    with op.batch_alter_table("spot_checks") as table:
        table.drop_index("ix_spot_checks_next_visit")
        table.drop_column("next_visit")
