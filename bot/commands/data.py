"""plan, units, invite, inbox, export, summary, backup, restore: work on what is kept."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import orjson
from sqlalchemy import Connection

from bot import app, archive
from bot import backup as backups
from bot.clock import wall
from bot.commands.frame import (
    BadInput,
    instant,
    on_database,
    phase_id,
    restoring,
    running,
    unit_id,
)
from bot.envelope import Envelope
from bot.exporting import exported
from bot.forgetting import Forgetting
from bot.reports import spreadsheets
from bot.reports.summary_text import as_json
from bot.services import Services
from campaign.people import INVITED, Role
from campaign.plan_file import PlanError, load_shipped, source_of
from campaign.units_file import UnitsError, read_file
from conversations.summary import text_of
from storage import audit, codes, plans, summaries
from storage import inbox as kept
from storage import units as unit_rows
from storage.blobs import BlobsUnavailable
from storage.secrets import Sealed

FILE = click.Path(path_type=Path)


@click.group()
def plan() -> None:
    """Plans: check a file, load a new version."""


@plan.command("check")
@click.argument("file")
def plan_check(file: str) -> None:
    """Say what is wrong with a plan file, or that nothing is."""
    try:
        found = load_shipped(file)
    except PlanError as error:
        raise BadInput(str(error)) from None
    click.echo(f"{found.id}: {len(found.categories)} categories, {len(found.criteria)} criteria, "
               f"{len(found.quotas)} quotas, {len(found.deadlines)} deadlines.")  # fmt: skip


@plan.command("load")
@click.argument("file")
def plan_load(file: str) -> None:
    """Load a plan: new drafts begin under it, old ones keep theirs."""
    try:
        load_shipped(file)
    except PlanError as error:
        raise BadInput(str(error)) from None

    async def work(services: Services) -> int:
        return await services.database.transact(plans.load, source_of(file), services.clock())

    id = running(work)
    click.echo(f"Plan loaded (version row {id}).")


@click.group()
def units() -> None:
    """Units of the territory."""


@units.command("load")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Report only.")
def units_load(file: Path, *, dry_run: bool) -> None:
    """Load or update units: a report first, then all or nothing."""
    try:
        rows = read_file(file)
    except UnitsError as error:
        raise BadInput("\n".join(error.problems)) from None

    def load(c: Connection) -> unit_rows.Report:
        id = plans.current_id(c)
        if id is None:
            raise BadInput("No plan is loaded; run python -m bot plan load FILE.")
        return unit_rows.load(c, rows, plans.get(c, id), dry_run=dry_run)

    report = on_database(load)
    if report.problems:
        raise BadInput("\n".join(report.problems))
    verb = "would be" if dry_run else "were"
    click.echo(
        f"{report.added} units {verb} added, {report.changed} changed; {report.same} as before."
    )


@click.command()
@click.option("--unit", "code", required=True)
@click.option("--role", type=click.Choice([r.value for r in INVITED]), required=True)
@click.option("--name", default="")
@click.option("--qr", type=FILE, help="Also draw the first link as a QR code.")
def invite(code: str, role: str, name: str, qr: Path | None) -> None:
    """Print an invite code for a post, with the links of the channels that are on."""

    async def work(services: Services) -> dict[str, Any]:
        now = services.clock()
        made, expires = await services.database.transact(
            _invite, services, code, Role(role), name, now
        )
        await app.check_accounts(services)
        links = services.intake.links(made)
        return {"code": made, "expires_at": expires.isoformat(), **links}

    found = running(work)
    if qr is not None:
        _draw(next(iter(found[n] for n in ("zalo_oa", "telegram", "web") if n in found)), qr)
    click.echo(orjson.dumps(found).decode())


def _invite(  # noqa: PLR0913, PLR0917 - who is invited where
    c: Connection, services: Services, code: str, role: Role, name: str, now: datetime
) -> tuple[str, datetime]:
    id = unit_id(c, code, now)
    made = codes.invite(c, services.keyring, id, role, name, now)
    audit.note(c, now, None, "invite", "unit", id)
    return made


def _draw(link: str, file: Path) -> None:
    import segno

    try:
        segno.make(link, error="m").save(str(file), kind="png", scale=8)
    except OSError as error:
        raise BadInput(f"--qr: {file} cannot be written ({error.strerror}).") from None


@click.group()
def inbox() -> None:
    """Messages whose turn failed."""


@inbox.command("failed")
def inbox_failed() -> None:
    """List them: id, time, error."""
    for row in on_database(kept.failures):
        click.echo(f"{row.key}\t{row.at.isoformat()}\t{row.error}")


@inbox.command("replay")
@click.argument("id")
def inbox_replay(id: str) -> None:
    """Take a failed message once more."""

    async def work(services: Services) -> None:
        raw = await services.database.transact(kept.reopen, id)
        if raw is None:
            raise BadInput(f"No failed message has the id {id}.")
        await services.intake.keep(Envelope.from_json(raw))
        await services.intake.stop()
        await services.sender.drain(3)

    running(work)
    click.echo(f"{id} was taken again.")


@click.command()
@click.option("--format", "form", type=click.Choice(["json", "xlsx", "csv"]), required=True)
@click.option("--unit", "code")
@click.option("--phase")
@click.option("--as-of", "as_of")
@click.option("--out", type=FILE)
def export(
    form: str, code: str | None, phase: str | None, as_of: str | None, out: Path | None
) -> None:
    """The whole record, as JSON, Excel or CSV."""
    at = instant(as_of)

    async def work(services: Services) -> dict[str, Any]:
        now = at or services.clock()

        def read(c: Connection) -> dict[str, Any]:
            place = unit_id(c, code, now) if code else None
            return exported(c, services.keyring, unit_id=place, phase=phase, as_of=at, now=now)

        return await services.database.transact(read)

    if form != "json" and out is None:
        raise BadInput(f"--out: {form} needs a file to be written to.")
    data = running(work)
    _written(data, form, out)


def _written(data: dict[str, Any], form: str, out: Path | None) -> None:
    try:
        if form == "xlsx" and out:
            spreadsheets.xlsx(data, out)
        elif form == "csv" and out:
            spreadsheets.csv(data, out)
        elif out:
            out.write_bytes(orjson.dumps(data, option=orjson.OPT_INDENT_2))
        else:
            sys.stdout.buffer.write(orjson.dumps(data, option=orjson.OPT_INDENT_2) + b"\n")
    except OSError as error:
        raise BadInput(f"--out: {out} cannot be written ({error.strerror}).") from None


@click.command()
@click.option("--unit", "code")
@click.option("--phase")
@click.option("--as-of", "as_of")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def summary(code: str | None, phase: str | None, as_of: str | None, form: str) -> None:
    """The numbers the chat summary shows."""
    at = instant(as_of)

    async def work(services: Services) -> Any:  # noqa: ANN401 - JSON or text
        now = services.clock()

        def read(c: Connection) -> Any:  # noqa: ANN401
            plan_id = plans.current_id(c)
            chosen = phase_id(c, phase, at or now)
            place = unit_id(c, code, at or now)
            found = plans.get(c, plan_id or 0)
            numbers = summaries.summary(c, found, place, chosen, at, now)
            return as_json(numbers) if form == "json" else text_of(found, numbers)

        return await services.database.transact(read)

    found = running(work)
    click.echo(found if isinstance(found, str) else orjson.dumps(found).decode())


@click.command()
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    """Rows and photos into one archive. SECRET_KEY is not in it: keep that apart."""

    async def work(services: Services) -> Any:  # noqa: ANN401
        return await backups.backup(services.database, services.blobs, file, wall())

    _say_archive(running(_refusing(work)))


@click.command()
@click.argument("file", type=FILE)
@click.option("--erased", type=FILE, help="A list by `privacy erased`, for another photo store.")
def restore(file: Path, erased: Path | None) -> None:
    """An archive into an empty database, verified by hash before anything is written.

    Whoever was erased since it was made is erased again.
    """

    async def work(services: Services) -> Any:  # noqa: ANN401
        listed = _listed(erased) if erased else frozenset()
        manifest = await backups.restore(services.database, services.blobs, file)
        forgetting = Forgetting(services.database, services.blobs, services.keyring, services.clock)
        return manifest, await forgetting.again(listed)

    manifest, again = restoring(_refusing(work))
    _say_archive(manifest)
    if again:
        click.echo(f"{again} erasures since then were done again.")


def _listed(file: Path) -> frozenset[str]:
    try:
        return frozenset(file.read_text().split())
    except (OSError, UnicodeDecodeError):
        raise BadInput(f"--erased: {file} cannot be read.") from None


def _refusing(work: Any) -> Any:  # noqa: ANN401
    async def refusing(services: Services) -> Any:  # noqa: ANN401
        try:
            return await work(services)
        except (archive.Refused, BlobsUnavailable, Sealed) as error:
            raise BadInput(str(error)) from None

    return refusing


def _say_archive(manifest: archive.Manifest) -> None:
    rows = sum(manifest.tables.values())
    click.echo(f"{rows} rows and {manifest.photos} photos, verified.")
