"""The rating a unit is given each year: told once, in its sheet of the year or with a record about
it, and known to both.

The hard idea: neither place looks into the other. Whoever tells it writes it in both, so that
lists, gates and exports read what they always read, and the last word counts wherever it was said.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from campaign.asking import key_of
from campaign.plan import Criterion, Plan
from campaign.units import Unit
from campaign.vietnam import local_day
from campaign.worklists import is_rating
from campaign.yearly import COMMUNE, RATINGS, VILLAGE, Part, Told, year_of
from storage import plans, yearly
from storage.records import Answered
from storage.secrets import Keyring
from storage.tables import facts, records
from storage.types import AnyRow
from storage.upsert import insert


def criterion_of(plan: Plan, category: str | None, kind: str | None) -> Criterion | None:
    """The criterion that asks for the rating of the very unit a record is about."""
    if category is None or kind is None or plan.kind(kind).level not in {VILLAGE, COMMUNE}:
        return None
    return next((c for c in plan.asked(category, kind) if is_rating(c)), None)


def to_records(  # noqa: PLR0913, PLR0917 - what was told of which unit, by whom
    c: Connection, keyring: Keyring, unit: Unit, told: Told, by: int, now: datetime
) -> None:
    """What a sheet tells answers the records about the unit."""
    if Part.RATING not in told:
        return
    year, value = year_of(Part.RATING, local_day(now)), str(told[Part.RATING])
    about = select(records).where(
        records.c.unit_id == unit.id, records.c.subject_id.is_not(None),
        records.c.hidden_at.is_(None), records.c.discarded.is_(False),
    )  # fmt: skip
    for row in c.execute(about).all():
        plan = plans.get(c, row.plan_id)
        asked = criterion_of(plan, row.category, row.kind)
        if asked is not None and plan.kind(row.kind).level == unit.level:
            _answer(c, keyring, row.subject_id, asked, {year: value}, by, now, again=True)


def to_subject(  # noqa: PLR0913, PLR0917 - of which record, whose subject is known now
    c: Connection, keyring: Keyring, plan: Plan, row: AnyRow, subject: int, by: int, now: datetime
) -> None:
    """A record that is sent up begins with what the sheets of its unit tell already."""
    asked = criterion_of(plan, row.category, row.kind)
    told = yearly.ratings_of(c, row.unit_id) if asked else {}
    if asked is not None and told:
        _answer(c, keyring, subject, asked, told, by, now, again=False)


def rating_answered(  # noqa: PLR0913, PLR0917 - what was answered of which record, by whom
    c: Connection, plan: Plan, row: AnyRow, given: Sequence[Answered], by: int, now: datetime
) -> None:
    """What answers a record about a unit stands in the sheet of the unit."""
    asked = criterion_of(plan, row.category, row.kind)
    for one in given if asked else ():
        name, _, year = one.key.partition("@")
        if asked and name == asked.id and year.isdigit() and one.value in RATINGS:
            yearly.keep_one(c, row.unit_id, Part.RATING, int(year), one.value, by, now)


def _answer(  # noqa: PLR0913, PLR0917 - what is told of which subject, by whom
    c: Connection, keyring: Keyring, subject: int, asked: Criterion, told: dict[int, str],
    by: int, now: datetime, *, again: bool,
) -> None:  # fmt: skip
    """`again`: what was answered before gives way."""
    for year, value in told.items():
        kept: Any = keyring.seal(value) if asked.restricted else value
        said = {"value": kept, "restricted": asked.restricted, "person_id": by, "at": now}
        new = insert(c, facts).values(subject_id=subject, key=key_of(asked.id, "", year), **said)
        keys = [facts.c.subject_id, facts.c.key]
        c.execute(
            new.on_conflict_do_update(index_elements=keys, set_=said)
            if again
            else new.on_conflict_do_nothing()
        )
