"""One step for all records of a unit that are ready for it, once they have been seen.

The hard idea is the mark. A list that was shown is worth only as much as what it showed; so each
record in it carries a mark of what it said at that moment, and the step is taken for those alone
that still bear it. What changed meanwhile is shown again instead.

A record is ready where no rule of the plan reads as failed, its subject was asked, and no question
to its author is open. A rule without a result holds nothing up: years that are not closed are never
asked about, so at registration most rules have none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeAlias

from campaign.exemplar import Line, Record, is_state
from campaign.gates import Verdict, readings
from campaign.people import Role, Verb

MOST = 20  # records shown and decided at once
STEP: Mapping[Role, Verb] = {
    Role.COMMUNE: Verb.CONFIRM, Role.DISTRICT: Verb.SELECT, Role.PROVINCE: Verb.RECEIVE,
}  # fmt: skip


class Hindrance(StrEnum):
    """Why a record has to be looked at by itself."""

    CONSENT = "consent"  # nobody has been asked yet
    RULE = "rule"  # a rule of the plan reads as failed
    QUESTION = "question"  # its author owes an answer
    STEP = "step"  # it waits for another step


def hindrance(record: Record, today: date, open_questions: int) -> Hindrance | None:
    """What keeps a record from being decided together with others; None where nothing does."""
    consent = record.answers.get("R10")
    if consent is None or consent == ["none"] or is_state(consent):
        return Hindrance.CONSENT
    found = readings(record.plan, record.heading, record.answers, record.answered, today)
    if any(r.verdict is Verdict.FAILED for r in found):
        return Hindrance.RULE
    return Hindrance.QUESTION if open_questions else None


@dataclass(frozen=True, slots=True)
class Group:
    """Records in a tray that lie in one unit below."""

    unit_id: int
    unit: str
    count: int


@dataclass(frozen=True, slots=True)
class Ready:
    line: Line
    mark: str  # of what it says now
    evidence: int
    pending: int  # rules without a result
    changed: bool = False  # since its reader last saw it in such a list


@dataclass(frozen=True, slots=True)
class Batch:
    """What waits in one unit: what may be decided together, and what may not, with why."""

    unit_id: int
    unit: str
    verb: Verb
    ready: tuple[Ready, ...]
    held: tuple[tuple[Line, Hindrance], ...]

    @property
    def marks(self) -> tuple[tuple[int, str], ...]:
        return tuple((one.line.id, one.mark) for one in self.ready)


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """A step for many that waits for a second officer of the desk."""

    id: int
    by: str
    batch: Batch  # as it is now, of what was asked for
    asked: int  # records it was asked for
    fields: Mapping[str, str] = field(default_factory=dict)


class BatchDesk(Protocol):
    """The part of the desk that is about deciding together."""

    def groups(self) -> Sequence[Group]: ...  # of my tray, where there are two records or more
    def batch(self, unit_id: int) -> Batch | None: ...
    def requests(self) -> Sequence[BatchRequest]: ...  # that wait for me as the second officer


@dataclass(frozen=True, slots=True)
class MoveAll:
    """Take the step of the author's desk for all records of `marks` that still bear their mark."""

    unit_id: int
    marks: tuple[tuple[int, str], ...]  # record id and what it said
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SettleAll:
    """The second officer's answer, about what they saw."""

    request_id: int
    marks: tuple[tuple[int, str], ...]
    agreed: bool


BatchWish: TypeAlias = MoveAll | SettleAll


@dataclass(frozen=True, slots=True)
class BatchAsked:
    """A second officer has to agree; `seconds` are their person ids."""

    unit: str
    verb: Verb
    count: int
    by: str
    seconds: tuple[int, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BatchRefused:
    unit: str
    by: str
    asker_id: int
