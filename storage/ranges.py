"""Subtrees as ranges of paths, which an index serves on both engines where LIKE would not.

A range is made once: the same few are looked for again and again, and what SQLAlchemy makes of
them takes longer to make than to run.
"""

from functools import lru_cache
from typing import TypeAlias

from sqlalchemy import ColumnElement, and_, false, or_

Paths: TypeAlias = str | tuple[str, ...]


def within(column: ColumnElement[str], paths: Paths) -> ColumnElement[bool]:
    """Whether a path lies at or under one of these; under none of them where there are none."""
    if isinstance(paths, str):
        return _in_range(column, paths)
    return or_(false(), *(_in_range(column, path) for path in paths))


@lru_cache(maxsize=4096)
def _in_range(column: ColumnElement[str], path: str) -> ColumnElement[bool]:
    low, high = ends(path)
    return and_(column >= low, column < high)


def ends(path: str) -> tuple[str, str]:
    """The first path at or under one, and the first that is not."""
    return path, path[:-1] + chr(ord("/") + 1)
