"""`Cụm`: some communes of a province under one supervisor, where no district stands between.

The hard idea is that a cụm is no level of the tree. It decides nothing, holds no quota, comes and
goes without a reorganisation, and a commune may change its cụm any day; were it a level, every
path, every report of before and every quota would move with it. So it lies beside the tree: a name
and a set of communes. A supervisor's post reaches what lies below these (`Post.group`), no more.
Where a place is wanted, a cụm stands for one with an id below zero, which no unit of the tree has:
who asks the tree about it finds nothing, and what is not written for it is refused by default.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from campaign.text import fold
from campaign.units import Unit, bare

LEVEL = "cluster"


@dataclass(frozen=True, slots=True)
class Regrouped:
    """A commune that was made of communes of several cụm, and in which of these it is now."""

    commune: str
    cluster: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cụm: its communes in the order of their codes, and who supervises it."""

    id: int
    name: str
    communes: tuple[Unit, ...]
    supervisors: tuple[str, ...] = ()


def place(id: int, name: str, province: Unit) -> Unit:
    """A cụm as a place."""
    here = place_id(id)
    return Unit(here, "", name, "cụm", LEVEL, province.id, (*province.path, here), date.min, None)


def place_id(cluster: int) -> int:
    """The id of the place a cụm stands for; `cluster_of` is the way back."""
    return -cluster


def cluster_of(place_id: int) -> int | None:
    """The cụm a place stands for; None for a unit of the tree."""
    return -place_id if place_id < 0 else None


def matched(names: Sequence[str], communes: Sequence[Unit]) -> tuple[list[Unit], list[str]]:
    """Communes by name, with or without the word for their kind, or by code; and what is none, or
    not one alone.
    """
    found: list[Unit] = []
    unknown: list[str] = []
    for name in (n.strip() for n in names):
        same = [u for u in communes if _is(u, name)]
        if len(same) == 1:
            found += [u for u in same if u not in found]
        elif name:
            unknown.append(name)
    return found, unknown


def _is(unit: Unit, said: str) -> bool:
    return (
        said in {unit.code, f"id:{unit.id}"}
        or bare(unit.name) == bare(said)
        or (fold(unit.name) == fold(said))
    )


@dataclass(frozen=True, slots=True)
class KeepCluster:
    """A cụm of that name has these communes from now on; they leave the one they were in."""

    name: str
    communes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Supervise:
    """Whoever gave this number supervises the cụm from now on."""

    cluster_id: int
    phone: str


ClusterWish: TypeAlias = KeepCluster | Supervise


@dataclass(frozen=True, slots=True)
class ClusterKept:
    cluster: Cluster


@dataclass(frozen=True, slots=True)
class Supervised:
    """`person_id` is told; 0: nobody, or more than one, has that number."""

    cluster: Cluster
    person_id: int
    name: str
    phone: str


ClusterOutcome: TypeAlias = ClusterKept | Supervised
