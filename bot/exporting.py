"""The export with what only the conversations know: which answers are on the path."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from campaign.asking import items
from campaign.exemplar import Heading, Value
from campaign.plan import Family, Plan
from campaign.vietnam import local_day
from storage import export, units
from storage.paths import path_of
from storage.secrets import Keyring


def exported(  # noqa: PLR0913 - each narrows the export
    c: Connection,
    keyring: Keyring,
    *,
    unit_id: int | None,
    phase: str | None,
    as_of: datetime | None,
    now: datetime,
) -> dict[str, Any]:
    """The JSON export of a unit and what lies below it; of everything without one."""
    day = local_day(as_of or now)
    unit = units.get_on(c, unit_id, day) if unit_id is not None else None
    found: Mapping[str, Any] = export.everything(
        c, keyring, unit_path=path_of(unit.path) if unit else None, phase=phase, as_of=as_of,
        now=now, on_path=_on_path,
    )  # fmt: skip
    return dict(found)


def _on_path(
    plan: Plan, category: str | None, kind: str | None, answers: Mapping[str, Value]
) -> Collection[str]:
    """The answers that count: of a subject that was changed, the old ones stay behind."""
    keys = {key for key in answers if key.startswith("R")}
    if kind is not None and plan.kind(kind).family is not Family.PERSON:
        keys.discard("R4/title")
    for phase in plan.phases:
        heading = Heading(category, kind, phase=phase.id)
        keys |= {item.key for item in items(plan, heading, answers, date.max)}
    return keys
