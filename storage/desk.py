"""The desk made real: what one person may see, read lazily in the transaction of their turn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Concatenate

from sqlalchemy import Connection

from campaign.calendar import level_of
from campaign.desk import Chore
from campaign.duty_wishes import Habit
from campaign.exemplar import Line, Loose, Record, Value
from campaign.helping import helps_below
from campaign.people import Person, Role, Verb, may
from campaign.people_wishes import Invitation
from campaign.plan import Plan
from campaign.summary import Summary
from campaign.units import Unit
from campaign.vietnam import local_day
from campaign.workflow import SAME, Status
from storage import (
    chores,
    clusters,
    evidence,
    habits,
    invitations,
    people,
    plans,
    records,
    summaries,
    tray,
    units,
)
from storage.broadcast_desk import StoredBroadcasts
from storage.deadline_desk import StoredDeadlines
from storage.field_desk import StoredField
from storage.life import StoredLife
from storage.lists import StoredLists
from storage.once import P, T
from storage.paths import ids_of, path_of
from storage.people import Contact
from storage.people_desk import StoredPeople
from storage.reviewing import StoredReviews
from storage.secrets import Keyring
from storage.types import AnyRow
from storage.whole import whole
from storage.worklists import StoredWorklists

LISTED = 50


class StoredDesk:
    """`campaign.desk.Desk` over one connection. Whatever is not allowed is simply not there."""

    def __init__(
        self, c: Connection, keyring: Keyring, contact: Contact, now: datetime,
        paces: Mapping[str, float] | None = None,
    ) -> None:  # fmt: skip
        self._c = c
        self._keyring = keyring
        self.contact = contact
        self.now = now
        self._paces = paces or {}
        # Records this turn may answer: held from the first look on, so that of two people who
        # answer one question at once the second sees what the first said.
        self.held: frozenset[int] = frozenset()
        self._read: dict[Any, Any] = {}
        self._rows: dict[int, AnyRow | None] = {}
        self._answers: dict[int, Mapping[str, Value]] = {}
        self._records: dict[int, Record] = {}

    def _once(
        self, read: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """What `read` finds: a conversation is replayed several times a turn, rows are not."""
        asked = (read, args, tuple(kwargs.items()))
        if asked not in self._read:
            self._read[asked] = read(self._c, *args, **kwargs)
        found: T = self._read[asked]
        return found

    @property
    def today(self) -> date:
        return local_day(self.now)

    @property
    def me(self) -> Person | None:
        return self.contact.person

    @cached_property
    def plan(self) -> Plan:
        found = plans.current(self._c)
        if found is None:
            msg = "no plan is loaded"
            raise LookupError(msg)
        return found

    @cached_property
    def districts(self) -> frozenset[int]:
        """The units that stand at the level of districts."""
        level = level_of(self.plan, Role.DISTRICT)
        return units.of_level(self._c, level.id, self.today) if level else frozenset()

    @property
    def has_districts(self) -> bool:
        return bool(self.districts)

    def district_above(self, path: Sequence[int]) -> bool:
        """Whether a district has a say in what lies there; in what is the top's own it has, as
        long as there are any.
        """
        return self.has_districts and (len(path) == 1 or not self.districts.isdisjoint(path))

    def forget(self) -> None:
        """Read everything anew: this turn has changed something."""
        self._read.clear()
        self._rows.clear()
        self._answers.clear()
        self._records.clear()

    def answered(self, record: AnyRow) -> None:
        """Read the answers of a record anew."""
        self._read.pop((records.answers_of, (record.id, record.subject_id), ()), None)
        self._answers.pop(record.id, None)
        self._records.pop(record.id, None)

    # --- records

    def row(self, id: int) -> AnyRow | None:
        """The row of a record the person may see."""
        if id not in self._rows:
            row = records.get(self._c, id, hold=id in self.held)
            self._rows[id] = row if row is not None and self.may(Verb.VIEW, row.path) else None
        return self._rows[id]

    def may(self, verb: Verb, path: str) -> bool:
        me = self.me
        return me is not None and any(may(p, verb, ids_of(path)) for p in me.posts)

    def answers(self, record_id: int) -> Mapping[str, Value]:
        row = self.row(record_id)
        if row is None:
            return {}
        if record_id not in self._answers:
            rows = self._once(records.answers_of, record_id, row.subject_id)
            restricted = self.may(Verb.RESTRICTED, row.path)
            self._answers[record_id] = records.opened(rows, self._keyring, restricted=restricted)
        return self._answers[record_id]

    def plan_of(self, record_id: int) -> Plan:
        row = self.row(record_id) if record_id else None
        return plans.known(self._c, row.plan_id, row.plan_sha256) if row is not None else self.plan

    def kept(self, record_id: int, key: str) -> Mapping[str, int]:
        if self.row(record_id) is None:
            return {}
        counted = self._once(evidence.counts, record_id).get(key, evidence.Counted())
        return counted.stored + counted.waiting

    def record(self, id: int) -> Record | None:
        row = self.row(id)
        if row is None or row.discarded:
            return None
        if id not in self._records:
            self._records[id] = self._record(row)
        return self._records[id]

    def _record(self, row: AnyRow) -> Record:
        given = self._once(records.answers_of, row.id, row.subject_id)
        kept = self._once(evidence.counts, row.id)
        found = whole(self._c, row, self.plan_of(row.id), self.answers(row.id), given, kept)
        same = Status(row.status) in SAME
        return replace(found, district=same or self.district_above(ids_of(row.path)))

    def by_number(self, number: int) -> Record | None:
        id = records.numbered(self._c, number)
        return self.record(id) if id is not None else None

    @property
    def people(self) -> StoredPeople:
        return StoredPeople(self._c, self._once, self.contact, self.now, self.row)

    @property
    def field(self) -> StoredField:
        return self._once(StoredField, self.me, self.now, self.district_above, self.row, self._once)

    # --- lists

    def mine(self) -> Sequence[Line]:
        """What my post began, and what I have entered for village heads and not sent yet."""
        me = self.me
        if me is None:
            return ()
        entered = self._once(records.entered_by, me.id, me.post) if helps_below(me.post) else ()
        return self._lines([*entered, *self._once(records.by_author, me.post, LISTED)])

    def tray(self) -> Sequence[Line]:
        """Records that wait for a step of my post, oldest first."""
        me, districts = self.me, sorted(self.districts)
        return self._lines(tray.waiting(self._c, me.post, districts, LISTED)) if me else ()

    def in_tray(self) -> int:
        listed = len(self.tray())
        if self.me is None or listed < LISTED:
            return listed
        return self._once(tray.counted, self.me.post, tuple(sorted(self.districts)))

    def unanswered(self) -> Sequence[Chore]:
        me = self.me
        return self._once(chores.own, self._keyring, me.post, self.today) if me else ()

    def chores(self) -> Sequence[Chore]:
        me = self.me
        return self._once(chores.waiting, self._keyring, me.post, self.today) if me else ()

    @property
    def worklists(self) -> StoredWorklists:
        return self._once(
            StoredWorklists, self._keyring, self.plan, self.me, self.now, self.districts,
            self.district_above,
        )  # fmt: skip

    def similar(self, kind: str, name: str, unit_id: int, except_id: int) -> Sequence[Line]:
        return self._lines(
            self._once(records.similar, kind=kind, name=name, unit_id=unit_id, except_id=except_id)
        )

    def _lines(self, rows: Sequence[AnyRow]) -> tuple[Line, ...]:
        return tray.lines(rows, self.district_above)

    def invitation(self, code: str) -> Invitation | None:
        here, me = self.contact, self.me
        return self._once(
            invitations.opened, self._keyring, code, self.now,
            channel=here.channel, contact_id=here.id, me=me.id if me else None, called=here.name,
        )  # fmt: skip

    def unit(self, id: int) -> Unit | None:
        held = next((u for u in self.contact.units if u.id == id), None)
        return held or self._once(clusters.unit_or_cluster, id)

    def below(self, id: int) -> Sequence[Unit]:
        return self._once(units.below, id, self.today)

    def units_named(self, text: str) -> Sequence[Unit]:
        me = self.me
        return units.named(self._c, text, path_of(me.post.path), self.today) if me else ()

    def loose(self) -> Loose | None:
        return evidence.unassigned(self._c, self.contact.id)

    def summary(self, unit_id: int, phase: str, as_of: datetime | None) -> Summary:
        return summaries.summary(self._c, self.plan, unit_id, phase, as_of, self.now)

    @property
    def deadlines(self) -> StoredDeadlines:
        return StoredDeadlines(self._once, self.plan, self.me, self.today)

    @property
    def lists(self) -> StoredLists:
        return self._once(StoredLists, self.plan, self.me, self.now)

    def habit(self) -> Habit:
        return self._once(habits.of, self.me.id) if self.me else Habit()

    @property
    def broadcasts(self) -> StoredBroadcasts:
        return StoredBroadcasts(self._c, self.me, self.plan, self.now, self._paces)

    @property
    def reviews(self) -> StoredReviews:
        return StoredReviews(self._c, self._once, self)

    @property
    def life(self) -> StoredLife:
        return StoredLife(self._c, self._once, self.me, self.now)

    def helpers(self) -> Sequence[tuple[str, str]]:
        return self._once(people.helpers, self.me.post) if self.me else ()
