"""The part of the desk that is about additions."""

from collections.abc import Mapping, Sequence
from datetime import date

from campaign.additions import Addition, ids_in, may_make
from campaign.exemplar import Value
from campaign.people import Person
from storage import additions
from storage.once import Once


class StoredAdditions:
    """`campaign.addition_wishes.AdditionDesk`; `once` reads a thing once a turn."""

    def __init__(self, once: Once, me: Person | None, today: date) -> None:
        self._once, self._me, self._today = once, me, today

    def at(self, path: Sequence[int]) -> Sequence[Addition]:
        return self._once(additions.at, tuple(path), self._today)

    def answered(self, answers: Mapping[str, Value]) -> Sequence[Addition]:
        return self._once(additions.with_ids, ids_in(answers), self._today)

    def mine(self) -> Sequence[Addition]:
        me = self._me
        return self._once(additions.of_post, me.post, self._today) if me else ()

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
        return self._once(additions.waiting, me, self._today)

    def get(self, id: int) -> Addition | None:
        me = self._me
        one = self._once(additions.get, id, self._today) if me else None
        return one if one and me and additions.near(one, me) else None
