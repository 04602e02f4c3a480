"""What the people praised have agreed to, as rows; what was answered so far comes along."""

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = storage.types.Instant(timezone=True)
JSON = storage.types.Json()

# What was read to people before texts had editions: the options of the plan's question.
OLD_WORDING = {"name": "Ghi tên", "photo": "Gửi ảnh", "press": "Đăng bài"}


def upgrade() -> None:
    _consents()
    _vaults()
    _data_requests()
    _erasures()
    _bring_along()


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("how", sa.String(length=8), nullable=False),
        sa.Column("evidence_id", ID, nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("withdrawn_by_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_consents_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_consents_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_consents_record_id_records")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["people.id"], name=op.f("fk_consents_withdrawn_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_record_id"), "consents", ["record_id"], unique=False)


def _vaults() -> None:
    op.add_column("records", sa.Column("hidden_at", INSTANT, nullable=True))
    op.add_column("records", sa.Column("erased_at", INSTANT, nullable=True))
    for name, length in (("children", 10), ("guardian", 200)):
        op.add_column(
            "records", sa.Column(name, sa.String(length), server_default="", nullable=False)
        )
    op.create_table(
        "vaults",
        sa.Column("record_id", ID, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_vaults_record_id_records")
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_vaults")),
    )


def _data_requests() -> None:
    op.create_table(
        "data_requests",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("record_id", ID, nullable=True),
        sa.Column("of_person_id", ID, nullable=True),
        sa.Column("asker", sa.Text(), server_default="", nullable=False),
        sa.Column("verified", sa.String(length=12), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("by_person_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("settled_by_id", ID, nullable=True),
        sa.Column("done", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["people.id"], name=op.f("fk_data_requests_by_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["of_person_id"], ["people.id"], name=op.f("fk_data_requests_of_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_data_requests_record_id_records")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["people.id"], name=op.f("fk_data_requests_settled_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_requests")),
    )
    for name in ("record_id", "of_person_id"):
        op.create_index(op.f(f"ix_data_requests_{name}"), "data_requests", [name], unique=False)


def _erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=True),
        sa.Column("of_person_id", ID, nullable=True),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("blobs", JSON, nullable=False),
        sa.Column("gone_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["of_person_id"], ["people.id"], name=op.f("fk_erasures_of_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_erasures_record_id_records")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_index(op.f("ix_erasures_record_id"), "erasures", ["record_id"], unique=False)


def _bring_along() -> None:
    """One row for each purpose in the answers to R10 so far."""
    c = op.get_bind()
    answers = sa.table(
        "answers", sa.column("record_id"), sa.column("key"), sa.column("value", sa.Text()),
        sa.column("person_id"), sa.column("at", INSTANT),
    )  # fmt: skip
    consents = sa.table(
        "consents", sa.column("record_id"), sa.column("purpose"), sa.column("wording"),
        sa.column("edition"), sa.column("how"), sa.column("person_id"),
        sa.column("at", INSTANT),
    )  # fmt: skip
    for row in c.execute(sa.select(answers).where(answers.c.key == "R10")).all():
        value = json.loads(row.value) if row.value else None
        purposes = [p for p in value if p != "none"] if isinstance(value, list) else []
        for purpose in purposes:
            c.execute(consents.insert().values(
                record_id=row.record_id, purpose=purpose,
                wording=OLD_WORDING.get(purpose, purpose), edition="R10", how="tap",
                person_id=row.person_id, at=row.at or datetime(2021, 1, 1, tzinfo=UTC),
            ))  # fmt: skip


def downgrade() -> None:
    op.drop_table("erasures")
    op.drop_table("data_requests")
    op.drop_table("vaults")
    op.drop_column("records", "guardian")
    op.drop_column("records", "children")
    op.drop_column("records", "erased_at")
    op.drop_column("records", "hidden_at")
    op.drop_table("consents")
