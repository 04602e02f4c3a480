"""The part of the desk that is about additions."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Connection

from campaign.additions import Addition, ids_in, may_make
from campaign.exemplar import Value
from campaign.people import Person
from storage import additions

T = TypeVar("T")


class StoredAdditions:
    """`campaign.addition_wishes.AdditionDesk` over one connection."""

    def __init__(self, c: Connection, me: Person | None, today: date) -> None:
        self._c = c
        self._me = me
        self._today = today
        self._read: dict[Any, Any] = {}  # a conversation is replayed several times a turn

    def _once(self, what: object, read: Callable[[], T]) -> T:
        if what not in self._read:
            self._read[what] = read()
        found: T = self._read[what]
        return found

    def at(self, path: Sequence[int]) -> Sequence[Addition]:
        here = tuple(path)
        return self._once(here, lambda: additions.at(self._c, here, self._today))

    def answered(self, answers: Mapping[str, Value]) -> Sequence[Addition]:
        ids = ids_in(answers)
        return self._once(ids, lambda: additions.with_ids(self._c, ids, self._today))

    def mine(self) -> Sequence[Addition]:
        me = self._me
        if me is None:
            return ()
        return self._once("mine", lambda: additions.of_post(self._c, me.post, self._today))

    def known(self) -> Sequence[Addition]:
        """What one more of my unit must not say again."""
        me = self._me
        above = self.at(me.post.path) if me else ()
        mine = {one.id: one for one in (*above, *self.mine())}
        return tuple(mine.values())

    def waiting(self) -> Sequence[Addition]:
        me = self._me
        if me is None or not may_make(me.post):  # who makes none decides about none
            return ()
        return self._once("waiting", lambda: additions.waiting(self._c, me, self._today))

    def get(self, id: int) -> Addition | None:
        me = self._me
        one = additions.get(self._c, id, self._today) if me else None
        return one if one and me and additions.near(one, me) else None
