"""The villages of a commune as an officer lists them: names pasted, one a line.

A line may carry a number or a dash before the name, and the word for its kind ("bản", "thôn", "tổ
dân phố", also "TDP") or none: then it is taken for what most of the other lines are.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from campaign.text import clean, fold
from campaign.units import LEVELS

KINDS = tuple(kind for kind, level in LEVELS.items() if level == "village")
_SHORT = {"tdp": "tổ dân phố", "tdp.": "tổ dân phố", "kp": "khu phố"}
_NUMBERED = re.compile(r"^(?:[-–•*+]|\d{1,3}\s*[.)\-/]|\d{1,3}\s*\t)\s*")
_WORDS = sorted(((fold(k), k) for k in KINDS), key=lambda pair: -len(pair[0]))
LONGEST = 100  # characters of a name
TOWNS = frozenset({"phường", "thị trấn"})


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list says: the new villages (kind, whole name), and what of it is not taken."""

    new: tuple[tuple[str, str], ...]
    twice: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()


def read(lines: Iterable[str], known: Collection[str], commune_kind: str) -> Listing:
    """`known` are the names of the villages there are."""
    parted = [_parted(line) for line in lines if any(c.isalnum() for c in line)]
    counted = Counter(kind for kind, _ in parted if kind)
    usual = counted.most_common(1)[0][0] if counted else _of_commune(commune_kind)
    there, seen = {fold(name) for name in known}, set[str]()
    new, twice, old, unclear = [], [], [], []
    for kind, bare in parted:
        name = _whole(kind or usual, bare)
        if not _is_name(bare):
            unclear.append(bare or kind)
        elif fold(name) in there:
            old.append(name)
        elif fold(name) in seen:
            twice.append(name)
        else:
            new.append((kind or usual, name))
        seen.add(fold(name))
    return Listing(tuple(new), tuple(twice), tuple(old), tuple(unclear))


def _of_commune(kind: str) -> str:
    return "tổ dân phố" if kind in TOWNS else "thôn"


def _parted(line: str) -> tuple[str, str]:
    """The kind a line names, or nothing, and the rest of it."""
    text = " ".join(_NUMBERED.sub("", clean(line)).strip(" .,;").split())
    head, _, rest = text.partition(" ")
    if fold(head) in _SHORT:
        return _SHORT[fold(head)], rest
    folded = [fold(word) for word in text.split()]
    for said, kind in _WORDS:
        n = len(said.split())
        if " ".join(folded[:n]) == said:
            return kind, " ".join(text.split()[n:])
    return "", text


def _is_name(bare: str) -> bool:
    return any(c.isalnum() for c in bare) and len(bare) <= LONGEST


def _whole(kind: str, bare: str) -> str:
    return f"{kind[:1].upper()}{kind[1:]} {bare[:1].upper()}{bare[1:]}"
