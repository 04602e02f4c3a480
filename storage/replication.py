"""Links between exemplars as they are kept: who learned from whom, and what was said of it.

A link is a column of the record that learned; what was said of it are rows, of which none is ever
changed. Only links of records that count as registered count, and a registration for a later phase
is the same exemplar: what is learned from it is learned from the first one.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    ScalarSelect,
    Select,
    and_,
    case,
    func,
    insert,
    literal,
    or_,
    select,
)

from campaign.people import Post, Role
from campaign.privacy import NAME
from campaign.replication import LinkState
from campaign.workflow import REGISTERED
from storage import exemplars, withheld
from storage.clusters import paths_of
from storage.ranges import within
from storage.tables import derivations, lessons, records, renewals, units
from storage.types import AnyRow

MOST = 1000  # exemplars to choose an origin from
_above = units.alias("above")
_earlier = records.alias("earlier")
_origin = records.alias("origin")


def said_of(record: FromClause, until: datetime | None = None) -> ScalarSelect[str]:
    """What was said last of the link of a record; nothing where nobody has."""
    link = and_(
        derivations.c.record_id == record.c.id,
        derivations.c.origin_id == record.c.derived_from_id,
    )
    asked = select(derivations.c.state).where(link)
    if until is not None:
        asked = asked.where(derivations.c.at <= until)
    return asked.order_by(derivations.c.id.desc()).limit(1).scalar_subquery()


@cache
def is_first(record: FromClause) -> ColumnElement[bool]:
    """Whether no earlier registration of the same exemplar has told of a link already."""
    told = (
        select(renewals.c.id)
        .join(_earlier, _earlier.c.id == renewals.c.record_id)
        .where(renewals.c.renewed_id == record.c.id, _earlier.c.derived_from_id.is_not(None))
    )
    return ~told.exists()


@cache
def learned(record: FromClause) -> ColumnElement[bool]:
    """Whether a row of records (or an alias of them) is a copy that counts."""
    return and_(
        record.c.derived_from_id.is_not(None), record.c.status.in_(REGISTERED),
        record.c.discarded.is_(False), is_first(record),
    )  # fmt: skip


def named_for(post: Post) -> ColumnElement[bool]:
    """The records whose name this post may be told."""
    mine = within(records.c.path, paths_of(post)) & ~withheld.from_post(post)
    return and_(records.c.hidden_at.is_(None), or_(mine, exemplars.PUBLIC))


def _told(post: Post | None) -> Select[Any]:
    """Records with their names as far as `post` may be told them."""
    name = case((named_for(post), records.c.name), else_="") if post else literal("")
    return (
        select(
            records.c.id, records.c.number, name.label("name"), records.c.derived_from_id,
            records.c.status, records.c.path, records.c.created_at, records.c.author_role,
            units.c.name.label("unit"), _above.c.name.label("above"),
            said_of(records).label("said"),
        )
        .join(units, units.c.id == records.c.unit_id)
        .outerjoin(_above, _above.c.id == units.c.parent_id)
    )  # fmt: skip


def origins(c: Connection, post: Post) -> Sequence[AnyRow]:
    """What a post may say it learned from: what may be shown to all, and what it sees itself that
    has agreed to its name; first what its unit said it wants to learn from.
    """
    seen = and_(
        within(records.c.path, paths_of(post)), records.c.status.in_(REGISTERED),
        records.c.discarded.is_(False), withheld.agreed_to(NAME),
    )  # fmt: skip
    wanted = select(lessons.c.id).where(
        lessons.c.record_id == records.c.id, lessons.c.unit_id == post.unit_id
    )
    asked = _told(post).where(
        or_(exemplars.PUBLIC, seen), records.c.hidden_at.is_(None), records.c.number.is_not(None)
    )
    first = case((wanted.exists(), 0), else_=1)
    return c.execute(asked.order_by(first, records.c.number).limit(MOST)).all()


def told(c: Connection, post: Post | None, record_id: int) -> AnyRow | None:
    return c.execute(_told(post).where(records.c.id == record_id)).one_or_none()


def first_of(c: Connection, record_id: int) -> int:
    """The first registration of an exemplar."""
    seen = {record_id}
    while True:
        before = c.scalar(
            select(renewals.c.record_id).where(renewals.c.renewed_id == record_id).limit(1)
        )
        if before is None or before in seen:
            return record_id
        record_id = int(before)
        seen.add(record_id)


def below(
    c: Connection, post: Post | None, ids: Collection[int]
) -> tuple[Sequence[AnyRow], Mapping[int, int]]:
    """Every copy of these, of their copies, and so on; and of which exemplar each registration that
    was met is one. One statement or two for each generation.
    """
    found: dict[int, AnyRow] = {}
    same = {id: id for id in ids}
    wave = set(ids)
    while wave:
        wave |= _later(c, wave, same)
        asked = _told(post).where(records.c.derived_from_id.in_(sorted(wave)), learned(records))
        rows = c.execute(asked.order_by(records.c.number)).all()
        found |= {r.id: r for r in rows}
        wave = {r.id for r in rows if r.id not in same}
        same |= {id: id for id in wave}
    return tuple(found.values()), same


def _later(c: Connection, ids: Collection[int], same: dict[int, int]) -> set[int]:
    """The later registrations of these, noted in `same`."""
    found: set[int] = set()
    wave = set(ids)
    while wave:
        asked = select(renewals.c.record_id, renewals.c.renewed_id).where(
            renewals.c.record_id.in_(sorted(wave)), renewals.c.renewed_id.is_not(None)
        )
        new = {r.renewed_id: r.record_id for r in c.execute(asked) if r.renewed_id not in same}
        same |= {id: same[before] for id, before in new.items()}
        wave = set(new)
        found |= wave
    return found


def family(c: Connection, record_id: int) -> frozenset[int]:
    """Every registration of an exemplar and of all that came of it: it can be learned from none."""
    return frozenset(below(c, None, (first_of(c, record_id),))[1])


def has_copies(c: Connection, record_id: int) -> bool:
    """Whether somebody learned from this registration itself."""
    asked = select(records.c.id).where(records.c.derived_from_id == record_id, learned(records))
    return c.scalar(asked.limit(1)) is not None


def is_sound(c: Connection, record_id: int, origin_id: int) -> bool:
    """Whether a record can be learned from another: that one is not the same exemplar, nor was it
    learned, over however many generations, from the record.
    """
    mine, at, seen = first_of(c, record_id), first_of(c, origin_id), set[int]()
    while at not in seen and at != mine:
        seen.add(at)
        above = c.scalar(select(records.c.derived_from_id).where(records.c.id == at))
        if above is None:
            return True
        at = first_of(c, int(above))
    return False


def open_to(c: Connection, post: Post) -> Sequence[AnyRow]:
    """Copies of exemplars that a post registered, or as a commune cares for, not answered yet."""
    roles = [post.role, *([Role.REPORTER] if post.role is Role.COMMUNE else [])]
    asked = (
        _told(post)
        .join(_origin, _origin.c.id == records.c.derived_from_id)
        .where(
            learned(records), within(_origin.c.path, paths_of(post)),
            _origin.c.author_role.in_(roles), _origin.c.hidden_at.is_(None),
            func.coalesce(said_of(records), LinkState.OPEN) == LinkState.OPEN,
        )
        .order_by(records.c.number)
    )  # fmt: skip
    return c.execute(asked).all()


def say(  # noqa: PLR0913, PLR0917 - who said what of which link, when
    c: Connection, record_id: int, origin_id: int, state: LinkState, by: int, role: Role,
    now: datetime,
) -> None:  # fmt: skip
    c.execute(insert(derivations).values(
        record_id=record_id, origin_id=origin_id, state=state, person_id=by, role=role, at=now,
    ))  # fmt: skip


def is_said(c: Connection, record_id: int, origin_id: int) -> bool:
    """Whether anything was ever said of a link."""
    asked = select(derivations.c.id).where(
        derivations.c.record_id == record_id, derivations.c.origin_id == origin_id
    )
    return c.scalar(asked.limit(1)) is not None
