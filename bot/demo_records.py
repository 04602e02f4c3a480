"""The demo's exemplars as values: `demo_records.toml`, and the order in which people did things."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from bot import cast
from campaign.people import Role
from campaign.vietnam import ZONE
from conversations.register import ROUTES

FILE = Path(__file__).with_suffix(".toml")
SITTING = timedelta(minutes=20)  # no sitting of the script takes longer
EVENING, MORNING = time(19, 30), time(8, 30)  # villages write after work, offices at its beginning

Answer: TypeAlias = "str | list[str]"  # what is typed, or the options chosen


@dataclass(frozen=True, slots=True)
class Exemplar:
    """One record of the demo: what its registrant tells of it, by question key."""

    name: str
    told: Mapping[str, Answer]
    unit: str
    stop: str  # the question at which a draft was left
    photos: int
    shots: tuple[str, ...]  # the criteria that also got a photo
    place: int  # in the file: chooses among the usual answers, and the photos


@dataclass(frozen=True, slots=True)
class Act:
    """One sitting of one person about one record. `do` is `register` or what the card offers."""

    at: datetime
    address: str  # of the person, on the web channel
    do: str
    exemplar: Exemplar
    given: Mapping[str, Answer]
    upto: int | None = None
    pictures: tuple[int, ...] = ()  # seeds


def script() -> tuple[Act, ...]:
    """Everything that happens in the demo, in the order of time, no two sittings at once."""
    read = tomllib.loads(FILE.read_text("utf-8"))
    acts = [a for n, row in enumerate(read["record"]) for a in _acts(row, read["answers"], n)]
    acts.sort(key=lambda act: act.at)
    return _one_at_a_time(acts)


def _one_at_a_time(acts: Sequence[Act]) -> tuple[Act, ...]:
    """Sittings of one hour follow each other."""
    moved: list[Act] = []
    for act in acts:
        free = moved[-1].at + SITTING if moved else act.at
        moved.append(replace(act, at=max(act.at, free)))
    return tuple(moved)


def _acts(row: Mapping[str, Any], usual: Mapping[str, list[Answer]], place: int) -> list[Act]:
    exemplar = _exemplar(row, usual, place)
    seeds = tuple(10 * place + n for n in range(exemplar.photos + len(exemplar.shots)))
    taken, later = seeds[: exemplar.photos], seeds[exemplar.photos :]
    acts = [_act(row["on"], row["by"], "register", exemplar, {}, pictures=taken)]
    for step in row.get("steps", ()):
        by, do = step.get("by", row["by"]), step["do"]
        given = {k: v for k, v in step.items() if k not in {"on", "by", "do", "upto"}}
        shows = do == "answers" and by == row["by"]
        pictures, later = (later, ()) if shows else ((), later)
        acts.append(_act(step["on"], by, do, exemplar, given, step.get("upto"), pictures))
    return acts


def _exemplar(row: Mapping[str, Any], usual: Mapping[str, list[Answer]], place: int) -> Exemplar:
    told = {key: variants[place % len(variants)] for key, variants in usual.items()}
    kind, category = row["kind"], row["category"]
    route = "other" if category == "local" else ROUTES.get(kind, "other")
    told |= {
        "R1": route, "R2": category, "R3": kind, "R4": row["name"],
        "R4/title": row.get("title", ""), "R4/unit": row.get("unit", ""),
        "R5": row["story"], "R10": row["consent"],
    }  # fmt: skip
    told |= row.get("answers", {})
    return Exemplar(
        row["name"], told, row.get("unit", ""), row.get("stop", ""), row["photos"],
        tuple(row.get("shots", ())), place,
    )  # fmt: skip


def _act(  # noqa: PLR0913, PLR0917 - an act, but for its day and its person
    on: date,
    by: str,
    do: str,
    exemplar: Exemplar,
    given: Mapping[str, Answer],
    upto: int | None = None,
    pictures: tuple[int, ...] = (),
) -> Act:
    part = next(p for p in (*cast.CAST, *cast.EXTRAS) if by == p.key.removeprefix(cast.EXTRA))
    at = datetime.combine(on, EVENING if part.role is Role.REPORTER else MORNING, ZONE)
    return Act(at, part.address, do, exemplar, given, upto, pictures)
