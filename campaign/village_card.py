"""The card of six months of a village that has no exemplar to be asked about: two questions.

A village with exemplars is asked the same with their cards (K2 and K5 of the plan).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VillageCard:
    """`fresh`: somebody good, or something done well, is there and not registered yet; `stuck`:
    something is in the way.
    """

    fresh: bool
    stuck: bool


@dataclass(frozen=True, slots=True)
class VillageCards:
    """How many villages below a post have told theirs, and what."""

    told: int = 0
    fresh: int = 0
    stuck: int = 0


@dataclass(frozen=True, slots=True)
class KeepVillageCard:
    """What the village of one's own post tells of the half-year that runs."""

    card: VillageCard


@dataclass(frozen=True, slots=True)
class VillageCardKept:
    unit: str
    card: VillageCard
