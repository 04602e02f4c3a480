"""The part of the desk that is about work on the ground, over one connection."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from campaign.people import Verb, may
from campaign.units import Unit
from campaign.yearly import Sheet, Totals
from storage import yearly

if TYPE_CHECKING:
    from storage.desk import StoredDesk


@dataclass(frozen=True, slots=True)
class StoredGround:
    """`campaign.ground.GroundDesk`; what may not be seen is simply not there."""

    c: Connection
    once: Callable[..., Any]
    desk: "StoredDesk"

    def sheet(self, unit_id: int) -> Sheet | None:
        unit = self._seen(unit_id)
        found: Sheet | None = self.once(yearly.sheet, unit, *self._when) if unit else None
        return found

    def totals(self, unit_id: int) -> Totals | None:
        unit = self._seen(unit_id)
        found: Totals | None = self.once(yearly.totals, unit, *self._when) if unit else None
        return found

    @property
    def _when(self) -> tuple[date, int]:
        return self.desk.today, self.desk.plan.phases[0].begins.year

    def _seen(self, unit_id: int) -> Unit | None:
        me, unit = self.desk.me, self.desk.unit(unit_id)
        if me is None or unit is None:
            return None
        return unit if any(may(p, Verb.SUMMARY, unit.path) for p in me.posts) else None
