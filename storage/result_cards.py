"""Pictures that are still to be drawn, of good news or of a summary: evidence rows of their own,
without a record.

What is on a picture is read when it is drawn, so that it says no more than has been agreed to by
then; the row keeps ids only.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from campaign.people import Verb
from campaign.plan import Plan
from campaign.results import NEWS, Result
from campaign.summary import Summary
from campaign.vietnam import local_day
from campaign.workflow import Status
from storage import plans, records, review, summaries
from storage.evidence import WAITING
from storage.paths import ids_of
from storage.tables import answers, evidence, history, units
from storage.tables import records as table
from storage.types import AnyRow
from storage.withheld import agreed_to

KEY = "card"  # of such rows, and in what they refer to


def order(c: Connection, now: datetime, contact_id: int, record_id: int, verb: Verb) -> None:
    """Let a picture be drawn for a contact."""
    _order(c, now, contact_id, {"record": record_id, "verb": verb})


def order_summary(c: Connection, now: datetime, contact_id: int, unit_id: int, phase: str) -> None:
    """Let the summary of a unit in a phase be drawn for a contact."""
    _order(c, now, contact_id, {"unit": unit_id, "phase": phase})


def _order(c: Connection, now: datetime, contact_id: int, about: dict[str, Any]) -> None:
    ref = {KEY: about}
    c.execute(
        insert(evidence).values(
            contact_id=contact_id, kind="photo", state=WAITING, key=KEY, ref=ref, received_at=now
        )
    )  # fmt: skip


def read(c: Connection, ref: dict[str, Any]) -> tuple[Plan, Result] | None:
    """What a picture says now, and the plan whose words it uses; None where the news is none any
    more.
    """
    verb, row = Verb(ref["verb"]), records.get(c, ref["record"])
    if row is None or Status(row.status) not in NEWS[verb]:
        return None
    named = c.scalar(select(table.c.id).where(table.c.id == row.id, agreed_to("name")))
    recognised = [d for d in review.decided_of(c, row, {}) if d.kind == "recognition"]
    decision = recognised[-1] if verb is Verb.RECOGNISE and recognised else None
    result = Result(
        verb, row.name if named else "", _title(c, row), row.kind, row.category,
        _places(c, row), local_day(_when(c, row, verb)), decision,
    )  # fmt: skip
    return plans.known(c, row.plan_id, row.plan_sha256), result


def is_summary(ref: dict[str, Any]) -> bool:
    return "unit" in ref


def read_summary(c: Connection, ref: dict[str, Any], now: datetime) -> tuple[Plan, Summary] | None:
    """The numbers as they are when they are drawn; None where plan or unit are not there."""
    plan = plans.current(c)
    if plan is None or ref["phase"] not in {phase.id for phase in plan.phases}:
        return None
    return plan, summaries.summary(c, plan, ref["unit"], ref["phase"], None, now)


def _title(c: Connection, row: AnyRow) -> str:
    given = select(answers.c.value).where(answers.c.record_id == row.id)
    title = c.scalar(given.where(answers.c.key == "R4/title"))
    part = next(
        p
        for p in plans.known(c, row.plan_id, row.plan_sha256).criterion("R4").parts
        if p.id == "title"
    )
    said = next((o.name.vi for o in part.options if o.id == title), "")
    return said.partition(" ")[0]


def _places(c: Connection, row: AnyRow) -> tuple[str, ...]:
    """The unit and those above it, nearest first, without the top."""
    path = ids_of(row.path)
    names = {u.id: u.name for u in c.execute(select(units.c.id, units.c.name).where(
        units.c.id.in_(path)))}  # fmt: skip
    return tuple(names[id] for id in reversed(path[1:]))


def _when(c: Connection, row: AnyRow, verb: Verb) -> datetime:
    last = select(history.c.at).where(history.c.record_id == row.id, history.c.verb == verb)
    found: datetime | None = c.scalar(last.order_by(history.c.id.desc()).limit(1))
    return found or row.changed_at
