"""A roster made into invites: all of it or nothing, and nobody twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from campaign.people import Role
from campaign.people_wishes import Given
from campaign.roster import Entry
from campaign.text import fold
from campaign.vietnam import local_day
from storage import audit, codes, staff, units
from storage.secrets import Keyring
from storage.tables import invites


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a roster did, or would do; with problems it did nothing."""

    problems: tuple[str, ...] = ()
    given: tuple[tuple[Entry, Given], ...] = ()
    wanted: int = 0  # codes that were made, or would be
    joined: int = 0  # already hold the post
    invited: int = 0  # have a code that is still open


def load(
    c: Connection, keyring: Keyring, entries: Sequence[Entry], now: datetime, *, dry_run: bool
) -> Loaded:
    found = {e.unit: units.by_code(c, e.unit, local_day(now)) for e in entries}
    problems = tuple(
        f'row {e.row}, column "unit": no unit bears the code {e.unit}.'
        for e in entries
        if found[e.unit] is None
    ) + tuple(_misplaced(entries, {code: u.level for code, u in found.items() if u}))
    if problems:
        return Loaded(problems)
    places = {code: unit.id for code, unit in found.items() if unit}
    names = {code: unit.name for code, unit in found.items() if unit}
    joined = [e for e in entries if _holds(c, places[e.unit], e)]
    invited = [e for e in entries if e not in joined and _is_invited(c, places[e.unit], e, now)]
    wanted = [e for e in entries if e not in joined and e not in invited]
    given = [] if dry_run else [
        (e, Given(names[e.unit], _give(c, keyring, places[e.unit], e, now), e.unit))
        for e in wanted
    ]  # fmt: skip
    return Loaded((), tuple(given), len(wanted), len(joined), len(invited))


def _misplaced(entries: Sequence[Entry], levels: dict[str, str]) -> list[str]:
    """A post belongs to a level; whoever only looks on, or runs the system, may be anywhere."""
    return [
        f'row {e.row}, column "role": {e.unit} is a {levels[e.unit]}, it has no {e.role} post.'
        for e in entries
        if e.unit in levels
        and e.role not in {Role.VIEWER, Role.ADMIN, staff.POST_OF.get(levels[e.unit])}
    ]


def _holds(c: Connection, unit_id: int, entry: Entry) -> bool:
    return any(
        h.post.role is entry.role and fold(h.name) == fold(entry.name)
        for h in staff.holders(c, unit_id)
    )


def _is_invited(c: Connection, unit_id: int, entry: Entry, now: datetime) -> bool:
    open_ = select(invites.c.id).where(
        invites.c.unit_id == unit_id, invites.c.role == entry.role, invites.c.name == entry.name,
        invites.c.used_at.is_(None), invites.c.ended_at.is_(None), invites.c.expires_at >= now,
    )  # fmt: skip
    return c.execute(open_).first() is not None


def _give(c: Connection, keyring: Keyring, unit_id: int, entry: Entry, now: datetime) -> str:
    code, _ = codes.invite(
        c, keyring, unit_id, entry.role, entry.name, now, phone=entry.phone, title=entry.title
    )
    audit.note(c, now, None, "invite", "unit", unit_id)
    return code
