"""Reading a plan file: TOML in, a `Plan` out, or one sentence saying what is wrong and where."""

import re
import tomllib
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from campaign.plan import (
    Category,
    Deadline,
    Family,
    Holiday,
    Kind,
    Level,
    Phase,
    Plan,
    Quota,
    Topic,
)
from campaign.plan_check import check
from campaign.plan_criteria import criterion
from campaign.plan_table import PlanError, Table

__all__ = ["PlanError", "load_shipped", "parse", "source_of"]

PLANS = Path(__file__).parent / "plans"
Row = TypeVar("Row")


def load_shipped(name_or_path: str) -> Plan:
    """The plan of a shipped name (`yenbai-2021-2025`) or of a file. Raises PlanError."""
    return parse(source_of(name_or_path), _path(name_or_path).name)


def source_of(name_or_path: str) -> str:
    """The text of the plan file. Raises PlanError where it cannot be read."""
    path = _path(name_or_path)
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        shipped = ", ".join(sorted(p.stem for p in PLANS.glob("*.toml")))
        why = error.strerror or "it cannot be read"
        raise PlanError(f"{name_or_path}: {why}; shipped plans are {shipped}.") from error
    except UnicodeDecodeError as error:
        raise PlanError(f"{path.name}: the file is not saved as UTF-8.") from error


def parse(text: str, name: str) -> Plan:
    """The plan written in `text`; `name` is how errors call the file. Raises PlanError."""
    try:
        data = tomllib.loads(unicodedata.normalize("NFC", text))
    except tomllib.TOMLDecodeError as error:
        raise PlanError(_bad_toml(name, str(error))) from error
    plan = _plan(Table(name, "top of the file", data))
    check(plan, name)
    return plan


def _path(name_or_path: str) -> Path:
    shipped = PLANS / f"{name_or_path}.toml"
    return shipped if shipped.is_file() else Path(name_or_path)


def _bad_toml(name: str, error: str) -> str:
    found = re.search(r" \(at line (\d+), column \d+\)", error)
    where = f", line {found[1]}" if found else ", last line"
    what = re.sub(r" \(at .*\)", "", error)
    return f"{name}{where}: this is not valid TOML ({what})."


def _plan(top: Table) -> Plan:
    head = top.table("plan")
    head.place, head.prefix = "[plan]", ""
    kinds = _each(top, "kind", _kind)
    everything = tuple(k.id for k in kinds)
    plan = Plan(
        id=head.identifier(),
        title=head.words("title"),
        issuer=head.words("issuer"),
        basis=head.texts("basis"),
        levels=_each(top, "level", _level),
        phases=_each(top, "phase", _phase),
        kinds=kinds,
        categories=_each(top, "category", _category),
        topics=_each(top, "topic", _topic),
        registration=_each(top, "registration", lambda t: criterion(t, everything)),
        criteria=_each(top, "criterion", lambda t: criterion(t, None)),
        half_year=_each(top, "half_year", lambda t: criterion(t, everything)),
        quotas=_each(top, "quota", _quota),
        deadlines=_each(top, "deadline", _deadline),
        holidays=_each(top, "holiday", _holiday) if top.has("holiday") else (),
    )
    head.done()
    top.done()
    return plan


def _each(top: Table, key: str, read: Callable[[Table], Row]) -> tuple[Row, ...]:
    if not top.has(key):
        top.fail(key, f"at least one [[{key}]] is needed")
    return tuple(_row(table, key, n, read) for n, table in enumerate(top.rows(key), 1))


def _row(table: Table, key: str, number: int, read: Callable[[Table], Row]) -> Row:
    table.place, table.prefix = f"[[{key}]] number {number}", ""
    table.place = f'[[{key}]] "{table.identifier()}"'
    value = read(table)
    table.done()
    return value


def _level(table: Table) -> Level:
    return Level(
        id=table.text("id"),
        name=table.words("name"),
        role=table.text("role"),
        lead_days=table.whole("lead_days"),
    )


def _phase(table: Table) -> Phase:
    phase = Phase(
        id=table.text("id"),
        name=table.words("name"),
        begins=table.day("begins"),
        ends=table.day("ends"),
    )
    if phase.ends < phase.begins:
        table.fail("ends", f"{phase.ends} is before the phase begins ({phase.begins})")
    return phase


def _kind(table: Table) -> Kind:
    return Kind(
        id=table.text("id"),
        name=table.words("name"),
        family=table.one_of("family", Family),
        level=table.maybe("level"),
    )


def _category(table: Table) -> Category:
    return Category(
        id=table.text("id"),
        name=table.words("name"),
        kinds=table.texts("kinds"),
        proposers=table.texts("proposers"),
        recognised_by_party=table.flag("recognised_by_party"),
    )


def _topic(table: Table) -> Topic:
    return Topic(id=table.text("id"), name=table.words("name"), thanks=table.words("thanks"))


def _quota(table: Table) -> Quota:
    quota = Quota(
        id=table.text("id"),
        name=table.words("name"),
        holder=table.text("holder"),
        counted_per=table.text("counted_per"),
        categories=table.texts("categories"),
        kinds=table.texts("kinds"),
        counts=table.text("counts"),
        phase=table.text("phase"),
        min=table.whole("min"),
        target=table.whole("target"),
        until=table.day("until") if table.has("until") else None,
        missing_list=table.flag("missing_list"),
        coverage=table.texts("coverage", ()),
        section=table.text("section"),
    )
    if quota.target < quota.min:
        table.fail("target", f"{quota.target} is less than min ({quota.min})")
    return quota


def _deadline(table: Table) -> Deadline:
    owed_by = table.text("owed_by")
    return Deadline(
        id=table.text("id"),
        name=table.words("name"),
        task=table.text("task"),
        before=table.day("before") if table.has("before") else None,
        every=table.maybe("every"),
        days=tuple(_day_of_year(table, text) for text in table.texts("days", ())),
        years_later=table.whole("years_later") if table.has("years_later") else 0,
        levels=table.texts("levels", (owed_by,)),
        owed_by=owed_by,
        owed_to=table.text("owed_to"),
        phase=table.maybe("phase"),
        section=table.text("section"),
    )


def _day_of_year(table: Table, text: str) -> tuple[int, int]:
    """A day that every year has: "06-15" is 15 June."""
    try:
        day = date.fromisoformat(f"2001-{text}")
    except ValueError:
        table.fail("days", f'{text} is not a day of every year, such as "06-15" for 15 June')
    return day.month, day.day


def _holiday(table: Table) -> Holiday:
    holiday = Holiday(id=table.text("id"), first=table.day("first"), last=table.day("last"))
    if holiday.last < holiday.first:
        table.fail("last", f"{holiday.last} is before the first day ({holiday.first})")
    return holiday
