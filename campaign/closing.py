"""A closed list: what a unit sends up by a deadline, frozen as it was at that moment.

The hard idea is what counts as a change. A list is one level's own work: the commune's holds what
the commune has confirmed, the district's what the district has selected. That the levels above then
select, receive or recognise a record is no change of the list. A record that was supplemented and
sent again is one, and so is another name, category or unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from campaign.addition_wishes import LocalLine
from campaign.calendar import Term
from campaign.people import Role
from campaign.workflow import REGISTERED, SELECTED, Status

SENT, RECEIVED, MEND = "sent", "received", "mend"  # what became of a closed list


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a list. `sent` is the version in which it was last handed in."""

    id: int
    number: int
    name: str
    category: str
    kind: str
    unit: str
    status: Status
    sent: int

    @property
    def said(self) -> tuple[str, str, str, str, int]:
        """What the list says of it: with another of these it has changed."""
        return (self.name, self.category, self.kind, self.unit, self.sent)


@dataclass(frozen=True, slots=True)
class Owed:
    """One quota of the plan in this unit, by the numbers of the summary."""

    quota: str
    registered: int
    min: int
    target: int

    @property
    def is_missed(self) -> bool:
        return self.registered < self.min


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a list says: records by number, units that have not answered, quotas, how many records
    still wait for this level's own step, and apart from all that what places add.
    """

    entries: tuple[Entry, ...]
    silent: tuple[str, ...] = ()  # names of units one level down
    quotas: tuple[Owed, ...] = ()
    waiting: int = 0
    local: tuple[LocalLine, ...] = ()

    @property
    def mark(self) -> str:
        """Eight characters that are others when other records would go up."""
        said = repr([(e.id, e.number, *e.said) for e in self.entries])
        return sha256(said.encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new in a list, what has changed, and what is gone since the one before."""

    new: tuple[Entry, ...] = ()
    changed: tuple[Entry, ...] = ()
    gone: tuple[Entry, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)


@dataclass(frozen=True, slots=True)
class Closed:
    """A list that was closed. `state` is SENT until the level above answers."""

    id: int
    term: str  # the key of the term
    number: int
    unit_id: int
    unit: str
    state: str
    snapshot: Snapshot
    by: str
    at: datetime
    before: Snapshot | None = None  # the list this one follows
    note: str = ""  # what the level above wants
    answered_by: str = ""
    answered_at: datetime | None = None
    is_last: bool = True  # no newer one followed

    @property
    def can_be_answered(self) -> bool:
        return self.state == SENT and self.is_last

    @property
    def changes(self) -> Changes:
        return changes(self.before, self.snapshot) if self.before else Changes()


@dataclass(frozen=True, slots=True)
class Draft:
    """The list of a unit as it would go up now, and the one it would follow."""

    term: Term
    unit: str
    snapshot: Snapshot
    last: Closed | None = None

    @property
    def number(self) -> int:
        return self.last.number + 1 if self.last else 1

    @property
    def changes(self) -> Changes:
        return changes(self.last.snapshot, self.snapshot) if self.last else Changes()

    @property
    def is_news(self) -> bool:
        """Whether the level above does not know it yet, or has asked for it again."""
        return self.last is None or self.last.state == MEND or bool(self.changes)


def changes(before: Snapshot, now: Snapshot) -> Changes:
    old, new = {e.id: e for e in before.entries}, {e.id: e for e in now.entries}
    return Changes(
        tuple(e for e in now.entries if e.id not in old),
        tuple(e for e in now.entries if e.id in old and e.said != old[e.id].said),
        tuple(e for e in before.entries if e.id not in new),
    )


def goes_up(role: Role) -> Sequence[Status]:
    """The records a level sends up: those it has passed itself, wherever they are by now."""
    return SELECTED if role is Role.DISTRICT else REGISTERED


class Lists(Protocol):
    """The lists somebody may see: those of their own unit, and of the units directly below it."""

    def terms(self) -> Sequence[Term]: ...  # of which my unit closes a list
    def draft(self, term: str) -> Draft | None: ...  # None where my post closes none
    def received(self, term: str) -> Sequence[Closed]: ...  # the last one of each unit below
    def silent(self, term: str) -> Sequence[str]: ...  # units below that have closed none
    def closed(self, id: int) -> Closed | None: ...
