"""people: a roster of invites from Excel or CSV, and a post that passes on."""

import csv
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import orjson
from sqlalchemy import Connection

from bot import app, told_people
from bot.commands.frame import BadInput, running, unit_id
from bot.reports import code_sheets
from bot.services import Services
from bot.supplement import supplement
from bot.workbooks import NoWorkbook, rows
from campaign.people import INVITED, Role
from campaign.people_wishes import Given, Gone, Holder
from campaign.roster import Entry, RosterError, read
from campaign.text import fold
from campaign.vietnam import local_day
from conversations.showing import Say
from storage import audit, codes, outbox, rosters, staff

FILE = click.Path(path_type=Path)


@click.group()
def people() -> None:
    """People and their posts."""


@people.command("load")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Report only.")
@click.option("--out", type=FILE, help="Write the codes into an Excel file, with a QR each.")
def people_load(file: Path, *, dry_run: bool, out: Path | None) -> None:
    """Invite everybody of a list: unit, role, name, phone, title. All or nothing."""
    entries = _entries(file)

    async def work(services: Services) -> tuple[rosters.Loaded, tuple[Given, ...]]:
        await app.check_accounts(services)
        now = services.clock()
        found = await services.database.transact(
            rosters.load, services.keyring, entries, now, dry_run=dry_run
        )
        links = services.intake.links
        given = tuple(replace(g, links=links(g.code)) for _, g in found.given)
        if out is not None and given:
            expires = local_day(now + codes.LIVES)
            _written(out, code_sheets.xlsx(given, expires))
        return found, given

    found, given = running(work)
    if found.problems:
        raise BadInput("\n".join(f"{file.name}, {problem}" for problem in found.problems))
    if out is None:
        for (entry, _), one in zip(found.given, given, strict=True):
            click.echo(orjson.dumps(_line(entry, one)).decode())
    verb = "would be" if dry_run else "were"
    click.echo(f"{found.wanted} codes {verb} made; {found.joined} have joined already, "
               f"{found.invited} have a code that is still open.", err=True)  # fmt: skip


def _line(entry: Entry, given: Given) -> dict[str, Any]:
    who = {"unit": given.unit_code, "role": entry.role.value, "name": entry.name}
    return {**who, "code": given.code, **given.links}


def _entries(file: Path) -> tuple[Entry, ...]:
    try:
        return read(_table(file))
    except RosterError as error:
        raise BadInput("\n".join(f"{file.name}, {why}" for why in error.problems)) from None


def _table(file: Path) -> list[list[str]]:
    try:
        if file.suffix.lower() == ".xlsx":
            return rows(file.read_bytes())
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return list(csv.reader(lines, strict=True))
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror or 'it cannot be read'}.") from None
    except UnicodeDecodeError:
        raise BadInput(f"{file.name}: the file is not saved as UTF-8.") from None
    except (NoWorkbook, csv.Error) as error:
        raise BadInput(f"{file.name}: it cannot be read as a table ({error}).") from None


def _written(out: Path, data: bytes) -> None:
    try:
        out.write_bytes(data)
    except OSError as error:
        raise BadInput(f"--out: {out} cannot be written ({error.strerror}).") from None


@people.command("hand-over")
@click.option("--unit", "code", required=True)
@click.option("--role", type=click.Choice([r.value for r in INVITED]), required=True)
@click.option("--name", required=True, help="The successor.")
@click.option("--from", "holder", default="", help="Whose post it is, where several hold it.")
def people_hand_over(code: str, role: str, name: str, holder: str) -> None:
    """Print the code by which a successor takes a post over at once."""

    async def work(services: Services) -> dict[str, Any]:
        made = await services.database.transact(
            _hand_over, services, (code, Role(role)), name, holder
        )
        await app.check_accounts(services)
        return made | services.intake.links(made["code"])

    click.echo(orjson.dumps(running(work)).decode())


def _hand_over(
    c: Connection, services: Services, post: tuple[str, Role], name: str, holder: str
) -> dict[str, Any]:
    now = services.clock()
    held = _held(c, post, holder, now)
    place, role, id = held.post.unit_id, held.post.role, held.post.id
    made, expires = codes.invite(c, services.keyring, place, role, name, now, post_id=id)
    audit.note(c, now, None, "hand_over_code", "post", id)
    return {"code": made, "expires_at": expires.isoformat(), "from": held.name}


def _held(c: Connection, post: tuple[str, Role], name: str, now: datetime) -> Holder:
    """The one who holds a post, by the code of its unit and its role."""
    held = [
        h
        for h in staff.holders(c, unit_id(c, post[0], now))
        if h.post.role is post[1] and fold(name) in {"", fold(h.name)}
    ]
    if len(held) != 1:
        many = ", ".join(h.name for h in held) or "nobody"
        raise BadInput(f"--from: the post is held by {many}; name one who holds it.")
    return held[0]


@people.command("revoke")
@click.option("--unit", "code", required=True)
@click.option("--role", type=click.Choice([r.value for r in Role]), required=True)
@click.option("--from", "holder", default="", help="Whose post it is, where several hold it.")
def people_revoke(code: str, role: str, holder: str) -> None:
    """End a post at once; whoever runs this is the second person that the chat asks for."""

    async def work(services: Services) -> str:
        return await services.database.transact(
            _revoke, services.clock(), (code, Role(role)), holder
        )

    click.echo(f"{running(work)} no longer holds the post.")


def _revoke(c: Connection, now: datetime, post: tuple[str, Role], name: str) -> str:
    held = _held(c, post, name, now)
    codes.take_away(c, held, now)
    audit.note(c, now, None, "revoke", "post", held.post.id)
    for told in told_people.others(c, Gone(held, by="the operator")):
        outbox.put(c, now, **supplement(told.contact_id, told.channel, Say(told.text)))
    return held.name
