"""units reorganise: merge, split, rename, move and abolish units from a day on."""

import getpass
from datetime import date
from hashlib import sha256
from pathlib import Path

import click
from sqlalchemy import Connection

from bot.commands.frame import BadInput, running
from bot.services import Services
from campaign.reorganisation_file import parse, read_text
from campaign.units_file import SHIPPED, UnitsError
from storage import reorganisations
from storage.reorganisations import Report, Source


@click.command("reorganise")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--on", required=True, help="The first day of the new order, such as 2025-07-01.")
@click.option("--dry-run", is_flag=True, help="Report only.")
@click.option("--undo", is_flag=True, help="Bring back what was before.")
@click.option("--by", default="", help="Who does it; your login name without it.")
def reorganise(file: Path, on: str, *, dry_run: bool, undo: bool, by: str) -> None:
    """Merge, split, rename, move, abolish units: a report first, then all or nothing."""
    if dry_run and undo:
        raise BadInput("--undo: leave out --dry-run; nothing is undone that has been worked on.")
    day, source = _day(on), _source(file, by)
    click.echo(_undone(source, day) if undo else _done(source, day, dry_run=dry_run))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"--on: {text} is not a date such as 2025-07-01.") from None


def _source(file: Path, by: str) -> Source:
    """A file of one's own, or a shipped one by its name."""
    shipped = SHIPPED / file.name
    chosen = shipped if not file.exists() and shipped.exists() else file
    try:
        text = read_text(chosen)
    except UnitsError as error:
        raise BadInput("\n".join(error.problems)) from None
    hashed = sha256(text.encode()).hexdigest()
    return Source(chosen.name, hashed, text, by or _login())


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"


def _undone(source: Source, on: date) -> str:
    async def work(services: Services) -> tuple[str, ...]:
        now = services.clock()
        return await services.database.transact(reorganisations.undo, source.sha256, on, now)

    problems = running(work)
    if problems:
        raise BadInput("\n".join(problems))
    return f"The reorganisation of {on} was undone."


def _done(source: Source, on: date, *, dry_run: bool) -> str:
    try:
        changes = parse(source.text, source.file)
    except UnitsError as error:
        raise BadInput("\n".join(error.problems)) from None

    async def work(services: Services) -> Report:
        now = services.clock()

        def load(c: Connection) -> Report:
            inner = c.begin_nested()
            report = reorganisations.load(c, source, changes, on, now)
            if dry_run or report.problems:
                inner.rollback()
            else:
                inner.commit()
            return report

        return await services.database.transact(load)

    report = running(work)
    if report.problems:
        raise BadInput("\n".join(report.problems))
    return "\n".join(_lines(report, on, dry_run=dry_run))


def _lines(report: Report, on: date, *, dry_run: bool) -> list[str]:
    """The report for people: what was, what will be, who loses their post."""
    state = "a preview, nothing is kept" if dry_run else "planned" if report.planned else "done"
    lines = [f"Reorganisation of {on}: {state}."]
    before, after = report.before or {}, report.after or {}
    lines += [f"  {level}: {n} → {after.get(level, 0)}" for level, n in before.items()]
    lines.append(f"  {report.new} units begin, {report.ended} end, {report.moved} lie elsewhere.")
    lines += [f"  renamed: {name}" for name in report.renamed]
    lines.append(f"  {report.records} records and {report.posts} posts go along.")
    lines += [f"  loses the post with the unit: {name}" for name in report.without]
    return lines
