"""Messages to many: to whom, their life, what may be wished about them, and what became of each.

The hard idea: a message to many is never counted by what was meant. Each person it goes to is a
recipient, and each recipient has exactly one fate, found from the rows at the moment somebody asks:
so the fates always add up to the recipients, also while it runs and after any crash.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

LONGEST = 1800  # characters of the text, so that one message holds it on every channel
FIRST_HOUR, LAST_HOUR = 7, 19  # full hours a broadcast may begin at


class Doing(StrEnum):
    """What the people of a segment have done so far, or not."""

    ANY = ""
    UNREGISTERED = "unregistered"  # nothing sent up in this phase
    DRAFT = "draft"  # a draft is unfinished
    MEND = "mend"  # a record waits for a supplement
    SILENT = "silent"  # nothing was heard of them for some days


@dataclass(frozen=True, slots=True)
class Segment:
    """Who holds a post at a unit or below it; every other field narrows it.

    Without a role everybody who works there, so nobody who only looks on.
    """

    unit_id: int
    level: str = ""
    role: str = ""
    doing: Doing = Doing.ANY
    days: int = 0  # of silence
    category: str = ""


class State(StrEnum):
    """The life of a broadcast."""

    DRAFT = "draft"  # has its words
    READY = "ready"  # has its pictures and its time: its author looks at it
    WAITING = "waiting"  # for a second person
    DECLINED = "declined"
    APPROVED = "approved"  # leaves when its time has come
    SENDING = "sending"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    DONE = "done"


class Act(StrEnum):
    """What can be done with a broadcast."""

    REWORD = "reword"
    ARRANGE = "arrange"  # pictures and time are settled
    REARRANGE = "rearrange"
    TRY = "try"
    SEND = "send"
    APPROVE = "approve"
    DECLINE = "decline"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"


_S = State
STEPS: Mapping[Act, tuple[frozenset[State], State | None]] = {  # from where, to where
    Act.REWORD: (frozenset({_S.READY, _S.DECLINED}), _S.READY),
    Act.ARRANGE: (frozenset({_S.DRAFT}), _S.READY),
    Act.REARRANGE: (frozenset({_S.READY}), _S.DRAFT),
    Act.TRY: (frozenset({_S.READY, _S.WAITING}), None),
    Act.SEND: (frozenset({_S.READY}), _S.APPROVED),  # WAITING where a second person is needed
    Act.APPROVE: (frozenset({_S.WAITING}), _S.APPROVED),
    Act.DECLINE: (frozenset({_S.WAITING}), _S.DECLINED),
    Act.PAUSE: (frozenset({_S.SENDING}), _S.PAUSED),
    Act.RESUME: (frozenset({_S.PAUSED}), _S.SENDING),
    Act.CANCEL: (
        frozenset({_S.DRAFT, _S.READY, _S.WAITING, _S.APPROVED, _S.SENDING, _S.PAUSED}),
        _S.CANCELLED,
    ),
}
OWN = frozenset({Act.REWORD, Act.ARRANGE, Act.REARRANGE, Act.SEND})  # of the author alone
OF_ANOTHER = frozenset({Act.APPROVE, Act.DECLINE})  # of anybody of the same post but the author
WRITING = frozenset({_S.DRAFT, _S.READY})  # seen by its author alone


@dataclass(frozen=True, slots=True)
class Broadcast:
    """`term` is the key of a term: then it reaches only those whose duty is open by then."""

    id: int
    state: State
    author_id: int
    author: str
    unit_id: int
    unit: str
    segment: Segment
    term: str
    text: str
    pictures: tuple[int, ...] = ()
    file: str = ""
    send_at: datetime | None = None  # none: as soon as it may
    decided_by: str = ""
    note: str = ""  # why it was declined


class Fate(StrEnum):
    """What became of one recipient."""

    QUEUED = "queued"
    AWAITED = "awaited"  # their channel allows it only once they have written again
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"  # may have arrived or not; not sent again
    EXPIRED = "expired"
    SPARED = "spared"  # the duty was done by then
    SUPPRESSED = "suppressed"  # had the same text just before, or left the post
    CANCELLED = "cancelled"
    UNREACHABLE = "unreachable"  # on no channel


Counts: TypeAlias = Mapping[Fate, int]


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people a broadcast goes to now, by channel; `seconds` is how long that takes."""

    channels: Mapping[str, int]
    unreachable: int
    seconds: float

    @property
    def total(self) -> int:
        return sum(self.channels.values()) + self.unreachable


@dataclass(frozen=True, slots=True)
class Progress:
    """`blocked` of the failed take no messages any more; `gives_way`: replies go first now."""

    counts: Counts
    blocked: int
    known: int
    gives_way: bool = False

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody who got it and has not said so."""

    name: str
    unit: str


class BroadcastDesk(Protocol):
    """The broadcasts the asker's post may see."""

    def latest(self) -> Sequence[Broadcast]: ...
    def get(self, id: int) -> Broadcast | None: ...
    def reach(self, broadcast: Broadcast) -> Reach: ...
    def attached(self, id: int) -> Mapping[str, int]: ...  # received, of each kind
    def colleagues(self) -> int: ...  # who could approve what I have written
    def progress(self, id: int) -> Progress: ...
    def by_unit(self, id: int) -> Sequence[tuple[str, Counts]]: ...  # one level down
    def silent(self, id: int) -> Sequence[Silent]: ...
    def told(self, id: int) -> Sequence[tuple[str, str]]: ...  # who was not reached, who was told


# --- what may be wished, and what comes of it


@dataclass(frozen=True, slots=True)
class Write:
    segment: Segment
    term: str
    text: str


@dataclass(frozen=True, slots=True)
class Do:
    """`text` is the new wording of REWORD and the reason of DECLINE, `at` the time of ARRANGE."""

    broadcast_id: int
    act: Act
    text: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Know:
    """The asker knows the content."""

    broadcast_id: int


BroadcastWish: TypeAlias = Write | Do | Know


@dataclass(frozen=True, slots=True)
class Done:
    """An act was done; None: the broadcast was written."""

    broadcast: Broadcast
    act: Act | None
    colleagues: Sequence[int] = field(default=())  # people who are to hear of it


@dataclass(frozen=True, slots=True)
class Passed:
    """Somebody else was first, or it has gone on: it is shown as it is now."""

    broadcast: Broadcast
    loading: bool = False  # its pictures are still on their way


@dataclass(frozen=True, slots=True)
class Known:
    again: bool


@dataclass(frozen=True, slots=True)
class NotYours:
    """It was not sent to the asker; `trial`: they wrote it, and tried it."""

    trial: bool = False


BroadcastOutcome: TypeAlias = Done | Passed | Known | NotYours
