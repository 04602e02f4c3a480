"""The database's clock, the one clock all processes share: for leases, back-off and holds."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from storage.types import Instant


class FromNow(FunctionElement[datetime]):
    """The moment some seconds from now, to write or to compare with."""

    name = "from_now"
    type = Instant()
    inherit_cache = True


def from_now(seconds: float | ColumnElement[float] = 0) -> FromNow:
    return FromNow(literal(seconds, Float()) if isinstance(seconds, int | float) else seconds)


@compiles(FromNow, "postgresql")
def _postgresql(element: FromNow, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    seconds = compiler.process(element.clauses, **options)
    return f"(statement_timestamp() + make_interval(secs => {seconds}))"


@compiles(FromNow, "sqlite")
def _sqlite(element: FromNow, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    seconds = compiler.process(element.clauses, **options)
    # The spelling in which SQLAlchemy keeps an instant, so that both compare as text.
    return f"strftime('%Y-%m-%d %H:%M:%f000', 'now', {seconds} || ' seconds')"
