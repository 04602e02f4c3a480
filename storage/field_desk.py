"""The part of the desk that is about the field: exemplars nearby, checks on the spot, the draw."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from campaign.field import SHOWN, Draw, Near
from campaign.people import Person
from campaign.proof import Seen
from campaign.vietnam import local_day
from storage import draws, exemplars, spot_checks, tray
from storage.once import Once
from storage.replication_desk import StoredReplication
from storage.types import AnyRow


class StoredField:
    """`campaign.field.Field` over one connection; it lives until the turn changes something."""

    def __init__(  # noqa: PLR0913, PLR0917 - who looks, when, and what they may see
        self,
        c: Connection,
        me: Person | None,
        now: datetime,
        district_above: Callable[[Sequence[int]], bool],
        row: Callable[[int], AnyRow | None],
        once: Once,
    ) -> None:
        self._c, self._me, self._now, self._district_above = c, me, now, district_above
        self._row = row  # of a record the person may see
        self.replication = StoredReplication(once, me, now, district_above, row)
        self._seen: dict[int, Seen] = {}
        self._near: tuple[Near, ...] | None = None

    def near(self) -> Sequence[Near]:
        if self._near is None:
            self._near = exemplars.near(self._c, self._me.post, SHOWN) if self._me else ()
        return self._near

    def seen(self, record_id: int) -> Seen:
        if record_id not in self._seen:
            mine = self._row(record_id) is not None
            self._seen[record_id] = spot_checks.of_record(self._c, record_id) if mine else Seen()
        return self._seen[record_id]

    def draw(self) -> Draw | None:
        me, period = self._me, draws.period_of(local_day(self._now))
        row = draws.of_unit(self._c, me.post.unit_id, period) if me else None
        if row is None:
            return None
        lines = tray.lines(draws.rows_of(self._c, row.id), self._district_above)
        day = local_day(row.at)
        return Draw(row.period, row.of, day, lines, draws.seen(self._c, row.id, day))

    def to_draw_from(self) -> int:
        return draws.counted(self._c, self._me.post.path) if self._me else 0
