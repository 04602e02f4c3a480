"""duties: the calendar as it is computed, for one unit on one day."""

from datetime import datetime, timedelta
from typing import Any

import click
import orjson
from sqlalchemy import Connection

from bot.commands.frame import BadInput, instant, running, unit_id
from bot.services import Services
from campaign.calendar import steps
from campaign.duties import Duty
from campaign.plan import Plan
from campaign.vietnam import local_day
from conversations.duty_words import told
from conversations.words import SOURCE, words
from storage import duties as rows
from storage import plans, terms, units


@click.command()
@click.option("--unit", "code", help="A unit code; the topmost unit without one.")
@click.option("--on", help="A day such as 2021-04-16; today without one.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def duties(code: str | None, on: str | None, form: str) -> None:
    """What a unit owes: last days, days of reminders, and what is done."""
    at = instant(on, "--on")

    async def work(services: Services) -> str:
        now = at or services.clock()
        return await services.database.transact(found, code, now, form)

    click.echo(running(work))


def found(c: Connection, code: str | None, now: datetime, form: str) -> str:
    plan = plans.current(c)
    if plan is None:
        raise BadInput("No plan is loaded; run python -m bot plan load FILE.")
    unit = units.get_on(c, unit_id(c, code, now), local_day(now))
    if unit is None:
        raise BadInput(f"--unit: no unit {code}.")
    place = rows.Place(unit.id, unit.name, unit.level, unit.path, unit.valid_from)
    today = local_day(now)
    owed = rows.of_unit(c, plan, place, today)
    if form == "json":
        return orjson.dumps([_as_json(c, plan, unit.code, duty) for duty in owed]).decode()
    return "\n".join(told(words(SOURCE), SOURCE, duty, today) for duty in owed)


def _as_json(c: Connection, plan: Plan, code: str, duty: Duty) -> dict[str, Any]:
    """`reminds` is False for what was over when the plan was loaded: then nobody is reminded, and
    nobody is late.
    """
    loaded = terms.loaded(c, plan)
    known = loaded is None or duty.last_day >= local_day(loaded)
    return {
        "duty": duty.term.key,
        "name": duty.term.deadline.name.vi,
        "task": duty.term.deadline.task,
        "unit": code,
        "level": duty.level,
        "before": (duty.last_day + timedelta(days=1)).isoformat(),
        "last_day": duty.last_day.isoformat(),
        "obliged": duty.obliged,
        "reminds": known,
        "steps": [
            {"step": step.name, "day": step.day.isoformat()}
            for step in steps(plan, duty.last_day, obliged=duty.obliged)
        ],
        "done": duty.done is not None,
        "done_by": duty.done.how.value if duty.done else None,
        "done_at": duty.done.at.isoformat() if duty.done and duty.done.at else None,
        "number": duty.done.number if duty.done else "",
        "date": duty.done.on.isoformat() if duty.done and duty.done.on else None,
        "waiting": duty.waiting,
    }  # fmt: skip
