"""`INSERT … ON CONFLICT` in the dialect of the connection."""

from typing import TypeAlias

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Insert: TypeAlias = "postgresql.Insert | sqlite.Insert"


def insert(c: Connection, table: Table) -> Insert:
    """An insert into `table` that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    if c.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
