"""Whether a list of units can join the units there are: every problem is found before any is kept.

A code may be borne by different units at different times, so a parent is whoever bears the parent's
code on the day the unit begins. As each parent must be of a higher level, there can be no circle.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from campaign.plan import Plan
from campaign.units import Unit
from campaign.units_file import UnitRow


@dataclass(frozen=True, slots=True)
class _Tree:
    """The units there are together with the new ones."""

    bearers: Mapping[str, Sequence[UnitRow]]  # by code, the earliest first
    known: Mapping[tuple[str, date], Unit]
    codes: Mapping[int, str]  # of the known units
    levels: Sequence[str]


def check(rows: Sequence[UnitRow], known: Sequence[Unit], plan: Plan) -> tuple[str, ...]:
    """Every reason why `rows` cannot join the `known` units, one sentence each."""
    tree = _tree(rows, known, plan)
    problems = [*_dates(rows), *_overlaps(tree)]
    for row in rows:
        problems += [*_parent(row, tree), *_moved(row, tree)]
    return tuple(problems)


def _tree(rows: Sequence[UnitRow], known: Sequence[Unit], plan: Plan) -> _Tree:
    codes = {u.id: u.code for u in known}
    merged = {(u.code, u.valid_from): _as_row(u, codes) for u in known}
    merged |= {row.key: row for row in rows}
    borne = groupby(sorted(merged.values(), key=lambda r: r.key), key=lambda r: r.gso)
    return _Tree(
        bearers={code: tuple(bearers) for code, bearers in borne},
        known={(u.code, u.valid_from): u for u in known},
        codes=codes,
        levels=[level.id for level in plan.levels],
    )


def _as_row(u: Unit, codes: Mapping[int, str]) -> UnitRow:
    above = codes[u.parent_id] if u.parent_id else ""
    return UnitRow("", u.code, u.name, u.kind, above, u.valid_from, u.valid_to)


def _dates(rows: Sequence[UnitRow]) -> Iterator[str]:
    seen: set[tuple[str, date]] = set()
    for row in rows:
        if row.valid_to and row.valid_to < row.valid_from:
            yield f'{row.place}, column "valid_to": the unit ends before it begins.'
        if row.key in seen:
            yield f'{row.place}, column "gso": {row.gso} stands twice from {row.valid_from} on.'
        seen.add(row.key)


def _overlaps(tree: _Tree) -> Iterator[str]:
    for code, borne in tree.bearers.items():
        for earlier, later in pairwise(borne):
            if earlier.bears_on(later.valid_from):
                place = later.place or earlier.place
                yield (
                    f'{place}, column "valid_from": {later.name} cannot bear the code {code} from '
                    f"{later.valid_from} on, {earlier.name} bears it until "
                    f"{earlier.valid_to or 'further notice'}."
                )


def _parent(row: UnitRow, tree: _Tree) -> Iterator[str]:
    if row.level not in tree.levels:
        yield f'{row.place}, column "kind": the plan has no level {row.level} for a {row.kind}.'
        return
    where = f'{row.place}, column "parent_gso": '
    if not row.parent_gso:
        if row.level != tree.levels[0]:
            yield f"{where}a {row.kind} lies under another unit."
        return
    bearers = tree.bearers.get(row.parent_gso, ())
    parent = next((p for p in bearers if p.bears_on(row.valid_from)), None)
    if parent is None:
        yield f"{where}no unit bears the code {row.parent_gso} on {row.valid_from}."
    elif not _is_above(parent.level, row.level, tree.levels):
        yield f"{where}{row.name} cannot lie under {parent.name}, which is not of a higher level."


def _is_above(upper: str, lower: str, levels: Sequence[str]) -> bool:
    return upper in levels and levels.index(upper) < levels.index(lower)


def _moved(row: UnitRow, tree: _Tree) -> Iterator[str]:
    """A known unit keeps its level and its parent; only a reorganisation moves it."""
    unit = tree.known.get(row.key)
    if unit is None:
        return
    above = tree.codes[unit.parent_id] if unit.parent_id else ""
    if (above, unit.level) != (row.parent_gso, row.level):
        yield f"{row.place}: {unit.name} lies elsewhere already; only a reorganisation moves it."
