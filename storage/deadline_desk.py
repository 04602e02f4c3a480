"""The part of the desk that is about the calendar."""

from collections.abc import Sequence
from datetime import date

from campaign.calendar import Set, Term
from campaign.duties import Duty, Late
from campaign.people import Person
from campaign.plan import Plan
from storage import duties, terms
from storage.once import Once


class StoredDeadlines:
    """`campaign.deadline_desk.DeadlineDesk`; `once` reads what is asked for once a turn."""

    def __init__(self, once: Once, plan: Plan, me: Person | None, today: date) -> None:
        self._once, self._plan, self._me, self._today = once, plan, me, today

    def calendar(self) -> Set:
        return self._once(terms.given, self._plan)

    def terms(self) -> Sequence[Term]:
        return self._once(terms.all_of, self._plan)

    def term(self, key: str) -> Term | None:
        return next((term for term in self.terms() if term.key == key), None)

    def duties(self) -> Sequence[Duty]:
        me = self._me
        return self._once(duties.of_posts, self._plan, me.posts, self._today) if me else ()

    def watched(self) -> Sequence[Duty]:
        me = self._me
        return self._once(duties.watched, self._plan, me.post, self._today) if me else ()

    def late(self, term: str) -> Sequence[Late]:
        me, found = self._me, self.term(term)
        if me is None or found is None:
            return ()
        return self._once(duties.late_below, self._plan, found, me.post, self._today)
