"""The schema brought up to date, and whether it is. Alembic is imported only here, when needed."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

FOLDER = Path(__file__).parent / "migrations"
HEAD = "0018"
_LOCK = 7_312_021  # PostgreSQL: one process migrates, the others wait


def upgrade(c: Connection, to: str = "head") -> None:
    """Bring the schema to `HEAD`, or only to an earlier revision; nothing happens where it is there
    already.
    """
    from alembic import command
    from alembic.config import Config

    if c.dialect.name == "postgresql":
        c.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = c
    command.upgrade(config, to)


def is_current(c: Connection) -> bool:
    """Whether the schema is the one this release needs."""
    if not inspect(c).has_table("alembic_version"):
        return False
    return bool(c.scalar(text("SELECT version_num FROM alembic_version")) == HEAD)
