"""The part of the desk that is about deciding together, and the requests for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import orjson
from sqlalchemy import Connection, insert, select, update

from campaign.batches import MOST, STEP, Batch, BatchRequest, Group, Hindrance, Ready, hindrance
from campaign.exemplar import Line, Record
from campaign.gates import Verdict, readings
from campaign.people import Person, Post
from campaign.workflow import verbs
from storage import inquiries, records, tray
from storage.looks import seen_in
from storage.once import Once
from storage.paths import ids_of
from storage.seen import Seen
from storage.tables import batches, listed, people, units
from storage.types import AnyRow
from storage.upsert import insert as upsert

LOOKED_AT = 200  # records of a tray


@dataclass(frozen=True, slots=True)
class StoredBatches:
    """`campaign.batches.BatchDesk` over one connection."""

    c: Connection
    once: Once
    desk: Seen

    def groups(self) -> Sequence[Group]:
        """Units one level below the desk, and the desk's own for all of them."""
        me = self.desk.me
        if me is None or me.post.role not in STEP:
            return ()
        counted: dict[int, int] = {}
        for row in self._waiting(me.post):
            below = ids_of(row.path)[len(me.post.path) : len(me.post.path) + 1]
            for id in {me.post.unit_id, *below}:
                counted[id] = counted.get(id, 0) + 1
        own = counted.pop(me.post.unit_id, 0)
        if len(counted) > 1 or not counted:
            counted[me.post.unit_id] = own
        return tuple(Group(id, self._name(id), n) for id, n in counted.items() if n > 1)

    def batch(self, unit_id: int) -> Batch | None:
        me = self.desk.me
        if me is None or me.post.role not in STEP:
            return None
        rows = [r for r in self._waiting(me.post) if unit_id in ids_of(r.path)][:MOST]
        return self._batch(me, unit_id, rows) if rows else None

    def requests(self) -> Sequence[BatchRequest]:
        me = self.desk.me
        found = [self._request(me, r) for r in waiting_for(self.c, me)] if me else []
        return tuple(r for r in found if r is not None)

    def _request(self, me: Person, row: AnyRow) -> BatchRequest | None:
        """What still is as it was when it was asked for."""
        asked = dict(row.marks)
        rows = [r for r in self._waiting(me.post) if r.id in asked]
        batch = self._batch(me, row.unit_id, rows)
        same = tuple(one for one in batch.ready if asked[one.line.id] == one.mark)
        kept = Batch(batch.unit_id, batch.unit, batch.verb, same, batch.held)
        return BatchRequest(row.id, row.asker, kept, len(asked), row.fields)

    def _waiting(self, post: Post) -> Sequence[AnyRow]:
        districts = tuple(sorted(self.desk.districts))
        return self.once(tray.waiting, post, districts, LOOKED_AT)

    def _name(self, unit_id: int) -> str:
        unit = self.desk.unit(unit_id)
        return unit.name if unit else ""

    def _batch(self, me: Person, unit_id: int, rows: Sequence[AnyRow]) -> Batch:
        ready: list[Ready] = []
        held: list[tuple[Line, Hindrance]] = []
        for row, line in zip(rows, tray.lines(rows, self.desk.district_above), strict=True):
            record = self.desk.record(row.id)
            why = self._hindrance(me, record) if record else Hindrance.STEP
            if record is None or why is not None:
                held.append((line, why or Hindrance.STEP))
            else:
                ready.append(self._ready(record, line))
        verb = STEP[me.post.role]
        return Batch(unit_id, self._name(unit_id), verb, tuple(ready), tuple(held))

    def _hindrance(self, me: Person, record: Record) -> Hindrance | None:
        may = verbs(me.post.role, record.status, district=record.district)
        if STEP[me.post.role] not in may:
            return Hindrance.STEP
        asked = sum(one.is_open for one in inquiries.of_record(self.c, record.id))
        return hindrance(record, self.desk.today, asked)

    def is_ready(self, record: Record) -> bool:
        me = self.desk.me
        return me is not None and self._hindrance(me, record) is None

    def _ready(self, record: Record, line: Line) -> Ready:
        found = readings(
            record.plan, record.heading, record.answers, record.answered, self.desk.today
        )
        pending = sum(r.verdict is Verdict.PENDING for r in found)
        mark, before = self.mark(record.id), self._seen().get(record.id)
        changed = before is not None and before != mark
        return Ready(line, mark, sum(record.evidence.values()), pending, changed)

    def _seen(self) -> Mapping[int, str]:
        """What records said when they were last listed to whoever looks now."""
        return self.once(seen_by, self.desk.me.id) if self.desk.me else {}

    def listed(self, marks: Sequence[tuple[int, str]]) -> None:
        """Keep what a list has just shown."""
        if self.desk.me is not None and marks:
            keep_listed(self.c, self.desk.me.id, marks)

    def mark(self, record_id: int) -> str:
        """What a record says now, in few characters; nothing where it may not be seen."""
        row = self.desk.row(record_id)
        if row is None:
            return ""
        said = seen_in(records.answers_of(self.c, row.id, row.subject_id))
        whole = [row.version, dict(said)]
        return sha256(orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)).hexdigest()[:10]


def seen_by(c: Connection, person_id: int) -> Mapping[int, str]:
    rows = c.execute(select(listed).where(listed.c.person_id == person_id))
    return {row.record_id: row.mark for row in rows}


def keep_listed(c: Connection, person_id: int, marks: Sequence[tuple[int, str]]) -> None:
    rows = [{"person_id": person_id, "record_id": id, "mark": mark} for id, mark in marks]
    new = upsert(c, listed)
    replaced = new.on_conflict_do_update(
        index_elements=["person_id", "record_id"], set_={"mark": new.excluded.mark}
    )
    c.execute(replaced, rows)


# --- requests that wait for a second officer

_WAITING = (
    select(batches, people.c.name.label("asker"), units.c.name.label("unit"))
    .join(people, people.c.id == batches.c.person_id)
    .join(units, units.c.id == batches.c.unit_id)
    .where(batches.c.settled_at.is_(None))
    .order_by(batches.c.id)
)


def waiting_for(c: Connection, me: Person) -> Sequence[AnyRow]:
    """What colleagues of the same desk have asked for."""
    desk = (batches.c.desk_id == me.post.unit_id, batches.c.role == me.post.role)
    return c.execute(_WAITING.where(*desk, batches.c.person_id != me.id)).all()


def ask(  # noqa: PLR0913, PLR0917 - who asks for what, when
    c: Connection, me: Person, unit_id: int, marks: Sequence[tuple[int, str]],
    fields: Mapping[str, str], now: datetime,
) -> int:  # fmt: skip
    """Note a request; it takes the place of one the same desk has open for the same unit."""
    desk = {"unit_id": unit_id, "desk_id": me.post.unit_id, "role": me.post.role}
    before = update(batches).where(
        *(batches.c[name] == value for name, value in desk.items()), batches.c.settled_at.is_(None)
    )
    c.execute(before.values(settled_by_id=me.id, settled_at=now, agreed=False))
    kept = {"marks": [list(one) for one in marks], "fields": dict(fields)}
    new = insert(batches).values(**desk, person_id=me.id, at=now, **kept)
    return int(c.execute(new.returning(batches.c.id)).scalar_one())


def settle(c: Connection, id: int, person_id: int, now: datetime, *, agreed: bool) -> bool:
    """Whether it was on us: nobody settled it before."""
    mine = update(batches).where(batches.c.id == id, batches.c.settled_at.is_(None))
    done = mine.values(settled_by_id=person_id, settled_at=now, agreed=agreed)
    return c.execute(done).rowcount == 1
