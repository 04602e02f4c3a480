"""What is open on the ground: for one post, and for whole levels at once."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from sqlalchemy import Connection, func, select

from campaign.digest import Cause
from campaign.ground_open import (
    GroundOpen,
    calls_for_answer,
    calls_for_cards,
    calls_for_sheets,
    cards_asked,
    sheets_asked,
)
from campaign.half_year import half_of
from campaign.people import Post, Role
from campaign.plan import Plan
from campaign.problems import owned_by
from campaign.vietnam import local_day
from campaign.yearly import COMMUNE, VILLAGE, Part, parts_of
from storage import half_year, problems, village_cards, visits, yearly
from storage.clusters import paths_of
from storage.paths import ids_of
from storage.ranges import within
from storage.tables import problems as problem_rows
from storage.tables import records, units
from storage.units import standing

TELLS = {Role.REPORTER: VILLAGE, Role.COMMUNE: COMMUNE}  # whose own sheet and cards it is
OFFICES = frozenset({Role.COMMUNE, Role.DISTRICT, Role.PROVINCE})


def of_post(c: Connection, plan: Plan, post: Post, today: date, *, districts: bool) -> GroundOpen:
    """Out of season a village costs no read, an office two."""
    roles = owned_by(post.role, district=districts) if post.role in OFFICES else ()
    return GroundOpen(
        _cards(c, post, today) if post.role in TELLS and cards_asked(today) else 0,
        _parts(c, plan, post, today) if post.role in TELLS and sheets_asked(today) else (),
        problems.raised_on(c, post, roles) if roles else (),
        visits.count(c, post, roles, today) if roles else 0,
        _village(c, post, today) if post.role is Role.REPORTER and cards_asked(today) else False,
    )


def _cards(c: Connection, post: Post, today: date) -> int:
    inside = within(records.c.path, paths_of(post)) & half_year.untold(half_of(today))
    return int(c.scalar(select(func.count()).select_from(records).where(inside)) or 0)


def _village(c: Connection, post: Post, today: date) -> bool:
    return village_cards.is_wanted(c, post.unit_id, half_of(today), today)


def _parts(c: Connection, plan: Plan, post: Post, today: date) -> tuple[Part, ...]:
    asked = parts_of(TELLS[post.role], today, first_year(plan))
    told = yearly.told_parts(c, post.unit_id, today) if asked else ()
    return tuple(part for part in asked if part not in told)


def first_year(plan: Plan) -> int:
    """Of years before it nothing is asked."""
    return plan.phases[0].begins.year


# --- whole levels


def causes(
    c: Connection, plan: Plan, since: date, today: date, *, districts: bool
) -> Iterator[Cause]:
    """What calls for digests on some of these days; cards and sheets are read on their days."""
    days = [since + timedelta(days=n) for n in range((today - since).days + 1)]
    for visit in visits.waiting(c, today, districts=districts):
        yield Cause(visit.path, visit.role, visit.calls)
    yield from _answers(c, districts=districts)
    if any(calls_for_cards(day) for day in days):
        yield from _missing_cards(c, today)
    if any(calls_for_sheets(day) for day in days):
        yield from _missing_sheets(c, plan, today)


def _answers(c: Connection, *, districts: bool) -> Iterator[Cause]:
    open_ = problem_rows.c.answered_at.is_(None)
    asked = select(problem_rows.c.at, problem_rows.c.role, units.c.path)
    for row in c.execute(asked.join(units, units.c.id == problem_rows.c.unit_id).where(open_)):
        raised = local_day(row.at)
        for role in OFFICES:
            if row.role in owned_by(role, district=districts):
                yield Cause(ids_of(row.path), role, partial(calls_for_answer, raised))


def _missing_cards(c: Connection, today: date) -> Iterator[Cause]:
    there = select(records.c.path).where(half_year.untold(half_of(today))).distinct()
    for path in c.scalars(there):
        for role in TELLS:
            yield Cause(ids_of(path), role, calls_for_cards)
    alone = select(units.c.path).where(village_cards.wanted(half_of(today), today))
    for path in c.scalars(alone):
        yield Cause(ids_of(path), Role.REPORTER, calls_for_cards)


def _missing_sheets(c: Connection, plan: Plan, today: date) -> Iterator[Cause]:
    for role, level in TELLS.items():
        asked = parts_of(level, today, first_year(plan))
        if not asked:
            continue
        there = (units.c.level == level) & standing(today) & ~yearly.told_all(asked, today)
        for path in c.scalars(select(units.c.path).where(there)):
            yield Cause(ids_of(path), role, calls_for_sheets)
