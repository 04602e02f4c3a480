"""The lists a supervisor works from: own unit and below, found and counted by one condition each.

The counts of all lists that are a question of rows come from one statement over the records of
the unit. Three lists are a question of answers: what they need is read together
(`storage.dossiers`), for the records that can be in them, and decided by the rules of `campaign`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import ColumnElement, Connection, and_, case, false, func, or_, select

from campaign import phases
from campaign.exemplar import Line
from campaign.people import Person
from campaign.plan import Plan
from campaign.units import Unit
from campaign.vietnam import local_day
from campaign.workflow import REGISTERED, Status
from campaign.worklists import MOST, Condition, Praised, Silent
from storage import dossiers, finding, list_conditions, praises, silence, tray, withheld
from storage.clusters import paths_of
from storage.dossiers import Dossier
from storage.ranges import within
from storage.secrets import Keyring
from storage.tables import records, units

FOUND = 50  # by a search
_ANSWERING = (Status.SUBMITTED, *REGISTERED[:-1])  # what the lists of answers are about


class StoredWorklists:
    """`campaign.worklists.Worklists` over one connection; it lives until the turn changes
    something.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - who looks, at what, on which day
        self,
        c: Connection,
        keyring: Keyring,
        plan: Plan,
        me: Person | None,
        now: datetime,
        districts: frozenset[int],
        district_above: Callable[[Sequence[int]], bool],
    ) -> None:
        self._c, self._keyring, self._plan, self._me, self._now = c, keyring, plan, me, now
        self._districts, self._district_above = sorted(districts), district_above
        self._dossiers: dict[str, tuple[Dossier, ...]] = {}
        self._counts: dict[tuple[tuple[Condition, ...], str], tuple[int, ...]] = {}

    @property
    def _today(self) -> date:
        return local_day(self._now)

    @cached_property
    def _place(self) -> tuple[str, ...]:
        """The paths the asker's post reaches; those of a stranger are none."""
        return paths_of(self._me.post) if self._me else ()

    # --- counted

    def counts(self, wanted: Sequence[Condition], phase: str) -> Sequence[int]:
        key = (tuple(wanted), phase)
        if key not in self._counts:
            self._counts[key] = self._count(key[0], phase)
        return self._counts[key]

    def _count(self, wanted: tuple[Condition, ...], phase: str) -> tuple[int, ...]:
        rows = {one: found for one in wanted if (found := self._rows(one)) is not None}
        counted = dict(zip(rows, self._sums(list(rows.values()), phase), strict=True))
        return tuple(
            counted[one] if one in counted else self._beyond_rows(one, phase) for one in wanted
        )

    def _sums(self, wanted: Sequence[ColumnElement[bool]], phase: str) -> Sequence[int]:
        if not wanted:
            return ()
        flags = [case((one, 1), else_=0).label(f"n{place}") for place, one in enumerate(wanted)]
        each = select(*flags).where(self._inside(phase)).subquery()
        found = self._c.execute(select(*(func.coalesce(func.sum(n), 0) for n in each.c))).one()
        return [int(n) for n in found]

    def _beyond_rows(self, wanted: Condition, phase: str) -> int:
        if isinstance(wanted, Silent):
            return len(self._silent(phase))
        if isinstance(wanted, Praised):
            return praises.counted(self._c, units, self._place, phase).n
        return len(self._ids(wanted, phase))

    # --- read

    def records(self, wanted: Condition, phase: str) -> Sequence[Line]:
        rows = self._rows(wanted)
        if rows is None:
            rows = records.c.id.in_(self._ids(wanted, phase))
        return self._lines(
            finding.LISTED.where(self._inside(phase), rows)
            .order_by(list_conditions.first_by(wanted), records.c.id)
            .limit(MOST)
        )

    def villages(self, phase: str) -> Sequence[Unit]:
        return self._silent(phase)[:MOST]

    def search(self, text: str) -> Sequence[Line]:
        words, me = finding.words_in(text), self._me
        if not words or me is None:
            return ()
        shown = and_(
            within(records.c.path, self._place), records.c.discarded.is_(False),
            records.c.name != "", ~withheld.from_post(me.post),
        )  # fmt: skip
        return self._lines(finding.search(words, shown, FOUND))

    def _lines(self, asked: finding.Asked) -> tuple[Line, ...]:
        me, rows = self._me, self._c.execute(asked).all()
        named = zip(tray.lines(rows, self._district_above), rows, strict=True)
        return tuple(
            replace(line, name="", withheld=True)
            if me is None or withheld.hides(me.post, row)
            else line
            for line, row in named
        )

    # --- which

    def _inside(self, phase: str) -> ColumnElement[bool]:
        """Records of the unit in a phase; a draft that has none yet belongs to the present one."""
        present = phases.present(self._plan, self._today).id == phase
        none_yet = records.c.phase.is_(None) if present else false()
        return and_(
            within(records.c.path, self._place), records.c.discarded.is_(False),
            or_(records.c.phase == phase, none_yet),
        )  # fmt: skip

    def _rows(self, wanted: Condition) -> ColumnElement[bool] | None:
        return list_conditions.rows(wanted, self._now, self._districts)

    def _ids(self, wanted: Condition, phase: str) -> list[int]:
        found = self._answering(phase)
        return [one.id for one in found if dossiers.fulfils(one, wanted, self._today)]

    def _answering(self, phase: str) -> tuple[Dossier, ...]:
        if phase not in self._dossiers:
            chosen = self._inside(phase) & records.c.status.in_(_ANSWERING)
            self._dossiers[phase] = dossiers.read(self._c, self._keyring, chosen)
        return self._dossiers[phase]

    def _silent(self, phase: str) -> Sequence[Unit]:
        return silence.villages(self._c, self._plan, phase, self._place, self._today)
