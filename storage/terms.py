"""The days and leads the province has set, and since when this database knows the plan."""

from datetime import date, datetime

from sqlalchemy import Connection, func, select

from campaign.calendar import Set, Term, terms
from campaign.plan import Plan
from storage.tables import leads, plans
from storage.tables import terms as days
from storage.upsert import insert


def given(c: Connection, plan: Plan) -> Set:
    own = f"{plan.id}:"
    rows = c.execute(select(days.c.term, days.c.last_day).where(days.c.term.startswith(own)))
    kept = {row.term.removeprefix(own): row.last_day for row in rows}
    return Set(kept, {row.level: row.days for row in c.execute(select(leads))})


def all_of(c: Connection, plan: Plan) -> tuple[Term, ...]:
    return terms(plan, given(c, plan))


def loaded(c: Connection, plan: Plan) -> datetime | None:
    """When the plan was first loaded here: of what was over by then nobody is reminded."""
    found: datetime | None = c.scalar(
        select(func.min(plans.c.loaded_at)).where(plans.c.plan == plan.id)
    )
    return found


def set_day(c: Connection, now: datetime, person_id: int, term: Term, day: date) -> None:
    kept = {"last_day": day, "person_id": person_id, "at": now}
    new = insert(c, days).values(term=term.id, **kept)
    c.execute(new.on_conflict_do_update(index_elements=["term"], set_=kept))


def set_lead(c: Connection, now: datetime, person_id: int, level: str, number: int) -> None:
    """`number` days before the province a level has its own last day."""
    kept = {"days": number, "person_id": person_id, "at": now}
    new = insert(c, leads).values(level=level, **kept)
    c.execute(new.on_conflict_do_update(index_elements=["level"], set_=kept))
