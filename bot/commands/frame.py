"""What every command shares: the settings, an open database, and errors said in one sentence."""

from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

import click
import uvloop
from sqlalchemy import Connection

from bot import logs
from bot.app import catch_up, database_of, opened, prepare
from bot.cast import Strangers
from bot.channels.base import BadAccount
from bot.services import Services
from bot.settings import BadSettings, Settings, read
from bot.spool import SpoolUnwritable
from campaign.plan_table import PlanError
from campaign.units_file import UnitsError
from campaign.vietnam import ZONE, local_day
from storage import plans, units
from storage.database import Unreachable
from storage.migrate import is_current, upgrade

P = ParamSpec("P")
T = TypeVar("T")

BAD_INPUT = 2


class BadInput(click.ClickException):
    """One clear sentence on stderr, nothing changed, exit code 2."""

    exit_code = BAD_INPUT

    def show(self, file: Any = None) -> None:  # noqa: ANN401 - click's own signature
        click.echo(self.format_message(), err=True, file=file)


def settings_of() -> Settings:
    """The settings, with the logs set up by them."""
    try:
        settings = read()
    except BadSettings as error:
        raise BadInput(str(error)) from None
    logs.set_up(settings)
    return settings


def running(work: Callable[[Services], Awaitable[T]], settings: Settings | None = None) -> T:
    """Run `work` over the parts of a process, on a database that is up to date."""
    chosen = settings or settings_of()

    async def whole() -> T:
        await ready(chosen)
        async with opened(chosen) as services:
            return await work(services)

    return uvloop.run(plainly(whole()))


def on_database(
    fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """One transaction on the database of the settings."""

    async def work(services: Services) -> T:
        return await services.database.transact(fn, *args, **kwargs)

    return running(work)


async def ready(settings: Settings) -> None:
    """A SQLite database is made and migrated on the way; PostgreSQL waits for `migrate`."""
    async with database_of(settings) as database:
        if database.is_sqlite:
            await database.transact(prepare, settings)
        elif not await database.transact(is_current):
            raise BadInput("The database is not up to date: run python -m bot migrate first.")
        else:
            await database.transact(catch_up, settings)


async def plainly(work: Coroutine[Any, Any, T]) -> T:
    """Errors that are somebody's to mend, as one sentence."""
    try:
        return await work
    except (PlanError, UnitsError, BadSettings, BadAccount, Strangers, SpoolUnwritable) as error:
        raise BadInput(str(error)) from None
    except Unreachable:
        raise click.ClickException("The database does not answer; see DATABASE_URL.") from None


def unit_id(c: Connection, code: str | None, now: datetime) -> int:
    """The unit that bears `code` on the day, or the one of `id:N`; the topmost without a code."""
    on = local_day(now)
    unit = units.by_code(c, code, on) if code else units.top(c, on)
    if unit is None:
        raise BadInput(f"--unit: no unit bears the code {code} on {on:%d/%m/%Y}.")
    return unit.id


def instant(text: str | None, option: str = "--as-of") -> datetime | None:
    """An instant of the command line: a day (its end) or an ISO instant, Vietnam time."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{option}: {text} is not a date such as 2022-05-05.") from None
    if len(text) == len("2022-05-05"):
        found = found.replace(hour=23, minute=59, second=59)
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


def phase_id(c: Connection, phase: str | None, now: datetime) -> str:
    """A phase of the current plan; the one that runs on the day where none is named."""
    id = plans.current_id(c)
    plan = plans.get(c, id) if id is not None else None
    if plan is None:
        raise BadInput("No plan is loaded; run python -m bot plan load FILE.")
    known = [p.id for p in plan.phases]
    if phase is not None and phase not in known:
        raise BadInput(
            f"--phase: {phase} is not a phase of the plan; there are {', '.join(known)}."
        )
    day = local_day(now)
    return phase or next((p.id for p in plan.phases if p.begins <= day <= p.ends), known[-1])


def restoring(work: Callable[[Services], Awaitable[T]]) -> T:
    """Run `work` on a database that has its schema and nothing in it, not even a clock."""
    settings = settings_of().model_copy(update={"clock_start": None})

    async def whole() -> T:
        async with database_of(settings) as database:
            await database.transact(upgrade)
        async with opened(settings) as services:
            return await work(services)

    return uvloop.run(plainly(whole()))
