"""Subtrees as ranges of paths, which an index serves on both engines where LIKE would not."""

from typing import TypeAlias

from sqlalchemy import ColumnElement, and_, false, or_

Paths: TypeAlias = str | tuple[str, ...]


def within(column: ColumnElement[str], paths: Paths) -> ColumnElement[bool]:
    """Whether a path lies at or under one of these; under none of them where there are none."""
    if isinstance(paths, str):
        return _in_range(column, paths)
    return or_(false(), *(_in_range(column, path) for path in paths))


def _in_range(column: ColumnElement[str], path: str) -> ColumnElement[bool]:
    return and_(column >= path, column < path[:-1] + chr(ord("/") + 1))
