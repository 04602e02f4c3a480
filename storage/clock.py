"""The database's clock, the one clock all processes share: for leases, back-off and holds."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Interval, func, literal

from storage.types import Instant


def later(c: Connection, seconds: float = 0) -> ColumnElement[datetime]:
    """The moment `seconds` from now, as an expression to write or to compare with."""
    if c.dialect.name == "sqlite":
        # The spelling in which SQLAlchemy keeps an instant, so that both compare as text.
        spelling = "%Y-%m-%d %H:%M:%f000"
        return func.strftime(spelling, "now", f"{seconds:+.3f} seconds", type_=Instant())
    return func.statement_timestamp(type_=Instant()) + literal(
        timedelta(seconds=seconds), Interval()
    )
