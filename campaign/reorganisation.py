"""What a reorganisation makes of the tree of units: worked out as a whole before anything is kept.

The hard ideas:

1. A code is whoever bears it on a day; an id is one unit for ever. A unit goes on under its id when
   its line says so (unchanged, renamed, moved). Everything else that stands behind `new_gso` is a
   new unit, even one with the code and the name of an old one: it is another territory.
2. What ends is not gone. An ended unit lies under its heir from that day on, so that everything
   that was ever counted, written or said at it is found below the heir, and nothing about it has to
   be copied or counted anew. Only what stands on the day is a unit that anybody works in.
3. Where no column says where a unit lies afterwards, it stays where its old units lay. Where those
   of one new unit lay apart, as when seven new communes were made across old districts, the level
   between cannot go on: then the file has to name every unit below it, all of them come to lie
   under the top, and what has nothing below it any more ends.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import TypeAlias

from campaign.reorganisation_file import GOES_ON, PARENT, Change, Kind, repeated
from campaign.text import fold
from campaign.units import LEVELS, Unit, bare

# Spelling varies between official lists (Dế Xu Phình, Dế Su Phình); another unit reads otherwise.
ALIKE = 0.7
Place: TypeAlias = int | str  # a unit there is, by its id, or a new one, by its code


@dataclass(frozen=True, slots=True)
class New:
    """A unit that begins."""

    code: str
    name: str
    kind: str
    parent: int


@dataclass(frozen=True, slots=True)
class GoesOn:
    """What a unit that goes on is called, and where it lies."""

    code: str
    name: str
    kind: str
    parent: Place | None


@dataclass(frozen=True, slots=True)
class Scheme:
    """The whole of it. With problems, one sentence each, the rest means nothing."""

    problems: tuple[str, ...] = ()
    new: tuple[New, ...] = ()
    goes_on: Mapping[int, GoesOn] = field(default_factory=dict)
    ended: Mapping[int, Place | None] = field(default_factory=dict)  # and who inherits


def scheme(changes: Sequence[Change], known: Sequence[Unit], on: date) -> Scheme:
    """What `changes` do on a day to the `known` units, which are those of the day before and those
    that have come since.
    """
    tree = _Tree(known, on)
    problems = [*repeated(changes), *_olds(changes, tree)]
    if problems:
        return Scheme(tuple(problems))
    draft = _Draft(tree, changes)
    found = draft.whole()
    return Scheme(tuple(draft.problems)) if draft.problems else found


class _Tree:
    """The units before the day, by what they are asked for."""

    def __init__(self, known: Sequence[Unit], on: date) -> None:
        self.on = on
        self.before = on - timedelta(days=1)
        self.by_id = {u.id: u for u in known}
        self.standing = [u for u in known if u.valid_to is None or u.valid_to >= on]
        self.by_code = {u.code: u for u in self.standing if u.valid_from <= self.before}
        self.top = next(u for u in self.standing if u.parent_id is None)
        self.children: dict[int, list[Unit]] = defaultdict(list)
        for unit in self.standing:
            if unit.parent_id is not None:
                self.children[unit.parent_id].append(unit)


def _olds(changes: Iterable[Change], tree: _Tree) -> Iterator[str]:
    """Lines that speak of another unit than the one that bears the code."""
    for change in changes:
        unit = tree.by_code.get(change.old_gso)
        if unit is None:
            why = f"no unit bears the code {change.old_gso} on {tree.before}"
            yield change.wrong("old_gso", why)
            continue
        if not _alike(unit.name, change.old_unit):
            yield change.wrong("old_unit", f"{change.old_gso} is {unit.name} on {tree.before}")
        above = tree.by_id[unit.parent_id].code if unit.parent_id else ""
        if change.old_parent_gso not in {"", above}:
            yield change.wrong("old_district_gso", f"{unit.name} lies under {above}")


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, bare(one), bare(other)).ratio() >= ALIKE


def kind_of(name: str) -> str | None:
    """The word for its kind that a name begins with, `Thị trấn Cổ Phúc` -> `thị trấn`."""
    folded = fold(name) + " "
    found = [kind for kind in LEVELS if folded.startswith(fold(kind) + " ")]
    return max(found, key=len, default=None)


class _Draft:
    """A scheme in the making; `problems` are collected on the way."""

    def __init__(self, tree: _Tree, changes: Sequence[Change]) -> None:
        self.tree, self.changes = tree, changes
        self.problems: list[str] = []
        self.groups: dict[str, list[Change]] = defaultdict(list)
        for change in changes:
            if change.new_gso:
                self.groups[change.new_gso].append(change)
        self.heirs: dict[str, Place] = {}  # by new code
        self.new: dict[str, New] = {}
        self.goes_on: dict[int, GoesOn] = {}
        self.ended: dict[int, Place | None] = {}

    def whole(self) -> Scheme:
        for code, group in self.groups.items():
            self.heirs[code] = self._heir(code, group)
        self._end()
        self._check_codes()
        flat = self._is_flat()
        for code, group in self.groups.items():
            self._place(code, group, flat=flat)
        self._follow()
        self._end_empty()
        return Scheme((), tuple(self.new.values()), self.goes_on, self.ended)

    def old(self, change: Change) -> Unit:
        return self.tree.by_code[change.old_gso]

    def _say(self, change: Change, column: str, why: str) -> None:
        self.problems.append(change.wrong(column, why))

    # --- who stands behind a new code

    def _heir(self, code: str, group: Sequence[Change]) -> Place:
        """The unit that goes on under a code, the one that is there already, or a new one."""
        lasting = [c for c in group if c.kind in GOES_ON]
        for more in lasting[1:]:
            self._say(more, "kind", f"{lasting[0].old_unit} goes on as {code} already")
        if lasting:
            return self.old(lasting[0]).id
        there = self.tree.by_code.get(code)
        named = {c.old_gso for c in self.changes}
        if there is not None and code not in named and _alike(there.name, group[0].new_unit):
            return there.id
        return code

    def _end(self) -> None:
        for change in self.changes:
            if change.kind not in GOES_ON:
                heir = self.heirs.get(change.new_gso)
                self.ended.setdefault(self.old(change).id, heir)

    def _check_codes(self) -> None:
        """A new code is free on the day, and the lines of one new unit say one name for it."""
        for code, group in self.groups.items():
            there = self.tree.by_code.get(code)
            heir = self.heirs[code]
            leaves = there is None or there.id in self.ended or self._has_other_code(there)
            if there is not None and heir != there.id and not leaves:
                self._say(group[0], "new_gso", f"{there.name} bears the code {code}")
            for change in group:
                if change.new_unit != group[0].new_unit:
                    why = f"{code} is called {group[0].new_unit} above"
                    self._say(change, "new_unit", why)
                if change.kind is Kind.UNCHANGED and change.new_gso != change.old_gso:
                    self._say(change, "new_gso", "what is unchanged keeps its code")

    def _has_other_code(self, unit: Unit) -> bool:
        return any(heir == unit.id and code != unit.code for code, heir in self.heirs.items())

    # --- where it lies

    def _is_flat(self) -> bool:
        """Whether the level between the top and these units ends; see the head of the module."""
        apart = [g for g in self.groups.values() if self._is_apart(g)]
        if not apart:
            return False
        named = {c.old_gso for c in self.changes}
        between = {u.parent_id for g in apart for u in map(self.old, g)}
        level = self.old(apart[0][0]).level
        left = [
            u for u in self.tree.standing
            if u.level == level and u.parent_id != self.tree.top.id and u.code not in named
        ]  # fmt: skip
        if left:
            self._say(
                apart[0][0], PARENT,
                f"its old units lie under {len(between)} units, so either this column says where "
                f"it lies, or every unit has its line: {left[0].name} has none",
            )  # fmt: skip
        return True

    def _is_apart(self, group: Sequence[Change]) -> bool:
        says = any(c.parent is not None for c in group)
        goes_on = isinstance(self.heirs[group[0].new_gso], int)
        return not (says or goes_on) and len({self.old(c).parent_id for c in group}) > 1

    def _place(self, code: str, group: Sequence[Change], *, flat: bool) -> None:
        first, heir = group[0], self.heirs[code]
        if len({c.parent for c in group}) > 1:
            self._say(first, PARENT, f"the lines of {code} say different ones")
            return
        old = self.tree.by_id[heir] if isinstance(heir, int) else self.old(first)
        parent = self.tree.top.id if flat else self._parent(first, old)
        if parent is None:
            return
        kind = kind_of(first.new_unit) or (old.kind if isinstance(heir, int) else None)
        if kind is None or LEVELS[kind] != old.level:
            why = f'"{first.new_unit}" does not begin with a word for a {old.level}'
            self._say(first, "new_unit", why)
        elif isinstance(heir, int):
            self.goes_on[heir] = GoesOn(code, first.new_unit, kind, parent)
        elif isinstance(parent, int):
            self.new[code] = New(code, first.new_unit, kind, parent)
        else:
            self._say(first, PARENT, f"{parent} is made by this file, too; give it another day")

    def _parent(self, change: Change, old: Unit) -> Place | None:
        """Where the unit of a line lies afterwards; None where it cannot be told."""
        if change.parent is None:
            if change.kind is Kind.MOVED:
                self._say(change, PARENT, "what is moved needs a unit to move to")
                return None
            return old.parent_id
        if not change.parent:
            return self.tree.top.id
        found = self.heirs.get(change.parent) or self._there(change.parent)
        if found is None:
            why = f"no unit bears the code {change.parent} from {self.tree.on} on"
            self._say(change, PARENT, why)
        return found

    def _there(self, code: str) -> int | None:
        unit = self.tree.by_code.get(code)
        return unit.id if unit is not None and unit.id not in self.ended else None

    # --- what follows from it

    def _follow(self) -> None:
        """What lies under a unit that ends goes to its heir."""
        named = {self.old(c).id: c for c in self.changes}
        for id, heir in self.ended.items():
            change = named.get(id)
            for child in self.tree.children[id]:
                if child.id in self.goes_on or child.id in self.ended or change is None:
                    continue
                if heir is None or change.kind is Kind.SPLIT:
                    self._say(change, "kind", f"{child.name} ({child.code}) needs its own line")
                    continue
                self.goes_on[child.id] = GoesOn(child.code, child.name, child.kind, heir)

    def _end_empty(self) -> None:
        """A unit that had units below it and has none now ends, and nobody inherits."""
        left = {self.tree.by_id[id].parent_id for id in (*self.goes_on, *self.ended)}
        for id in left - {None, self.tree.top.id}:
            unit = self.tree.by_id[id or 0]
            if unit.id not in self.ended and unit.id not in self._parents(unit.id):
                self.ended[unit.id] = None

    def _parents(self, id: int) -> set[Place | None]:
        """What lies below some unit afterwards, by that unit; `id` itself where its own stay."""
        here = {u.id for u in self.tree.children[id]}
        kept: set[Place | None] = {id} if here - self.ended.keys() - self.goes_on.keys() else set()
        lies = [g.parent for g in self.goes_on.values()] + [n.parent for n in self.new.values()]
        return kept | set(lies)
