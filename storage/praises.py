"""Commendations of who is not registered, as they are kept.

A row is never deleted. What ends it (it was a mistake, it was taken back, it passed to a
registration) says when, so that the numbers of a past day can be counted again.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    and_,
    func,
    insert,
    or_,
    select,
    update,
)

from campaign.decisions import level_of
from campaign.people import Role
from campaign.praise import Act, Form, Naming, Praise, Praises, Who, Word, paper_key
from campaign.text import fold
from campaign.vietnam import local_day
from storage.evidence import STORED, WAITING
from storage.paths import ids_of
from storage.ranges import Paths, within
from storage.tables import evidence, people, praise_words, praises, records, units
from storage.types import AnyRow

MOST = 500  # of one list
ALL = (
    select(
        praises, units.c.name.label("unit"), units.c.path, records.c.number.label("record_number")
    )
    .join(units, units.c.id == praises.c.unit_id)
    .outerjoin(records, records.c.id == praises.c.record_id)
)


def counting(as_of: datetime | None = None) -> ColumnElement[bool]:
    """Those that count, now or at a moment."""
    if as_of is None:
        return praises.c.ended_at.is_(None)
    then = or_(praises.c.ended_at.is_(None), praises.c.ended_at > as_of)
    return and_(praises.c.at <= as_of, then)


def add(  # noqa: PLR0913, PLR0917 - all that a commendation begins with
    c: Connection, unit_id: int, fields: Mapping[str, str], phase: str, by: int, role: Role,
    now: datetime,
) -> int:  # fmt: skip
    new = insert(praises).values(
        unit_id=unit_id, who=fields["who"], title=fields.get("title", ""), phase=phase,
        person_id=by, role=role, at=now, **values_of(fields),
    )  # fmt: skip
    return int(c.execute(new.returning(praises.c.id)).scalar_one())


def values_of(fields: Mapping[str, str]) -> dict[str, Any]:
    """Fields as they are stored."""
    plain = ("name", "form", "authority", "number", "why", "naming")
    values: dict[str, Any] = {key: fields[key] for key in plain if key in fields}
    if "name" in values:
        values["folded"] = fold(values["name"])
    if "date" in fields:
        values["date"] = date.fromisoformat(fields["date"])
    return values


def row(c: Connection, id: int) -> AnyRow | None:
    return c.execute(ALL.where(praises.c.id == id)).one_or_none()


def whole(c: Connection, row: AnyRow, *, named: bool) -> Praise:
    """One with its pictures and its history; with neither, and nameless, where not `named`."""
    papers = _papers(c, row.id) if named else ()
    return _praise(row, papers, _words(c, row.id, named=named), named=named)


def _praise(r: AnyRow, papers: tuple[int, ...], words: tuple[Word, ...], *, named: bool) -> Praise:
    return Praise(
        r.id, r.version, Who(r.who), r.title, r.name if named else "", r.unit, ids_of(r.path),
        Form(r.form), r.authority, r.number, r.date, r.why if named else "", Naming(r.naming),
        r.phase, Role(r.role), papers, r.revoked, r.mistaken, r.erased_at is not None,
        r.record_number or 0, not named, words,
    )  # fmt: skip


def _papers(c: Connection, id: int) -> tuple[int, ...]:
    shown = select(evidence.c.id).where(
        evidence.c.key == paper_key(id), evidence.c.state.in_((STORED, WAITING))
    )
    return tuple(c.scalars(shown.order_by(evidence.c.id)))


def _words(c: Connection, id: int, *, named: bool) -> tuple[Word, ...]:
    told = (
        select(praise_words, people.c.name.label("by"))
        .outerjoin(people, people.c.id == praise_words.c.person_id)
        .where(praise_words.c.praise_id == id)
        .order_by(praise_words.c.id)
    )
    return tuple(
        Word(Act(r.act), r.by or "", local_day(r.at), r.why if named else "",
             (r.fields or {}) if named else {})
        for r in c.execute(told)
    )  # fmt: skip


def listed(c: Connection, paths: Paths, phase: str) -> Sequence[AnyRow]:
    """What counts in a phase at or under these paths, the latest decision first."""
    asked = ALL.where(within(units.c.path, paths), praises.c.phase == phase, counting())
    return c.execute(asked.order_by(praises.c.date.desc(), praises.c.id.desc()).limit(MOST)).all()


def line(row: AnyRow, *, named: bool) -> Praise:
    """A row in a list."""
    return _praise(row, (), (), named=named)


def counted(
    c: Connection, lie: FromClause, paths: Paths, phase: str, as_of: datetime | None = None
) -> Praises:
    """How many count at or under these paths of the tree `lie`, by who signed."""
    asked = (
        select(praises.c.authority, func.count())
        .join(lie, lie.c.id == praises.c.unit_id)
        .where(within(lie.c.path, paths), praises.c.phase == phase, counting(as_of))
        .group_by(praises.c.authority)
    )
    levels: dict[str, int] = {}
    for authority, n in c.execute(asked):
        levels[level_of(authority)] = levels.get(level_of(authority), 0) + n
    return Praises(sum(levels.values()), levels)


def change(c: Connection, id: int, version: int, values: Mapping[str, Any]) -> bool:
    """Change one that still is in `version`; False when somebody else was first."""
    mine = update(praises).where(praises.c.id == id, praises.c.version == version)
    return c.execute(mine.values(**values, version=version + 1)).rowcount == 1


def say(  # noqa: PLR0913, PLR0917 - who did what to which, when and why
    c: Connection, id: int, act: Act, by: int | None, role: Role | None, now: datetime,
    why: str = "", fields: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    c.execute(insert(praise_words).values(
        praise_id=id, act=act, person_id=by, role=role, at=now, why=why,
        fields=dict(fields) if fields else None,
    ))  # fmt: skip


def unsay(c: Connection, id: int) -> None:
    """Take out of its history whatever tells of somebody; who did what, and when, stays."""
    mine = update(praise_words).where(praise_words.c.praise_id == id)
    c.execute(mine.values(why="", fields=None))
