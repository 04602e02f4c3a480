"""Reading a thing once a turn: a conversation is replayed several times, rows are not."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection

P = ParamSpec("P")
T = TypeVar("T")


class Once(Protocol):
    """What `read` finds, which is read once a turn however often it is asked for."""

    def __call__(
        self, read: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T: ...
