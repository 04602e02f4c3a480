"""What a desk knows of a record besides the record: its history, and what changed since it looked.

The hard idea is the last look. What somebody saw of a record is kept when its card is shown to
them, so whatever is different at their next look can be told as before and now; and a step that
would be taken on something they have not seen can be refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from campaign.batches import BatchDesk
from campaign.clusters import Cluster
from campaign.exemplar import Ask, Value
from campaign.ground import GroundDesk
from campaign.people import Role, Verb
from campaign.trays import Patience
from campaign.units import Unit

# Whose looks are kept, and whose steps wait for one: the desks that decide about a record.
DESKS = frozenset({Role.COMMUNE, Role.DISTRICT, Role.PROVINCE})
# Steps that decide about what was seen; the rest only write down what happened elsewhere.
JUDGES = frozenset({Verb.CONFIRM, Verb.SELECT, Verb.RECEIVE, Verb.RETURN, Verb.DECLINE})


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a record's history; `again`: it was sent again after more was asked for;
    `helped`: by whoever entered it for its author.
    """

    id: int
    at: datetime
    by: str
    role: Role | None
    verb: Verb
    note: str = ""
    asks: tuple[Ask, ...] = ()
    again: bool = False
    helped: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """An answer that is another than it was; None where there was none, or it may not be seen."""

    key: str
    before: Value
    now: Value
    hidden: bool = False  # it is not for everybody's eyes, so neither value is told


@dataclass(frozen=True, slots=True)
class News:
    """What is different since a look: answers, what was sent along, and steps of others."""

    since: datetime
    changes: tuple[Change, ...]
    evidence: int  # more than then; below 0: less
    steps: tuple[Happened, ...]

    @property
    def is_any(self) -> bool:
        return bool(self.changes or self.evidence > 0 or self.steps)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Something an officer asked the author of a record, without sending the record back."""

    id: int
    record_id: int
    number: int  # of the record
    name: str
    text: str
    by: str
    by_id: int
    role: Role  # of the desk that asked
    answer: Value = None
    answered_by: str = ""

    @property
    def is_open(self) -> bool:
        return self.answer is None


class ReviewDesk(Protocol):
    """The part of the desk that is about records under review."""

    def history(self, record_id: int) -> Sequence[Happened]: ...  # oldest first
    def pictures(self, record_id: int) -> Sequence[int]: ...
    def voices(self, record_id: int) -> Sequence[str]: ...  # keys of files that can be heard
    @property
    def patience(self) -> Patience: ...  # within how long a desk looks at a record
    @property
    def together(self) -> BatchDesk: ...
    def clusters(self) -> Sequence[Cluster]: ...  # of my province
    def communes(self) -> Sequence[Unit]: ...  # that may be grouped: none while districts stand
    def inquiries(self, record_id: int) -> Sequence[Inquiry]: ...
    def asked_of_me(self) -> Sequence[Inquiry]: ...  # open, about what my post registered
    @property
    def ground(self) -> GroundDesk: ...
    def news(self, record_id: int) -> News | None: ...  # since my last look; None: the first one


def differences(
    before: Mapping[str, Value], now: Mapping[str, Value], hidden: frozenset[str]
) -> tuple[Change, ...]:
    """What changed from one state of the answers to another, in the order of the keys.

    Both hold the values of what may be seen, and of what is `hidden` something that tells only
    whether it is still the same.
    """
    keys = sorted({*before, *now})
    return tuple(
        Change(key, None, None, hidden=True)
        if key in hidden
        else Change(key, before.get(key), now.get(key))
        for key in keys
        if before.get(key) != now.get(key)
    )
