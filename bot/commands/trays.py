"""trays: within how many days a desk looks at a record, and when the desk above hears of it."""

import click
from sqlalchemy import Connection

from bot.commands.frame import on_database
from campaign.trays import Patience
from storage import overdue

_DAYS = click.IntRange(1, 60)


@click.command()
@click.option("--desk", type=_DAYS, help="Days in which a desk looks at a record.")
@click.option("--above", type=_DAYS, help="Further days until the desk above is told.")
def trays(desk: int | None, above: int | None) -> None:
    """Show the patience with in-trays, or set it."""
    found = on_database(_set, desk, above)
    click.echo(f"A desk has {found.desk} days; the desk above hears after {found.above} more.")


def _set(c: Connection, desk: int | None, above: int | None) -> Patience:
    now = overdue.patience(c)
    wanted = Patience(desk or now.desk, above or now.above)
    if wanted != now:
        overdue.set_patience(c, wanted)
    return wanted
