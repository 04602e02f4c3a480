"""Whom a segment names: one row for each person, with their post and the contact to write to.

Of several posts of one person the last one counts, of several contacts the one spoken on last.
Whoever cannot be reached at all is there without a contact.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    and_,
    exists,
    func,
    or_,
    select,
    true,
)

from campaign.broadcasts import Doing, Segment
from campaign.people import Role
from campaign.plan import Plan
from campaign.vietnam import local_day
from campaign.workflow import Status
from storage.tables import contacts, posts, records, units
from storage.units import standing

LOOKS_ON = (Role.VIEWER, Role.ADMIN)


def chosen(segment: Segment, plan: Plan, term: str, now: datetime, but: int) -> Select[tuple[int]]:
    """Rows of person_id, unit_id, contact_id; all but the person `but`, who writes it.

    Of a `term` (its key) only the levels that have something to do for it.
    """
    ranked = _ranked(segment, plan, term, now, but)
    return (
        select(ranked.c.person_id, ranked.c.unit_id, _contact(ranked).label("contact_id"))
        .where(ranked.c.place == 1)
        .order_by(ranked.c.person_id)
    )


def by_channel(c: Connection, wanted: Select[tuple[int]]) -> dict[str | None, int]:
    """How many people there are by the channel they are written to on; None: on none."""
    found = wanted.order_by(None).subquery()
    counted = (
        select(contacts.c.channel, func.count())
        .select_from(found.outerjoin(contacts, contacts.c.id == found.c.contact_id))
        .group_by(contacts.c.channel)
    )
    return {row[0]: row[1] for row in c.execute(counted)}


def _ranked(segment: Segment, plan: Plan, term: str, now: datetime, but: int) -> Subquery:
    last = func.row_number().over(partition_by=posts.c.person_id, order_by=posts.c.id.desc())
    within = select(units.c.path).where(units.c.id == segment.unit_id).scalar_subquery()
    narrowed = [
        posts.c.until.is_(None), posts.c.person_id != but, standing(local_day(now)),
        units.c.path.startswith(within), _levels(segment, plan, term), _role(segment),
        _category(segment), _doing(segment, plan, now),
    ]  # fmt: skip
    return (
        select(posts.c.person_id, posts.c.unit_id, last.label("place"))
        .join(units, units.c.id == posts.c.unit_id)
        .where(and_(*narrowed))
        .subquery()
    )


def _contact(ranked: Subquery) -> ColumnElement[int]:
    return (
        select(contacts.c.id)
        .where(contacts.c.person_id == ranked.c.person_id, contacts.c.reachable)
        .order_by(contacts.c.seen_at.desc().nulls_last(), contacts.c.id)
        .limit(1)
        .scalar_subquery()
    )


def _levels(segment: Segment, plan: Plan, term: str) -> ColumnElement[bool]:
    levels: Sequence[str] = [segment.level] if segment.level else []
    if term and not levels:
        levels = levels_of(plan, term)
    return units.c.level.in_(levels) if levels else true()


def levels_of(plan: Plan, term: str) -> tuple[str, ...]:
    """The levels that have something to do for a term."""
    return plan.deadline(term.partition("@")[0]).levels


def _role(segment: Segment) -> ColumnElement[bool]:
    if segment.role:
        return posts.c.role == segment.role
    return posts.c.role.not_in(LOOKS_ON)


def _mine() -> ColumnElement[bool]:
    """A record that the post has registered; dropped drafts are none."""
    return and_(
        records.c.author_unit_id == posts.c.unit_id, records.c.author_role == posts.c.role,
        records.c.discarded.is_(False),
    )  # fmt: skip


def _category(segment: Segment) -> ColumnElement[bool]:
    if not segment.category:
        return true()
    return exists().where(_mine(), records.c.category == segment.category)


def _doing(segment: Segment, plan: Plan, now: datetime) -> ColumnElement[bool]:
    match segment.doing:
        case Doing.UNREGISTERED:
            today = local_day(now)
            phases = [p.id for p in plan.phases if p.begins <= today <= p.ends]
            return ~exists().where(_mine(), records.c.number.is_not(None), _of_phase(phases))
        case Doing.DRAFT:
            return exists().where(_mine(), records.c.status == Status.DRAFT)
        case Doing.MEND:
            return exists().where(_mine(), records.c.status == Status.RETURNED)
        case Doing.SILENT:
            return ~_heard_since(now - timedelta(days=segment.days))
        case Doing.ANY:
            return true()


def _of_phase(phases: Sequence[str]) -> ColumnElement[bool]:
    return or_(records.c.phase.is_(None), records.c.phase.in_(phases)) if phases else true()


def _heard_since(since: datetime) -> ColumnElement[bool]:
    return exists().where(contacts.c.person_id == posts.c.person_id, contacts.c.seen_at > since)
