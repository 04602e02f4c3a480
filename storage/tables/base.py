"""What all tables share: one metadata, names of constraints, references and paths."""

from sqlalchemy import Column, ForeignKey, MetaData, String

from storage.types import Id

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Compared by bytes on both engines, so that a range of paths is a subtree.
PATH = String(200).with_variant(String(200, collation="C"), "postgresql")


def to(table: str, *, index: bool = False, null: bool = True, key: bool = False) -> Column[int]:
    """A reference to a row of `table`, named `<noun>_id`."""
    name = {"people": "person"}.get(table, table.removesuffix("s")) + "_id"
    return Column(
        name, Id, ForeignKey(f"{table}.id"), index=index, nullable=null and not key, primary_key=key
    )
