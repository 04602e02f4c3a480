"""What the simulated people did, kept by the check itself: no number here comes from the product.

The quotas and the meaning of each status are written down by hand from the plan and the contract.
"""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from campaign.exemplar import Value

COUNTED = (
    "commune_confirmed", "selected", "registered", "building", "assessed", "recognised", "closed",
)  # fmt: skip
CHOSEN = COUNTED[1:]
KNOWN = ("recognised", "closed")
WAITING = ("submitted", "returned", "commune_confirmed", "selected")
# A unit's name is everybody's: no consent of anybody takes it out.
OF_UNITS = (
    "village", "front_work_committee", "front_commune", "front_district", "front_province",
)  # fmt: skip
FIRST, SECOND = "2021-2023", "2023-2025"


@dataclass(frozen=True, slots=True)
class Quota:
    """A number of the plan (III.1.2 to III.2): whom it counts, for each unit of which level."""

    id: str
    per: str
    categories: tuple[str, ...]
    kinds: tuple[str, ...]
    least: int
    most: int
    recognised: bool  # only who is recognised counts


QUOTAS = (
    Quota("Q-1.2A", "district", ("1.2A",), ("front_commune",), 1, 2, recognised=False),
    Quota(
        "Q-1.2B", "district", ("1.2B",), ("household", "cooperative", "coop_group"), 2, 2,
        recognised=False,
    ),
    Quota(
        "Q-1.3", "commune", ("1.3",), ("village", "front_work_committee", "front_commune"), 2, 3,
        recognised=True,
    ),
    Quota(
        "Q-1.4", "district", ("1.4",), ("front_work_committee", "front_commune"), 2, 2,
        recognised=False,
    ),
    Quota("Q-2", "district", ("2A", "2B"), ("person_front", "person_resident"), 2, 3,
          recognised=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Took:
    """One step of a life."""

    at: datetime
    verb: str
    status: str


@dataclass(slots=True)
class Signed:
    kind: str  # recognition, commendation
    number: str
    photo: bool
    revoked: bool = False


@dataclass(slots=True)
class Life:
    """One exemplar: who it is, where, and all that was done about it."""

    name: str
    category: str
    kind: str
    unit: int
    author: str  # on the stage
    role: str
    phase: str
    consent: tuple[str, ...]
    photos: int
    story: str
    helper: str = ""
    number: int = 0
    renews: "Life | None" = None
    steps: list[Took] = field(default_factory=list)
    decisions: list[Signed] = field(default_factory=list)
    checks: list[tuple[datetime, str, bool]] = field(default_factory=list)  # "" is the whole
    answers: dict[str, Value] = field(default_factory=dict)
    amendments: list[str] = field(default_factory=list)  # states
    renewals: list[str] = field(default_factory=list)  # keep, raise, stop
    returned_from: str = ""
    withdrawn: tuple[str, ...] = ()  # what was agreed to and taken back
    hidden: bool = False

    def status(self, at: datetime | None = None) -> str:
        """At a moment, or now."""
        taken = [step.status for step in self.steps if at is None or step.at <= at]
        return taken[-1] if taken else "draft"

    def took(self, at: datetime, verb: str, status: str) -> None:
        self.steps.append(Took(at, verb, status))

    def is_verified(self, at: datetime | None = None) -> bool:
        """Whether it was last found right as a whole."""
        seen = [ok for when, key, ok in self.checks if not key and (at is None or when <= at)]
        return bool(seen) and seen[-1] and self.status(at) in COUNTED


@dataclass(frozen=True, slots=True)
class Counted:
    """Anything that is counted: a life of the model, or a record of the export."""

    category: str
    kind: str
    unit: int
    phase: str
    status: str
    verified: bool


def of_model(lives: Iterable[Life], at: datetime | None = None) -> list[Counted]:
    return [
        Counted(x.category, x.kind, x.unit, x.phase, x.status(at), x.is_verified(at))
        for x in lives
        if x.number and any(at is None or step.at <= at for step in x.steps)
    ]


def totals(counted: Iterable[Counted], phase: str, inside: AbstractSet[int]) -> dict[str, Any]:
    """What a summary of some units has to say of their exemplars."""
    here = [x for x in counted if x.unit in inside and x.phase == phase]
    waiting = Counter(x.status for x in here if x.status in WAITING)
    return {"quotas": {q.id: _line(q, here) for q in QUOTAS}, "waiting": dict(waiting)}


def _line(quota: Quota, here: Iterable[Counted]) -> dict[str, int]:
    ours = [x for x in here if x.category in quota.categories and x.kind in quota.kinds]
    registered = sum(x.status in COUNTED for x in ours)
    selected, recognised = (sum(x.status in some for x in ours) for some in (CHOSEN, KNOWN))
    return {
        "registered": registered, "selected": selected, "recognised": recognised,
        "declared": registered, "counts_as_done": recognised if quota.recognised else selected,
        "verified": sum(x.verified for x in ours),
    }  # fmt: skip


def owed(quota: Quota, phase: str, units: Counter[str]) -> dict[str, int]:
    """What the plan asks of so many units of each level; of the second phase nothing."""
    times = units[quota.per] if phase == FIRST else 0
    return {"min": quota.least * times, "target": quota.most * times}
