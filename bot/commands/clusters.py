"""cluster: communes of the province under one supervisor, once there are no districts any more."""

from datetime import datetime

import click
from sqlalchemy import Connection

from bot.commands.frame import BadInput, running
from bot.services import Services
from campaign.clusters import matched
from campaign.phones import plain
from campaign.units import Unit
from campaign.vietnam import local_day
from storage import clusters, units


@click.group()
def cluster() -> None:
    """Communes of the province under one supervisor."""


@cluster.command("list")
def list_() -> None:
    """Every cụm with its communes and who supervises it."""

    async def work(services: Services) -> str:
        return await services.database.transact(listed, services.clock())

    click.echo(running(work))


@cluster.command("set")
@click.argument("name")
@click.option("--communes", required=True, help="Codes or names, with commas between them.")
@click.option("--supervisor", help="The phone number of somebody who has joined.")
def set_(name: str, communes: str, supervisor: str | None) -> None:
    """Put these communes, and no others, into the cụm NAME."""

    async def work(services: Services) -> str:
        return await services.database.transact(
            kept, name.strip(), communes, supervisor, services.clock()
        )

    click.echo(running(work))


def _province(c: Connection, now: datetime) -> tuple[Unit, tuple[Unit, ...]]:
    """The topmost unit and the communes right below it."""
    top = units.top(c, local_day(now))
    if top is None:
        raise BadInput("No units are loaded; run python -m bot units load FILE.csv.")
    below = units.below(c, top.id, local_day(now))
    communes = tuple(u for u in below if u.level == "commune")
    if len(communes) < len(below) or not communes:
        raise BadInput("Districts stand between the province and its communes; no cụm is needed.")
    return top, communes


def listed(c: Connection, now: datetime) -> str:
    """Every cụm in words. Raises BadInput while there are districts."""
    top, communes = _province(c, now)
    found = clusters.all_of(c, top.id, local_day(now))
    inside = sum(len(one.communes) for one in found)
    lines = [f"{len(found)} cụm hold {inside} of {len(communes)} communes."]
    for one in found:
        who = ", ".join(one.supervisors) or "nobody"
        lines.append(f"{one.name} ({who}): {', '.join(u.name for u in one.communes)}")
    return "\n".join(lines)


def kept(c: Connection, name: str, communes: str, supervisor: str | None, now: datetime) -> str:
    """Keep a cụm; what was kept, in words. Raises BadInput for what nobody knows."""
    top, known = _province(c, now)
    found, unknown = matched(communes.split(","), known)
    if unknown or not found or not name:
        raise BadInput(f"--communes: {', '.join(unknown) or 'none'} is no commune of {top.name}.")
    who = clusters.called(c, plain(supervisor)) if supervisor else None
    if supervisor and who is None:
        raise BadInput(f"--supervisor: not one person has joined with the number {supervisor}.")
    id = clusters.keep(c, top.id, name, [u.id for u in found], now)
    if who:
        clusters.appoint(c, id, who[0], now)
    led = f", supervised by {who[1]}" if who else ""
    return f"{name}: {len(found)} communes{led}."
